import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import type { ModelRegistry } from '../../../activities/adapters/model-registry';
import { createModelServer, type ModelServer } from '../../../activities/model-server';
import { saveModel } from '../../../ml/artifact';
import { quickTraining } from '../ml/makers';

const QUIET = { info: () => undefined, error: () => undefined };
const PROBE = { problem: 'lupa sandi', solving: '' };

let dir: string;
let registry: ModelRegistry;
let server: ModelServer;
let model: Map<string, Uint8Array>;

beforeAll(async () => {
  model = await saveModel(await quickTraining());
});

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncek-server-'));
  registry = createFolderRegistry({ dir });
  server = createModelServer({ registry, pollMs: 5, log: QUIET });
});

afterEach(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

async function register(files: ReadonlyMap<string, Uint8Array> = model): Promise<string> {
  return registry.register({ files, description: '', figures: {} });
}

function damagedModel(): Map<string, Uint8Array> {
  return new Map(model).set('linear.bin', new Uint8Array(3));
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to hold within 10 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('model server', () => {
  it('serves nothing before the first promotion, and takes up the first one by itself', async () => {
    await server.start();
    expect(server.current()).toBeNull();
    await registry.promote(await register(), '9001');
    await until(() => server.current()?.version === 'v1');
    expect(server.current()?.classifier.predict(PROBE).label).toBe('PASSWORD');
  });

  it('has the production model when start returns', async () => {
    await registry.promote(await register(), '9001');
    await server.start();
    expect(server.current()).toMatchObject({ version: 'v1', manifest: { origin: 'data' } });
  });

  it('follows the alias to another version and back; a held model goes on answering', async () => {
    await registry.promote(await register(), '9001');
    await server.start();
    const held = server.current()!;
    await registry.promote(await register(), '9001');
    await until(() => server.current()?.version === 'v2');
    expect(held.classifier.predict(PROBE).label).toBe('PASSWORD');
    await registry.promote('v1', '9001');
    await until(() => server.current()?.version === 'v1');
  });

  it('keeps the former model when the promoted one is damaged, says why, and recovers with the next', async () => {
    await registry.promote(await register(), '9001');
    await server.start();
    await registry.promote(await register(damagedModel()), '9001');
    await until(() => server.lastError() !== null);
    expect(server.current()?.version).toBe('v1');
    expect(server.lastError()).toMatchObject({ type: 'ModelArtifact' });
    await registry.promote(await register(), '9001');
    await until(() => server.current()?.version === 'v3');
    expect(server.lastError()).toBeNull();
  });

  it('tries a damaged version once, not at every look', async () => {
    let errors = 0;
    let looks = 0;
    const counted: ModelRegistry = { ...registry, production: () => ((looks += 1), registry.production()) };
    server = createModelServer({ registry: counted, pollMs: 1, log: { ...QUIET, error: () => (errors += 1) } });
    await registry.promote(await register(damagedModel()), '9001');
    await server.start();
    await until(() => looks > 5);
    expect(errors).toBe(1);
  });

  it('outlives a registry that fails for a while', async () => {
    let isDown = true;
    const shaky: ModelRegistry = {
      ...registry,
      production: () => (isDown ? Promise.reject(new Error('registry is down')) : registry.production()),
    };
    server = createModelServer({ registry: shaky, pollMs: 1, log: QUIET });
    await registry.promote(await register(), '9001');
    await server.start();
    expect(server.lastError()?.message).toBe('registry is down');
    isDown = false;
    await until(() => server.current()?.version === 'v1');
    expect(server.lastError()).toBeNull();
    isDown = true;
    await until(() => server.lastError() !== null);
    isDown = false;
    await until(() => server.lastError() === null);
    expect(server.current()?.version).toBe('v1');
  });

  it('reload names the versions before and after', async () => {
    expect(await server.reload()).toEqual({ oldVersion: null, newVersion: null });
    await registry.promote(await register(), '9001');
    await register();
    expect(await server.reload()).toEqual({ oldVersion: null, newVersion: 'v1' });
    expect(await server.reload('v2')).toEqual({ oldVersion: 'v1', newVersion: 'v2' });
  });

  it('a version given to reload stays until the alias moves', async () => {
    await registry.promote(await register(), '9001');
    await register();
    await server.start();
    await server.reload('v2');
    await registry.promote(await register(), '9001');
    await until(() => server.current()?.version === 'v3');
  });

  it('reload of a damaged or unknown version fails by name and leaves the former serving', async () => {
    await registry.promote(await register(), '9001');
    await server.reload();
    await register(damagedModel());
    for (const version of ['v2', 'v9']) {
      await expect(server.reload(version)).rejects.toMatchObject({ type: 'ModelArtifact' });
      expect(server.current()?.version).toBe('v1');
    }
  });

  it('stops looking when stopped, and may be started again', async () => {
    await server.start();
    await server.stop();
    await registry.promote(await register(), '9001');
    await server.start();
    expect(server.current()?.version).toBe('v1');
  });
});
