import { KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

async function upload(parts: Readonly<Record<string, string | Blob>>, headers: Record<string, string> = {}) {
  const stored: [string, number][] = [];
  const put = (key: string, content: unknown) => (stored.push([key, (content as Buffer).length]), Promise.resolve());
  const { url } = await startTestApi({ files: { put } });
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.set(name, value);
  const answer = await fetch(`${url}/api/data/media/upload`, {
    ...{ method: 'POST', body: form, headers: { 'X-API-Key': KEYS.write, ...headers } },
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, string>, stored };
}

const KEY = 'media/2031/03/03/-1001/42_20310303T020000Z.jpg';
const file = new Blob(['\u00ff\u00d8picture'], { type: 'image/jpeg' });

test('a file is stored under its key and answered with its link', async () => {
  const { status, json, stored } = await upload({ file, key: KEY, content_type: 'image/jpeg' });
  expect([status, stored]).toEqual([200, [[KEY, 11]]]);
  expect(json.url).toMatch(/^http:\/\/127\.0\.0\.1:8080\/media\/[\w-]+\.[\w-]+$/);
});

test.each([
  ['../../etc/passwd'],
  ['media/../stories/x.json'],
  ['stories/-1001-42.json'],
  ['media'],
  ['/media/x.jpg'],
  ['media/.hidden'],
  ['media/a\\b.jpg'],
  ['media/x\u0000.jpg'],
  ['media/%2e%2e/x.jpg'],
])('the key %j is refused', async (key) => {
  const { status, json, stored } = await upload({ file, key });
  expect([status, json.title, stored]).toEqual([400, 'InvalidInput', []]);
  expect(json.detail).toMatch(/^key: /);
});

test('no file, no key, or another part for the file are 400', async () => {
  expect((await upload({ key: KEY })).json.detail).toMatch(/^file: /);
  expect((await upload({ file })).json.detail).toMatch(/^key: /);
  expect((await upload({ picture: file, key: KEY })).json.detail).toMatch(/^picture: /);
});

test('more than 20 MB are 413', async () => {
  const big = new Blob([new Uint8Array(20 * 1024 * 1024 + 1)]);
  const { status, json, stored } = await upload({ file: big, key: KEY });
  expect([status, json.title, stored]).toEqual([413, 'BodyTooLarge', []]);
});

test('a body of another type is 415, a broken one 400', async () => {
  const { call } = await startTestApi();
  const asJson = await call('POST', '/api/data/media/upload', { body: { key: KEY } });
  expect(asJson.status).toBe(415);
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
  const broken = await call('POST', '/api/data/media/upload', { body: '--x\r\nbroken', headers });
  expect([broken.status, broken.json.title]).toEqual([400, 'InvalidInput']);
});
