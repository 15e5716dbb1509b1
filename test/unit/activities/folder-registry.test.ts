import { fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import type { ModelRegistry } from '../../../activities/adapters/model-registry';

let dir: string;
let registry: ModelRegistry;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncek-registry-'));
  registry = createFolderRegistry({ dir: join(dir, 'models'), now: () => new Date('2026-01-02T03:04:05Z') });
});

afterEach(() => rm(dir, { recursive: true, force: true }));

function aModel(content = 'content') {
  return {
    files: new Map([['model.json', new TextEncoder().encode(content)]]),
    description: 'test rows',
    figures: { accuracy: 0.9 },
  };
}

describe('folder registry', () => {
  it('is empty before the first model, even without its folder', async () => {
    expect(await registry.list()).toEqual([]);
    expect(await registry.production()).toBeNull();
  });

  it('numbers versions from v1, keeps their files, and promotes none by itself', async () => {
    expect(await registry.register(aModel('one'))).toBe('v1');
    expect(await registry.register(aModel('two'))).toBe('v2');
    const files = await registry.load('v1');
    expect([...files.keys()]).toEqual(['model.json']);
    expect(new TextDecoder().decode(files.get('model.json'))).toBe('one');
    expect(await registry.production()).toBeNull();
  });

  it('lists the newest first, v10 before v9, with what was said of them', async () => {
    for (let at = 0; at < 10; at += 1) await registry.register(aModel());
    await registry.promote('v9', '9001');
    const list = await registry.list();
    expect(list.map(({ version }) => version).slice(0, 2)).toEqual(['v10', 'v9']);
    expect(list[1]).toEqual({
      version: 'v9',
      description: 'test rows',
      figures: { accuracy: 0.9 },
      createdAt: '2026-01-02T03:04:05.000Z',
      isProduction: true,
    });
    expect(list.filter(({ isProduction }) => isProduction)).toHaveLength(1);
  });

  it('moves the alias, names the former version, and keeps the history for a way back', async () => {
    await registry.register(aModel());
    await registry.register(aModel());
    expect(await registry.promote('v1', '9001')).toEqual({ former: null });
    expect(await registry.promote('v2', '9002')).toEqual({ former: 'v1' });
    expect(await registry.promote('v1', '9001')).toEqual({ former: 'v2' });
    expect(await registry.production()).toBe('v1');
    const alias = JSON.parse(await readFile(join(dir, 'models', 'production.json'), 'utf8')) as { history: unknown[] };
    expect(alias.history).toHaveLength(3);
    expect(alias.history[1]).toEqual({ version: 'v2', by: '9002', at: '2026-01-02T03:04:05.000Z' });
  });

  it('promoting the version that serves already adds nothing to the history', async () => {
    await registry.register(aModel());
    await registry.promote('v1', '9001');
    expect(await registry.promote('v1', '9001')).toEqual({ former: 'v1' });
    const alias = JSON.parse(await readFile(join(dir, 'models', 'production.json'), 'utf8')) as { history: unknown[] };
    expect(alias.history).toHaveLength(1);
  });

  it.each(['v7', '../models', '', 'production.json'])('refuses the unknown version %j', async (version) => {
    await registry.register(aModel());
    await expect(registry.load(version)).rejects.toMatchObject({ type: 'ModelArtifact' });
    await expect(registry.promote(version, '9001')).rejects.toMatchObject({ type: 'ModelArtifact' });
  });

  it.each(['../model.json', 'sub/model.json', '.hidden', ''])('refuses a file named %j', async (name) => {
    const files = new Map([[name, new Uint8Array(1)]]);
    await expect(registry.register({ ...aModel(), files })).rejects.toMatchObject({ type: 'ModelArtifact' });
    expect(await registry.list()).toEqual([]);
  });

  it('gives each of 20 models registered at once a number of its own, and leaves no draft behind', async () => {
    const versions = await Promise.all(Array.from({ length: 20 }, () => registry.register(aModel())));
    expect(new Set(versions).size).toBe(20);
    expect((await readdir(join(dir, 'models'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('takes over the lock of a process that is gone, and one that is too old', async () => {
    await registry.register(aModel());
    const gone = fork(join(__dirname, 'no-such-script.js'), { silent: true });
    const pid = gone.pid;
    await new Promise((resolve) => gone.once('exit', resolve));
    const lock = join(dir, 'models', '.lock');
    await writeFile(lock, String(pid));
    expect(await registry.register(aModel())).toBe('v2');
    await writeFile(lock, String(process.pid));
    await utimes(lock, 1, 1);
    expect(await registry.register(aModel())).toBe('v3');
  });

  it('says which file is damaged', async () => {
    await registry.register(aModel());
    await writeFile(join(dir, 'models', 'production.json'), '{"version":');
    await expect(registry.production()).rejects.toMatchObject({
      type: 'ModelArtifact',
      message: expect.stringContaining('production.json is damaged') as string,
    });
  });
});
