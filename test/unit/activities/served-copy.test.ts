import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import { createModelServer } from '../../../activities/model-server';
import { createServedCopy } from '../../../activities/served-copy';
import { OncekError } from '../../../domain/errors';
import { saveModel } from '../../../ml/artifact';
import { waitFor } from '../../support/wait';
import { quickTraining } from '../ml/makers';

const QUIET = { info: () => undefined, error: () => undefined };

let dir: string;
beforeEach(async () => (dir = await mkdtemp(path.join(tmpdir(), 'oncek-copy-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

const files = (text: string) => new Map([['model.json', Buffer.from(text)]]);

test('the last one kept is found whole; of two processes that keep at once none harms the other', async () => {
  const copy = createServedCopy(dir);
  expect(await copy.find()).toBeNull();
  await copy.keep({ version: 'v1', files: files('a') });
  await copy.keep({ version: 'v2', files: files('b') });
  const found = await copy.find();
  expect([found?.version, Buffer.from(found?.files.get('model.json') ?? '').toString()]).toEqual(['v2', 'b']);
  await Promise.allSettled(
    Array.from({ length: 8 }, () => createServedCopy(dir).keep({ version: 'v3', files: files('c') })),
  );
  await copy.keep({ version: 'v3', files: files('c') });
  expect((await copy.find())?.version).toBe('v3');
  expect(await readdir(dir)).toEqual(['served-model']);
});

test('a file that is not what was kept makes it no copy', async () => {
  const copy = createServedCopy(dir);
  await copy.keep({ version: 'v1', files: files('a') });
  await writeFile(path.join(dir, 'served-model/model.json'), 'b');
  expect(await copy.find()).toBeNull();
});

test('after a restart the copy serves while the registry does not answer, and the registry has the word once it does', async () => {
  const model = await saveModel(await quickTraining());
  const registry = createFolderRegistry({ dir: path.join(dir, 'models') });
  const version = () => registry.register({ files: model, description: '', figures: {} });
  await registry.promote(await version(), '9001');
  const before = createModelServer({ registry, copy: createServedCopy(dir), pollMs: 5, log: QUIET });
  await before.start();
  await before.stop();

  let isDown = true;
  const shaky = {
    ...registry,
    production: () =>
      isDown ? Promise.reject(new OncekError('RegistryUnavailable', 'no answer')) : registry.production(),
  };
  const server = createModelServer({ registry: shaky, copy: createServedCopy(dir), pollMs: 5, log: QUIET });
  try {
    await server.start();
    expect(server.current()?.version).toBe('v1');
    expect(server.current()?.classifier.predict({ problem: 'lupa sandi', solving: '' }).label).not.toBeNull();
    expect(server.lastError()).toMatchObject({ type: 'RegistryUnavailable' });
    await registry.promote(await version(), '9001');
    isDown = false;
    await waitFor(() => server.current()?.version === 'v2', { describe: 'the registry has the word' });
  } finally {
    await server.stop();
  }
});
