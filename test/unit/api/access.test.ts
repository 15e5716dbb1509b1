import { hashApiKey } from '../../../config/api-keys';
import { OPERATIONS } from '../../../api/openapi/operations';
import { expectProblem, KEYS, startTestApi, stopApis, TICKET } from './kit';

afterEach(stopApis);

const guarded = OPERATIONS.filter(({ role }) => role !== null).map(
  ({ method, path, role }) => [method.toUpperCase(), path.replace('{id}', TICKET), role!] as const,
);
const BELOW = { read: null, write: KEYS.read, admin: KEYS.write } as const;

test.each(guarded)('%s %s without a key, or with a wrong one, is 401', async (method, path) => {
  const { call } = await startTestApi();
  for (const key of [null, 'demo-rea', hashApiKey(KEYS.admin)]) {
    const answer = await call(method, path, { key });
    expectProblem(answer, 401, 'Unauthorized', /X-API-Key/);
    expect(answer.headers['www-authenticate']).toBe('ApiKey realm="oncek"');
  }
});

test.each(guarded.filter(([, , role]) => BELOW[role] !== null))(
  '%s %s needs the role %3$s',
  async (method, path, role) => {
    const { call } = await startTestApi();
    expectProblem(
      await call(method, path, { key: BELOW[role] }),
      403,
      role === 'admin' ? 'NotAnAdmin' : 'Forbidden',
      new RegExp(`role ${role}`),
    );
  },
);

test('a higher role passes where a lower one is asked for', async () => {
  const { call } = await startTestApi();
  for (const key of Object.values(KEYS)) expect((await call('GET', '/api/model/info', { key })).status).toBe(200);
});

test('a key listed twice has the higher of its roles', async () => {
  const hash = hashApiKey('k');
  const { call } = await startTestApi({
    env: { API_KEYS: `admin:${hash},read:${hash}` },
    models: { reload: () => Promise.resolve({ oldVersion: 'v1', newVersion: 'v1' }) },
  });
  expect((await call('POST', '/api/model/reload', { key: 'k' })).status).toBe(200);
});

test('the key is checked before the body is read', async () => {
  const { call } = await startTestApi();
  expectProblem(await call('POST', '/api/predict', { key: null, body: '{"tech' }), 401, 'Unauthorized', /key/);
});

test.each(['/health', '/health/live', '/metrics', '/api/docs', '/api/openapi.json'])('%s is open', async (path) => {
  const { call } = await startTestApi();
  expect((await call('GET', path, { key: null })).status).toBe(200);
});

test.each([
  ['GET', '/api/nothing'],
  ['DELETE', `/api/ticket/${TICKET}`],
  ['POST', '/'],
])('%s %s is 404 as problem JSON', async (method, path) => {
  const { call } = await startTestApi();
  expectProblem(await call(method, path), 404, 'NotFound', new RegExp(`there is no ${method} /`));
});

describe('X-Trace-ID', () => {
  test('a plain one is taken over', async () => {
    const { call } = await startTestApi();
    const answer = await call('GET', '/health/live', { headers: { 'X-Trace-ID': 'req_1.a-B' } });
    expect(answer.headers['x-trace-id']).toBe('req_1.a-B');
  });

  test.each(['', 'a b', '<b>', 'x'.repeat(65), 'ünï', '{"a":1}'])('%j is replaced by a new one', async (given) => {
    const { call } = await startTestApi();
    const sent = Buffer.from(given).toString('latin1');
    const answer = await call('GET', '/health/live', { headers: { 'X-Trace-ID': sent } });
    expect(answer.headers['x-trace-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test('no answer tells what serves it, and pages may load nothing but what is ours', async () => {
  const { call } = await startTestApi();
  const { headers } = await call('GET', '/api/docs', { key: null });
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['content-security-policy']).toContain(
    "default-src 'none';script-src 'self';style-src 'self';connect-src 'self'",
  );
  expect(headers['content-security-policy']).not.toContain('unsafe-inline');
});

test('the headers that protect pages are the same on every answer, refusals included', async () => {
  const { call } = await startTestApi();
  const answers = [await call('GET', '/api/docs', { key: null }), await call('POST', '/api/predict', { key: 'wrong' })];
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  }
});
