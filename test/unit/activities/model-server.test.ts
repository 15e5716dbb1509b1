import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import type { ModelRegistry } from '../../../activities/adapters/model-registry';
import {
  assertServable,
  createModelServer,
  type ModelServer,
  type RefusedModel,
} from '../../../activities/model-server';
import { createServedCopy } from '../../../activities/served-copy';
import { OncekError } from '../../../domain/errors';
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

  it('after a restart on a damaged version serves the one promoted before it, and says what is wrong', async () => {
    await registry.promote(await register(), '9001');
    await registry.promote(await register(damagedModel()), '9001');
    await registry.promote(await register(damagedModel()), '9001');
    await server.start();
    expect(server.current()?.version).toBe('v1');
    expect(server.lastError()).toMatchObject({ type: 'ModelArtifact' });
    await registry.promote('v1', '9001');
    await until(() => server.lastError() === null);
    expect(server.current()?.version).toBe('v1');
  });

  it('after a restart on an artifact damaged since serves its copy of that version, and not nothing', async () => {
    const copy = createServedCopy(join(dir, 'data'));
    await registry.promote(await register(), '9001');
    const before = createModelServer({ registry, copy, pollMs: 5, log: QUIET });
    await before.start();
    await before.stop();
    await writeFile(join(dir, 'v1', 'linear.bin'), new Uint8Array(3));

    const after = createModelServer({ registry, copy, pollMs: 5, log: QUIET });
    await after.start();
    await after.stop();
    expect(after.current()?.version).toBe('v1');
    expect(after.current()?.classifier.predict(PROBE)).toEqual(before.current()?.classifier.predict(PROBE));
    expect(after.lastError()?.message).toMatch(/linear\.bin/);
  });

  it('refuses a model of a newer program, and the former serves on', async () => {
    await registry.promote(await register(), '9001');
    await server.start();
    const manifest = JSON.parse(new TextDecoder().decode(model.get('model.json'))) as object;
    const newer = JSON.stringify({ ...manifest, formatVersion: 99 });
    const version = await register(new Map(model).set('model.json', new TextEncoder().encode(newer)));
    await expect(assertServable(registry, version)).rejects.toThrow('update it or load an older model');
    await registry.promote(version, '9001');
    await until(() => server.lastError() !== null);
    expect(server.lastError()?.message).toContain('format 99');
    expect(server.current()?.version).toBe('v1');
  });

  it('tells of a refused version once for each promotion, again where telling failed', async () => {
    const told: RefusedModel[] = [];
    let attempts = 0;
    const onRefused = (refused: RefusedModel): Promise<void> => {
      attempts += 1;
      if (attempts === 1) return Promise.reject(new Error('Temporal is down'));
      told.push(refused);
      return Promise.resolve();
    };
    server = createModelServer({ registry, pollMs: 1, log: QUIET, onRefused });
    await registry.promote(await register(), '9001');
    await server.start();
    await registry.promote(await register(damagedModel()), '9001');
    await until(() => told.length === 1);
    await registry.promote('v1', '9001');
    await until(() => server.lastError() === null);
    await registry.promote('v2', '9001');
    await until(() => told.length === 2);
    expect(attempts).toBe(3);
    expect(told.map(({ version, serving }) => [version, serving])).toEqual([
      ['v2', 'v1'],
      ['v2', 'v1'],
    ]);
    const promotions = (await registry.history()).filter(({ version }) => version === 'v2');
    expect(told.map(({ promotedAt }) => promotedAt)).toEqual(promotions.map(({ at }) => at));
  });

  it('takes a version up at a later look when its files could not be fetched at the first', async () => {
    let isDown = true;
    const shaky: ModelRegistry = {
      ...registry,
      load: (version) =>
        isDown ? Promise.reject(new OncekError('RegistryUnavailable', 'too slow')) : registry.load(version),
    };
    const told: RefusedModel[] = [];
    const onRefused = (refused: RefusedModel) => Promise.resolve(void told.push(refused));
    server = createModelServer({ registry: shaky, pollMs: 1, log: QUIET, onRefused });
    await registry.promote(await register(), '9001');
    await server.start();
    expect(server.current()).toBeNull();
    expect(server.lastError()?.message).toBe('too slow');
    isDown = false;
    await until(() => server.current()?.version === 'v1');
    await until(() => server.lastError() === null);
    expect(told).toEqual([]);
  });
});
