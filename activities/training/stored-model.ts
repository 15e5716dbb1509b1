import { OncekError } from '../../domain/errors';
import type { ModelFiles } from '../../ml/artifact';
import type { ObjectStore } from '../adapters/object-store';

/** Stores a model folder; the same key is overwritten file by file, `model.json` last: where it stands, all stands. */
export async function putModel(store: Pick<ObjectStore, 'put'>, folder: string, files: ModelFiles): Promise<void> {
  const names = [...files.keys()].sort((a, b) => Number(a === 'model.json') - Number(b === 'model.json'));
  for (const name of names) await store.put(`${folder}/${name}`, files.get(name) ?? '');
}

/** The files of a stored model. @throws ModelArtifact when there is none */
export async function readModel(
  store: Pick<ObjectStore, 'get' | 'list'>,
  folder: string,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const key of store.list(`${folder}/`)) {
    const file = await store.get(key);
    if (file !== null) files.set(key.slice(folder.length + 1), file);
  }
  if (!files.has('model.json')) {
    throw new OncekError(
      'ModelArtifact',
      `there is no whole model under ${folder} in the object store: train it again`,
    );
  }
  return files;
}
