import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import type { ModelRegistry } from '../../../activities/adapters/model-registry';
import { aNewModel, describeModelRegistry } from '../../support/model-registry-contract';

let dir: string;
let registry: ModelRegistry;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncek-registry-'));
  registry = createFolderRegistry({ dir: join(dir, 'models'), now: () => new Date('2026-01-02T03:04:05Z') });
});

afterEach(() => rm(dir, { recursive: true, force: true }));

describeModelRegistry(
  () => createFolderRegistry({ dir: join(dir, 'models') }),
  (n) => `v${n}`,
);

describe('folder registry', () => {
  it('gives each of 20 models registered at once a number of its own, and leaves no draft behind', async () => {
    const versions = await Promise.all(Array.from({ length: 20 }, () => registry.register(aNewModel())));
    expect(new Set(versions).size).toBe(20);
    expect((await readdir(join(dir, 'models'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('takes over the lock of a process that is gone, and one that is too old', async () => {
    await registry.register(aNewModel());
    const gone = fork(join(__dirname, 'no-such-script.js'), { silent: true });
    const pid = gone.pid;
    await new Promise((resolve) => gone.once('exit', resolve));
    const lock = join(dir, 'models', '.lock');
    await writeFile(lock, String(pid));
    expect(await registry.register(aNewModel())).toBe('v2');
    await writeFile(lock, String(process.pid));
    await utimes(lock, 1, 1);
    expect(await registry.register(aNewModel())).toBe('v3');
  });

  it('says which file is damaged', async () => {
    await registry.register(aNewModel());
    await writeFile(join(dir, 'models', 'production.json'), '{"version":');
    await expect(registry.production()).rejects.toMatchObject({
      type: 'ModelArtifact',
      message: expect.stringContaining('production.json is damaged') as string,
    });
  });

  it('reads versions registered before options, lineage and artifacts were kept', async () => {
    const folder = join(dir, 'models', 'v1');
    await mkdir(folder, { recursive: true });
    const record = { description: 'old', figures: { accuracy: 0.5 }, createdAt: '2025-01-02T03:04:05.000Z' };
    await writeFile(join(folder, 'version.json'), JSON.stringify(record));
    await writeFile(join(folder, 'model.json'), '{}');
    expect(await registry.list()).toMatchObject([{ version: 'v1', ...record, params: {}, tags: {} }]);
    expect([...(await registry.load('v1')).keys()]).toEqual(['model.json']);
    expect(await registry.artifactNames('v1')).toEqual([]);
    expect(await registry.register(aNewModel({ key: 'k' }))).toBe('v2');
  });

  it('clears away what a registration that was killed left behind', async () => {
    const draft = join(dir, 'models', '.draft-of-a-dead-process');
    await mkdir(draft, { recursive: true });
    await writeFile(join(draft, 'model.json'), '{}');
    expect(await registry.register(aNewModel())).toBe('v1');
    expect(await readdir(join(dir, 'models'))).toEqual(['v1']);
  });
});
