import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret } from '../../../activities/kept-secret';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncek-secret-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

test('processes that start together for the first time agree on one secret, and leave nothing else behind', async () => {
  const secrets = await Promise.all(Array.from({ length: 5 }, () => keptSecret({ dataDir: dir, name: 'secret' })));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[\w-]{43}$/);
  expect(await readdir(dir)).toEqual(['secret']);
});

test('a full disk keeps nobody from starting once the secret is there: a later start writes nothing', async () => {
  const secret = await keptSecret({ dataDir: dir, name: 'secret' });
  const before = (await stat(dir)).mtimeMs;
  expect(await keptSecret({ dataDir: dir, name: 'secret' })).toBe(secret);
  // A draft, even one that was removed again, would have touched the folder.
  expect((await stat(dir)).mtimeMs).toBe(before);
});
