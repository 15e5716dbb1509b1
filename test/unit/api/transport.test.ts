import { OPERATIONS } from '../../../api/openapi/operations';
import { aClassification } from '../../support/makers';
import { expectProblem, KEYS, startTestApi, stopApis, TICKET } from './kit';

afterEach(stopApis);

test('long answers are packed for callers that take them so, short ones are not', async () => {
  const { url } = await startTestApi();
  const get = async (path: string, accepted: string) => {
    const answer = await fetch(`${url}${path}`, { headers: { 'Accept-Encoding': accepted } });
    return { encoding: answer.headers.get('content-encoding'), json: await answer.json() };
  };
  const packed = await get('/api/openapi.json', 'gzip');
  const plain = await get('/api/openapi.json', 'identity');
  expect([packed.encoding, plain.encoding]).toEqual(['gzip', null]);
  expect(packed.json).toEqual(plain.json);
  expect((await get('/health/live', 'gzip')).encoding).toBeNull();
});

test('an answer that did not change is 304 for whoever has its ETag', async () => {
  const { call } = await startTestApi();
  const { headers } = await call('GET', '/api/model/info');
  const again = await call('GET', '/api/model/info', { headers: { 'If-None-Match': headers.etag ?? '' } });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('what was posted is answered as JSON of known length and without an ETag, which nobody could ask by', async () => {
  const { call } = await startTestApi({ classify: () => Promise.resolve(aClassification()) });
  const { headers, text } = await call('POST', '/api/predict', { body: { tech_raw_text: 'login gagal ünï' } });
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
  expect(headers.etag).toBeUndefined();
});

describe('CORS', () => {
  const origin = 'https://desk.example';
  const asked = {
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'x-api-key',
  };

  test('pages of the origins set may call with a key, without cookies', async () => {
    const { call } = await startTestApi({ env: { CORS_ORIGINS: `${origin},https://other.example` } });
    const preflight = await call('OPTIONS', '/api/predict', { key: null, headers: asked });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe(origin);
    expect(preflight.headers['access-control-allow-headers']).toContain('X-API-Key');
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
    const answer = await call('GET', '/api/model/info', { headers: { Origin: origin } });
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
  });

  test.each([
    ['another origin', { CORS_ORIGINS: 'https://other.example' }],
    ['no setting', {}],
  ])('%s: nothing is allowed', async (_what, env) => {
    const { call } = await startTestApi({ env });
    const { headers } = await call('GET', '/api/model/info', { headers: { Origin: origin } });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('LEGACY_OPEN_FROM', () => {
  const env = { LEGACY_OPEN_FROM: '10.0.0.0/8,127.0.0.0/8' };
  const predict = { key: null, body: { tech_raw_text: 'login gagal' } };

  test('today’s calls need no key from there', async () => {
    const { call } = await startTestApi({ env, classify: () => Promise.resolve(aClassification()) });
    expect((await call('POST', '/api/predict', predict)).status).toBe(200);
    expect((await call('GET', '/api/model/info', { key: null })).status).toBe(200);
  });

  const others = OPERATIONS.filter(({ role, isTodays }) => role !== null && !isTodays).map(
    ({ method, path }) => [method.toUpperCase(), path.replace('{id}', TICKET).replace(/\{\w+\}/g, 'x')] as const,
  );
  test.each(others)('%s %s is none of them', async (method, path) => {
    const { call } = await startTestApi({ env });
    expectProblem(await call(method, path, { key: null }), 401, 'Unauthorized', /X-API-Key/);
  });

  test('a wrong key is no missing one, and a browser’s request is nobody’s client', async () => {
    const { call } = await startTestApi({ env });
    expect((await call('GET', '/api/model/info', { key: 'wrong' })).status).toBe(401);
    const sent: Record<string, string>[] = [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }];
    for (const headers of sent) {
      expect((await call('GET', '/api/model/info', { key: null, headers })).status).toBe(401);
    }
  });

  test('from elsewhere nothing is open, whatever X-Forwarded-For says', async () => {
    const { call } = await startTestApi({ env: { LEGACY_OPEN_FROM: '10.0.0.0/8' } });
    const headers = { 'X-Forwarded-For': '10.1.2.3' };
    expect((await call('GET', '/api/model/info', { key: null, headers })).status).toBe(401);
  });

  test('a trusted proxy’s word on the address counts', async () => {
    const { call } = await startTestApi({ env: { LEGACY_OPEN_FROM: '10.0.0.0/8', TRUSTED_PROXIES: '127.0.0.1' } });
    const from = async (address: string) =>
      (await call('GET', '/api/model/info', { key: null, headers: { 'X-Forwarded-For': address } })).status;
    expect(await from('10.1.2.3')).toBe(200);
    expect(await from('192.0.2.1')).toBe(401);
    expect(await from('10.1.2.3, 192.0.2.1')).toBe(401);
  });

  test('no setting: nothing is open', async () => {
    const { call } = await startTestApi();
    expect((await call('POST', '/api/predict', predict)).status).toBe(401);
    expect((await call('GET', '/api/model/info', { key: KEYS.read })).status).toBe(200);
  });
});

describe('methods', () => {
  test.each([
    ['PATCH', '/api/tickets', 'GET, HEAD, OPTIONS, POST'],
    ['TRACE', '/health/live', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/tickets/-1001-5/review/', 'OPTIONS, POST'],
    // A path of its own is not one of `/api/data/logs/{row}`, though it looks like one.
    ['PUT', '/API/data/logs/all', 'GET, HEAD, OPTIONS'],
  ])('%s %s: 405, with those it has', async (method, path, allowed) => {
    const { call } = await startTestApi();
    const answer = await call(method, path, { key: null });
    expectProblem(answer, 405, 'UnknownMethod', new RegExp(`no ${method}; it takes `));
    expect(answer.headers.allow).toBe(allowed);
    const options = await call('OPTIONS', path, { key: null });
    expect([options.status, options.headers.allow, options.text]).toEqual([204, allowed, '']);
  });

  test('HEAD is answered where GET is, and paths nobody knows stay 404', async () => {
    const { call, url } = await startTestApi();
    expect((await fetch(`${url}/health/live`, { method: 'HEAD' })).status).toBe(200);
    expectProblem(await call('PATCH', '/api/nothing', { key: null }), 404, 'NotFound', /there is no PATCH/);
  });
});
