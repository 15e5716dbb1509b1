import { hashApiKey } from '../../../config/api-keys';
import { loadConfig } from '../../../config/env';
import { expectProblem, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const INFO = '/api/model/info';
const start = (env: Record<string, string>) => startTestApi({ env });

describe('calls of a key', () => {
  test('the third of two allowed ones is 429, and says when to come again', async () => {
    const { call } = await start({ API_RATE_PER_MINUTE: '2' });
    for (const left of [1, 0]) {
      const { status, headers } = await call('GET', INFO, { key: KEYS.read });
      expect([status, headers.ratelimit]).toEqual([200, expect.stringMatching(`^"calls"; r=${left}; t=\\d+$`)]);
    }
    const refused = await call('GET', INFO, { key: KEYS.read });
    expectProblem(refused, 429, 'TooManyRequests', /more than 2 calls a minute; try again in \d+ s/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  test('another key has calls of its own, and the console’s log-in counts as its key', async () => {
    const { call } = await start({ API_RATE_PER_MINUTE: '1' });
    expect((await call('GET', INFO, { key: KEYS.read })).status).toBe(200);
    const { headers } = await call('POST', '/console/login', { key: null, body: { key: KEYS.read } });
    const Cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    expect((await call('GET', INFO, { key: null, headers: { Cookie } })).status).toBe(429);
    expect((await call('GET', INFO, { key: KEYS.write })).status).toBe(200);
  });

  test('what is no call of the API is not counted', async () => {
    const { call } = await start({ API_RATE_PER_MINUTE: '1' });
    for (let time = 0; time < 4; time += 1) expect((await call('GET', '/health/live', { key: null })).status).toBe(200);
  });

  test('0 is no limit', async () => {
    const { call } = await start({ API_RATE_PER_MINUTE: '0', API_FAILED_PER_MINUTE: '0' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => call('GET', INFO, { key: 'wrong' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await call('GET', INFO)).status).toBe(200);
  });
});

describe('requests without a valid key', () => {
  test('beyond the limit of their address none is looked at, whichever key they try', async () => {
    const { call } = await start({ API_FAILED_PER_MINUTE: '3' });
    for (const key of [null, 'guess', hashApiKey(KEYS.admin)]) {
      expect((await call('GET', INFO, { key })).status).toBe(401);
    }
    for (const key of ['guess', KEYS.admin]) {
      expectProblem(await call('GET', INFO, { key }), 429, 'TooManyRequests', /sent 3 requests .* no valid key/);
    }
  });

  test('good calls of the same address are not counted', async () => {
    const { call } = await start({ API_FAILED_PER_MINUTE: '1' });
    for (let time = 0; time < 5; time += 1) expect((await call('GET', INFO)).status).toBe(200);
    expect((await call('GET', INFO, { key: 'guess' })).status).toBe(401);
    expect((await call('GET', INFO)).status).toBe(429);
  });

  test('at the console’s log-in a valid key in the header hides no wrong one in the body', async () => {
    const { call } = await start({ API_FAILED_PER_MINUTE: '2' });
    const logIn = () => call('POST', '/console/login', { key: KEYS.read, body: { key: 'guess' } });
    expect((await logIn()).status).toBe(401);
    expect((await logIn()).status).toBe(401);
    expectProblem(await logIn(), 429, 'TooManyRequests', /no valid key/);
  });

  const from = (address: string) => ({ key: 'guess', headers: { 'X-Forwarded-For': address } });

  test('X-Forwarded-For of a stranger is not believed', async () => {
    const { call } = await start({ API_FAILED_PER_MINUTE: '1' });
    expect((await call('GET', INFO, from('198.51.100.7'))).status).toBe(401);
    expect((await call('GET', INFO, from('198.51.100.8'))).status).toBe(429);
  });

  test('behind a trusted proxy the address it names counts, and only the last one that is not a proxy', async () => {
    const { call } = await start({ API_FAILED_PER_MINUTE: '1', TRUSTED_PROXIES: '127.0.0.0/8,::1,10.1.0.0/16' });
    expect((await call('GET', INFO, from('198.51.100.7'))).status).toBe(401);
    expect((await call('GET', INFO, from('198.51.100.8'))).status).toBe(401);
    // What the caller itself wrote before it does not help.
    expect((await call('GET', INFO, from('203.0.113.9, 198.51.100.7, 10.1.2.3'))).status).toBe(429);
  });

  test('a network of IPv6 is one address', async () => {
    const { call } = await start({ API_FAILED_PER_MINUTE: '1', TRUSTED_PROXIES: 'loopback' });
    expect((await call('GET', INFO, from('2001:db8:1:2::1'))).status).toBe(401);
    expect((await call('GET', INFO, from('2001:db8:1:2::ffff'))).status).toBe(429);
    expect((await call('GET', INFO, from('2001:db8:2:2::1'))).status).toBe(401);
  });
});

test.each(['1.2.3', '10.0.0.0/33', 'everybody', '10.0.0.1;10.0.0.2'])('the trusted proxy %s is refused', (text) => {
  expect(() => loadConfig({ TRUSTED_PROXIES: text })).toThrow(/TRUSTED_PROXIES: entry 1 is not of the form <address>/);
});
