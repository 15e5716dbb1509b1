import { createHmac } from 'node:crypto';
import { hashApiKey } from '../../../config/api-keys';
import { createLoginAttempts } from '../../../api/session/attempts';
import { NINE } from '../../support/makers';
import { type ApiSetup, type Answer, expectProblem, KEYS, startTestApi, stopApis, TICKET } from './kit';

afterEach(stopApis);

const SECRET = 'a secret of the session, thirty-two characters';
const HOUR = 3_600_000;

/** An API whose clock the test sets, and a way to log in. */
async function aConsole(setup: ApiSetup = {}) {
  const clock = { ms: Date.parse(NINE) };
  const api = await startTestApi({ sessionSecret: SECRET, now: () => new Date(clock.ms), ...setup });
  const login = (key: string) => api.call('POST', '/console/login', { key: null, body: { key } });
  const cookieOf = (answer: Answer) => (answer.headers['set-cookie']?.[0] ?? '').split(';')[0]!;
  const open = async (key: string = KEYS.admin) => {
    const answer = await login(key);
    return { cookie: cookieOf(answer), csrf: String(answer.json.csrfToken) };
  };
  const as = (cookie: string, csrf?: string) => ({
    key: null,
    headers: { Cookie: cookie, ...(csrf === undefined ? {} : { 'X-CSRF-Token': csrf }) },
  });
  return { ...api, login, open, as, clock };
}

const desk: ApiSetup['desk'] = { cancel: () => true };
const list = () => ({ executions: [], nextPageToken: Buffer.alloc(0) });

it.each(['read', 'write', 'admin'] as const)('a %s key logs in: cookie, token, role, twelve hours', async (role) => {
  const { login, call, as } = await aConsole({ temporal: { list } });
  const answer = await login(KEYS[role]);
  expect(answer.status).toBe(200);
  const [set] = answer.headers['set-cookie']!;
  expect(set).toMatch(
    /^oncek_session=[\w-]+\.[\w-]+; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
  );
  expect(answer.json).toMatchObject({ role, expiresAt: new Date(Date.parse(NINE) + 12 * HOUR).toISOString() });
  expect(answer.text + set).not.toContain(KEYS[role]);
  const session = await call('GET', '/console/session', as(set!.split(';')[0]!));
  expect(session.json).toEqual(answer.json);
  expect(session.headers['cache-control']).toBe('no-store');
  expect((await call('GET', '/api/tickets', as(set!.split(';')[0]!))).status).toBe(200);
});

it('the cookie is for TLS alone where people come by TLS', async () => {
  const { login } = await aConsole({ env: { PUBLIC_BASE_URL: 'https://desk.example.com' } });
  expect((await login(KEYS.read)).headers['set-cookie']![0]).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
});

it('a role goes as far by cookie as by key', async () => {
  const { open, as, call } = await aConsole({ desk });
  const cancel = `/api/tickets/${TICKET}/cancel`;
  const reader = await open(KEYS.read);
  expectProblem(
    await call('POST', cancel, as(reader.cookie, reader.csrf)),
    403,
    'Forbidden',
    /role write; yours has read/,
  );
  const writer = await open(KEYS.write);
  expect((await call('POST', cancel, as(writer.cookie, writer.csrf))).status).toBe(202);
});

it.each([
  ['no token', undefined],
  ['an empty token', ''],
  ['a made-up token', 'x'.repeat(43)],
])('a call that changes something is refused with %s; reading needs none', async (_, csrf) => {
  const { open, as, call, calls } = await aConsole({ desk, temporal: { list } });
  const { cookie } = await open();
  const answer = await call('POST', `/api/tickets/${TICKET}/cancel`, as(cookie, csrf));
  expectProblem(answer, 403, 'Forbidden', /X-CSRF-Token/);
  expect(calls).toEqual([]);
  expect((await call('GET', '/api/tickets', as(cookie, csrf))).status).toBe(200);
  expectProblem(await call('DELETE', '/api/labels/X', as(cookie, csrf)), 403, 'Forbidden', /X-CSRF-Token/);
  expectProblem(await call('POST', '/console/logout', as(cookie, csrf)), 403, 'Forbidden', /X-CSRF-Token/);
});

it("another session's token does not serve", async () => {
  const { open, as, call, clock } = await aConsole({ desk });
  const first = await open();
  clock.ms += 1;
  const second = await open();
  const answer = await call('POST', `/api/tickets/${TICKET}/cancel`, as(second.cookie, first.csrf));
  expectProblem(answer, 403, 'Forbidden', /X-CSRF-Token/);
});

const macOf = (secret: string, purpose: string, body: string) =>
  createHmac('sha256', secret)
    .update(purpose + body)
    .digest('base64url');
const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claim = { key: hashApiKey(KEYS.admin).slice(0, 8), expires: Date.parse(NINE) + HOUR };
const signed = (value: unknown, secret = SECRET, purpose = 'oncek console session\n') =>
  `oncek_session=${bodyOf(value)}.${macOf(secret, purpose, bodyOf(value))}`;

it('the forgeries below differ from a good cookie in one thing each', async () => {
  const { call, as } = await aConsole();
  expect((await call('GET', '/console/session', as(signed(claim)))).json.role).toBe('admin');
});

