import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderStore, type ObjectStore } from '../../../activities/adapters/object-store';
import { createMediaRevocations } from '../../../activities/media-revocations';
import { OncekError } from '../../../domain/errors';
import { NINE } from '../../support/makers';
import { KEYS, expectProblem, startTestApi, stopApis } from './kit';

const PHOTO = 'media/2031/03/03/-1001000000001/500_20310303T020000Z.jpg';
const BYTES = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));

let folder: string;
let files: ObjectStore;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oncek-media-'));
  files = createFolderStore(folder);
});
afterEach(async () => {
  await stopApis();
  rmSync(folder, { recursive: true, force: true });
});

async function anApi() {
  const revocations = createMediaRevocations({ store: files, now: () => new Date(NINE) });
  const api = await startTestApi({ files, revocations });
  const token = (key: string): string => api.deps.media.links.tokenOf(key);
  const get = (key: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${api.url}/media/${token(key)}`, { method, headers });
  return { ...api, token, get };
}

test('whoever has the link gets the picture, bytes equal, without a key', async () => {
  await files.put(PHOTO, BYTES);
  const { get } = await anApi();
  const answer = await get(PHOTO);
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES)).toBe(true);
  expect(answer.headers.get('content-type')).toBe('image/jpeg');
  expect(answer.headers.get('content-disposition')).toBe('inline; filename="500_20310303T020000Z.jpg"');
  const head = await get(PHOTO, {}, 'HEAD');
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1000', '']);
});

test('a file without bytes is one all the same', async () => {
  await files.put(PHOTO, '');
  const { get } = await anApi();
  const answer = await get(PHOTO);
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test.each(['html', 'svg', 'xml', 'js', 'pdf', 'txt', 'xhtml', 'bin'])(
  'what a technician sent as .%s never runs or shows as a page of ours',
  async (extension) => {
    const key = `media/x.${extension}`;
    await files.put(key, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const { get } = await anApi();
    const { headers } = await get(key);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="x.${extension}"`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*; sandbox$/);
  },
);

test.each([
  ['bytes=0-0', 206, 'bytes 0-0/1000', [0, 1]],
  ['bytes=990-', 206, 'bytes 990-999/1000', [990, 1000]],
  ['bytes=-5', 206, 'bytes 995-999/1000', [995, 1000]],
  ['bytes=500-99999', 206, 'bytes 500-999/1000', [500, 1000]],
  ['bytes=0-1,5-6', 200, null, [0, 1000]],
  ['lines=1-2', 200, null, [0, 1000]],
  ['nonsense', 200, null, [0, 1000]],
] as const)('a range %s is answered with %i, %s', async (range, status, contentRange, [from, to]) => {
  await files.put(PHOTO, BYTES);
  const { get } = await anApi();
  const answer = await get(PHOTO, { Range: range });
  expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange]);
  expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES.subarray(from, to))).toBe(true);
  expect(answer.headers.get('accept-ranges')).toBe('bytes');
});

test('a range beyond the end is refused with the size', async () => {
  await files.put(PHOTO, BYTES);
  const { call, token } = await anApi();
  const answer = await call('GET', `/media/${token(PHOTO)}`, { key: null, headers: { Range: 'bytes=1000-' } });
  expectProblem(answer, 416, 'InvalidRange', /1000 bytes/);
  expect(answer.headers['content-range']).toBe('bytes */1000');
});

test('a wrong token, a token for a file that is gone, and a key itself are told alike', async () => {
  const { call, token } = await anApi();
  for (const path of [`${token(PHOTO)}x`, token(PHOTO), 'media%2Fx.jpg', '..%2f..%2fetc%2fpasswd']) {
    expectProblem(await call('GET', `/media/${path}`, { key: null }), 404, 'NotFound', /no file under this link/);
  }
});

test('an admin revokes a link: from then on it is gone, and the file stays', async () => {
  await files.put(PHOTO, BYTES);
  const { call, get, deps } = await anApi();
  const link = deps.media.links.linkOf(PHOTO);
  expectProblem(
    await call('POST', '/api/media/revoke', { key: KEYS.write, body: { link } }),
    403,
    'NotAnAdmin',
    /admin/,
  );
  expect((await get(PHOTO)).status).toBe(200);
  const answer = await call('POST', '/api/media/revoke', { body: { link } });
  expect([answer.status, answer.json]).toEqual([200, { revoked: true, key: PHOTO }]);
  expect((await get(PHOTO)).status).toBe(410);
  expect(await files.get(PHOTO)).not.toBeNull();
});

test('a link of somebody else cannot be revoked', async () => {
  const { call } = await anApi();
  const body = { link: 'https://files.example.id/tiket/media/x.jpg' };
  expectProblem(await call('POST', '/api/media/revoke', { body }), 422, 'InvalidInput', /none of ours/);
  expectProblem(await call('POST', '/api/media/revoke', { body: {} }), 400, 'InvalidInput', /link/);
});

test('a store that does not answer is 503, and says nothing of addresses', async () => {
  const down = () =>
    Promise.reject(new OncekError('StoreUnavailable', 'the object store does not answer: ECONNREFUSED'));
  const { call, deps } = await startTestApi({ files: { open: down } });
  const answer = await call('GET', `/media/${deps.media.links.tokenOf(PHOTO)}`, { key: null });
  expectProblem(answer, 503, 'StoreUnavailable', /does not answer/);
});
