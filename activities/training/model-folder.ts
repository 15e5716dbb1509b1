import type { ModelFiles } from '../../ml/artifact';
import type { ObjectStore } from '../adapters/object-store';

/** Puts the files of a model under `<key>/<name>`; the same names are overwritten. */
export async function putModel(store: Pick<ObjectStore, 'put'>, key: string, files: ModelFiles): Promise<void> {
  for (const [name, content] of files) await store.put(`${key}/${name}`, content);
}

/** All files under a key, by their names; none where there is nothing. */
export async function readModel(
  store: Pick<ObjectStore, 'get' | 'list'>,
  key: string,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const file of store.list(`${key}/`)) {
    const content = await store.get(file);
    if (content !== null) files.set(file.slice(key.length + 1), content);
  }
  return files;
}

/** Deletes everything under a key. */
export async function deleteFolder(store: Pick<ObjectStore, 'delete' | 'list'>, key: string): Promise<void> {
  const keys: string[] = [];
  for await (const file of store.list(`${key}/`)) keys.push(file);
  for (const file of keys) await store.delete(file);
}
