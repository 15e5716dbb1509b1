import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ObjectStore } from '../../activities/adapters/object-store';

/** 21 MB in pieces, each with its own content, so that pieces lost or swapped change the hash. */
const BIG_PIECES = 21;
const PIECE = 1024 * 1024;

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const piece = (index: number): Buffer => Buffer.alloc(PIECE, `${index},`);
const bigBody = (): Readable => Readable.from(Array.from({ length: BIG_PIECES }, (_, index) => piece(index)));

async function bytesOf(stream: Readable): Promise<Buffer> {
  return Buffer.concat((await stream.toArray()) as Buffer[]);
}

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

/** What every object store must do. @param open - gives an empty store to each test */
export function describeObjectStore(open: () => ObjectStore): void {
  let store: ObjectStore;
  beforeEach(() => {
    store = open();
  });

  test('gives back what was put, overwrites, and knows nothing of other keys', async () => {
    expect(await store.get('stories/-100-1.json')).toBeNull();
    expect(await store.open('stories/-100-1.json')).toBeNull();
    await store.put('stories/-100-1.json', '{"teks":"é €"}');
    await store.put('stories/-100-1.json', '{"teks":"ß 🙂"}');
    await store.put('stories/-100-2.json', new Uint8Array([0, 255, 10, 13]));
    await store.put('empty', '');
    expect(Buffer.from((await store.get('stories/-100-1.json'))!).toString('utf8')).toBe('{"teks":"ß 🙂"}');
    expect([...(await store.get('stories/-100-2.json'))!]).toEqual([0, 255, 10, 13]);
    expect(await store.get('empty')).toHaveLength(0);
    expect(await store.get('stories')).toBeNull();
    expect(await store.open('stories')).toBeNull();
    expect(await store.get('empty/below-a-file')).toBeNull();
  });

  test('takes and gives a file of 21 MB as a stream, bytes equal, and any part of it', async () => {
    const sizeBytes = BIG_PIECES * PIECE;
    await store.put('media/video.mp4', { body: bigBody(), sizeBytes, contentType: 'video/mp4' });
    const found = (await store.open('media/video.mp4'))!;
    expect(found.sizeBytes).toBe(sizeBytes);
    const whole = await bytesOf(await found.read());
    expect(sha(whole)).toBe(sha(await bytesOf(bigBody())));
    for (const [first, last] of [
      [0, 0],
      [PIECE - 1, PIECE],
      [sizeBytes - 3, sizeBytes - 1],
    ] as const) {
      expect(await bytesOf(await found.read({ first, last }))).toEqual(whole.subarray(first, last + 1));
    }
  });

  test.each([
    ['too short', Readable.from([Buffer.from('abc')]), 'StoreRefused'],
    ['too long', Readable.from([Buffer.from('abcdefgh')]), 'StoreRefused'],
    ['broken off', brokenBody(), 'Error'],
  ])('a body that is %s stores nothing, and what was there stays', async (_, body, name) => {
    await store.put('media/photo.jpg', 'the former');
    await expect(store.put('media/photo.jpg', { body, sizeBytes: 5 })).rejects.toMatchObject({ name });
    expect(body.destroyed).toBe(true);
    expect(Buffer.from((await store.get('media/photo.jpg'))!).toString()).toBe('the former');
    expect(await keysOf(store, '')).toEqual(['media/photo.jpg']);
  });

  test('forgets a deleted file; deleting what is not there is no failure', async () => {
    await store.put('ledger/demo/1.json', '[]');
    await store.delete('ledger/demo/1.json');
    await store.delete('ledger/demo/1.json');
    await store.delete('never/there');
    expect(await store.get('ledger/demo/1.json')).toBeNull();
    expect(await keysOf(store, '')).toEqual([]);
  });

  test('lists the keys that begin with a text, in the order of their bytes, over more than one page', async () => {
    const many = Array.from({ length: 1_005 }, (_, index) => `ledger/demo/${String(index).padStart(7, '0')}.json`);
    const others = [
      'ledger/demo-2/1.json',
      'ledger/demo.json',
      'ledger/demo@x/1',
      'ledger/Demo/1',
      'led',
      'state/a.json',
    ];
    for (let from = 0; from < many.length; from += 50) {
      await Promise.all(many.slice(from, from + 50).map((key) => store.put(key, '1')));
    }
    for (const key of others) await store.put(key, '2');
    expect(await keysOf(store, 'ledger/demo/')).toEqual(many);
    expect(await keysOf(store, '')).toEqual([...many, ...others].sort((a, b) => (a < b ? -1 : 1)));
    expect(await keysOf(store, 'ledger/demo-')).toEqual(['ledger/demo-2/1.json']);
    expect(await keysOf(store, 'led')).toContain('led');
    expect(await keysOf(store, 'nothing/here')).toEqual([]);
  });

  test.each([
    '',
    '/etc/passwd',
    '../up',
    'a/../b',
    'a//b',
    'a/',
    '.hidden',
    'a/.b',
    'a b',
    'a\\b',
    'é',
    'a\nb',
    'a%2fb',
  ])('refuses %j as a key', async (key) => {
    await expect(async () => store.put(key, 'x')).rejects.toMatchObject({ type: 'InvalidId' });
    await expect(async () => store.get(key)).rejects.toMatchObject({ type: 'InvalidId' });
    await expect(async () => store.open(key)).rejects.toMatchObject({ type: 'InvalidId' });
    await expect(async () => store.delete(key)).rejects.toMatchObject({ type: 'InvalidId' });
  });

  test('refuses a prefix that no key can have', async () => {
    await expect(async () => keysOf(store, '../')).rejects.toMatchObject({ type: 'InvalidId' });
    await expect(async () => keysOf(store, '.drafts/')).rejects.toMatchObject({ type: 'InvalidId' });
  });
}

function brokenBody(): Readable {
  return Readable.from(
    (function* () {
      yield Buffer.from('ab');
      throw new Error('the sender hung up');
    })(),
    { objectMode: false },
  );
}
