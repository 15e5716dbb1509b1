import { randomBytes } from 'node:crypto';
import { expectProblem, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const KEY = randomBytes(32).toString('base64');
const UI = 'http://127.0.0.1:8233';
const TEXT = { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: Buffer.from('"rahasia"').toString('base64') };
const start = (keys: string = KEY) => startTestApi({ env: { TEMPORAL_PAYLOAD_KEY: keys } });

test('encodes and decodes, and leaves plain payloads as they are', async () => {
  const { call } = await start();
  const encoded = await call('POST', '/codec/encode', { body: { payloads: [TEXT, TEXT] } });
  expect(encoded.status).toBe(200);
  expect(encoded.json.payloads).toHaveLength(2);
  expect(JSON.stringify(encoded.json)).not.toContain(TEXT.data);
  const decoded = await call('POST', '/codec/decode', { body: { payloads: [...encoded.json.payloads, TEXT] } });
  expect(decoded.json).toEqual({ payloads: [TEXT, TEXT, TEXT] });
  expect(decoded.headers['cache-control']).toBe('no-store');
});

test('the key may come as a bearer token, which is all that Temporal’s tools can send', async () => {
  const { call } = await start();
  const send = (token: string) =>
    call('POST', '/codec/decode', { key: null, headers: { Authorization: token }, body: { payloads: [TEXT] } });
  expect((await send(`Bearer ${KEYS.admin}`)).json).toEqual({ payloads: [TEXT] });
  expectProblem(await send(`Bearer ${KEYS.write}`), 403, 'NotAnAdmin', /admin/);
  expectProblem(await send('Bearer nonsense'), 401, 'Unauthorized', /key/);
  expectProblem(await send(`Basic ${KEYS.admin}`), 401, 'Unauthorized', /key/);
});

test('whoever is logged in at the console as an admin sees the texts in Temporal UI, which knows no token of ours', async () => {
  const { call } = await start();
  const send = async (key: string) => {
    const { headers } = await call('POST', '/console/login', { key: null, body: { key } });
    const Cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    return call('POST', '/codec/decode', { key: null, headers: { Cookie, Origin: UI }, body: { payloads: [TEXT] } });
  };
  expect((await send(KEYS.admin)).json).toEqual({ payloads: [TEXT] });
  expectProblem(await send(KEYS.write), 403, 'NotAnAdmin', /admin/);
});

test.each([null, KEYS.read, KEYS.write])('the key %s decodes nothing', async (key) => {
  const { call } = await start();
  for (const path of ['/codec/encode', '/codec/decode']) {
    expect((await call('POST', path, { key, body: { payloads: [TEXT] } })).status).toBe(key === null ? 401 : 403);
  }
});

test('only pages of Temporal UI may read the answer', async () => {
  const { call } = await start();
  const preflight = (origin: string) =>
    call('OPTIONS', '/codec/decode', {
      key: null,
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type,x-namespace',
      },
    });
  const allowed = await preflight(UI);
  expect(allowed.status).toBe(204);
  expect(allowed.headers).toMatchObject({
    'access-control-allow-origin': UI,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization,content-type,x-namespace',
    'access-control-allow-credentials': 'true',
  });
  for (const origin of ['http://evil.example', 'null', `${UI}.evil.example`, 'http://127.0.0.1:82330']) {
    expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined();
  }
});

describe('bad input', () => {
  test.each([
    ['no JSON', '{"payloads"', /not JSON/],
    ['no payloads', {}, /payloads/],
    ['no base64', { payloads: [{ data: '<b>' }] }, /payloads\.0\.data: must be base64/],
    ['metadata that is none', { payloads: [{ metadata: { encoding: 7 } }] }, /payloads\.0\.metadata\.encoding/],
  ])('%s is 400', async (_, body, detail) => {
    const { call } = await start();
    expectProblem(await call('POST', '/codec/decode', { body }), 400, 'InvalidInput', detail);
  });

  test('a payload of another key is 422 and names the key by its id', async () => {
    const { call } = await start();
    const { json } = await call('POST', '/codec/encode', { body: { payloads: [TEXT] } });
    const other = await start(randomBytes(32).toString('base64'));
    expectProblem(await other.call('POST', '/codec/decode', { body: json }), 422, 'PayloadKey', /no key [0-9a-f]{16}/);
  });

  test('21 MB are 413, and the answer says how much is taken', async () => {
    const { call } = await start();
    const body = { payloads: [{ data: 'A'.repeat(21 * 1_048_576) }] };
    expectProblem(await call('POST', '/codec/decode', { body }), 413, 'BodyTooLarge', /longer than 20 MB/);
  });
});

test('where nothing is encrypted the endpoint answers what it is given', async () => {
  const { call } = await startTestApi();
  for (const path of ['/codec/encode', '/codec/decode']) {
    expect((await call('POST', path, { body: { payloads: [TEXT] } })).json).toEqual({ payloads: [TEXT] });
  }
});