it.each([
  ['signed with another secret', signed(claim, 'another secret of thirty-two characters!')],
  ['signed for another purpose', signed(claim, SECRET, 'oncek media link\n')],
  ['without a signature', `oncek_session=${bodyOf(claim)}`],
  ['with an empty signature', `oncek_session=${bodyOf(claim)}.`],
  ['whose expiry was changed', signed(claim).replace(bodyOf(claim), bodyOf({ ...claim, expires: claim.expires * 2 }))],
  ['that is over', signed({ ...claim, expires: Date.parse(NINE) })],
  ['of a key that is not in the settings', signed({ ...claim, key: '00000000' })],
  ['of another form', signed({ role: 'admin' })],
  ['that is no JSON at all', 'oncek_session=%7B%7D'],
  ['of enormous length', `oncek_session=${'a'.repeat(6_000)}.${'b'.repeat(43)}`],
  ['under another name', signed(claim).replace('oncek_session', 'other_session')],
])('a cookie %s opens nothing', async (_, cookie) => {
  const { call, as } = await aConsole({ desk });
  expectProblem(await call('GET', '/console/session', as(cookie)), 401, 'Unauthorized', /nobody is logged in/);
  expectProblem(await call('GET', '/api/tickets', as(cookie)), 401, 'Unauthorized', /valid key/);
  expectProblem(await call('POST', `/api/tickets/${TICKET}/cancel`, as(cookie, 'x')), 401, 'Unauthorized', /valid key/);
});

it('a log-in ends with its key, and has the role that the key has now', async () => {
  const other = `admin:${hashApiKey('another key')}`;
  const { cookie } = await (await aConsole()).open(KEYS.admin);
  const revoked = await aConsole({ env: { API_KEYS: other } });
  expectProblem(await revoked.call('GET', '/console/session', revoked.as(cookie)), 401, 'Unauthorized', /nobody/);
  const lowered = await aConsole({ env: { API_KEYS: `${other},read:${hashApiKey(KEYS.admin)}` } });
  expect((await lowered.call('GET', '/console/session', lowered.as(cookie))).json.role).toBe('read');
});

it('it ends after twelve hours, and by logging out', async () => {
  const { open, as, call, clock } = await aConsole();
  const { cookie, csrf } = await open();
  const out = await call('POST', '/console/logout', as(cookie, csrf));
  expect([out.status, out.headers['set-cookie']![0]]).toEqual([204, expect.stringMatching(/^oncek_session=; .*1970/)]);
  clock.ms += 12 * HOUR - 1;
  expect((await call('GET', '/console/session', as(cookie))).status).toBe(200);
  clock.ms += 1;
  expect((await call('GET', '/console/session', as(cookie))).status).toBe(401);
});

it('tells a gateway whether an admin is logged in, and nothing else', async () => {
  const { open, as, call } = await aConsole();
  const statusOf = async (cookie: string) => (await call('GET', '/console/auth', as(cookie))).status;
  expect(await statusOf((await open(KEYS.admin)).cookie)).toBe(204);
  expect(await statusOf((await open(KEYS.write)).cookie)).toBe(401);
  expect(await statusOf('')).toBe(401);
  expect((await call('GET', '/console/auth', { key: KEYS.admin })).status).toBe(401);
});

it('a key in the header goes before the cookie, and needs no token', async () => {
  const { open, call } = await aConsole({ desk });
  const { cookie } = await open(KEYS.admin);
  const withKey = (key: string) => call('POST', `/api/tickets/${TICKET}/cancel`, { key, headers: { Cookie: cookie } });
  expect((await withKey(KEYS.write)).status).toBe(202);
  expect((await withKey(KEYS.read)).status).toBe(403);
  expect((await withKey('no such key')).status).toBe(401);
});

it('wrong keys are refused, told apart by nothing, and after three each next try has to wait', async () => {
  const { login, clock, log } = await aConsole();
  for (let tries = 0; tries < 3; tries += 1) {
    expectProblem(await login(`wrong ${tries}`), 401, 'Unauthorized', /^this key is not known$/);
  }
  const slowed = await login(KEYS.admin);
  expectProblem(slowed, 429, 'TooManyAttempts', /try again in 1 s/);
  expect([slowed.headers['retry-after'], slowed.headers['set-cookie']]).toEqual(['1', undefined]);
  clock.ms += 1_000;
  expect((await login('wrong again')).status).toBe(401);
  clock.ms += 1_000;
  expect((await login(KEYS.admin)).headers['retry-after']).toBe('1');
  clock.ms += 1_000;
  expect((await login(KEYS.admin)).status).toBe(200);
  expect((await login('wrong')).status).toBe(401);
  expect(JSON.stringify(log)).not.toMatch(/wrong|demo-admin/);
});

it.each([[{}], [{ key: 5 }], [{ key: 'a', other: 1 }], ['no JSON'], [{ key: 'x'.repeat(501) }]])(
  'a log-in of another form is refused: %j',
  async (body) => {
    const { call } = await aConsole();
    expectProblem(await call('POST', '/console/login', { key: null, body }), 400, 'InvalidInput', /./);
  },
);

it('the wait doubles up to five minutes, is each address’s own, and is forgotten after a quiet quarter of an hour', () => {
  const clock = { ms: 0 };
  const attempts = createLoginAttempts({ now: () => new Date(clock.ms) });
  const waits = Array.from({ length: 14 }, () => {
    attempts.failed('a');
    return attempts.waitMs('a') / 1_000;
  });
  expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  expect(attempts.waitMs('b')).toBe(0);
  clock.ms = 15 * 60_000;
  expect(attempts.waitMs('a')).toBe(0);
  attempts.failed('a');
  expect(attempts.waitMs('a')).toBe(0);
});
