import { createIdempotency } from '../../../activities/mirror/idempotency';
import { createMirror } from '../../../activities/mirror';
import { OPERATIONS } from '../../../api/openapi/operations';
import { NINE } from '../../support/makers';
import { expectProblem, KEYS, startTestApi, stopApis, TICKET } from './kit';

afterEach(stopApis);

async function labelsApi() {
  const mirror = await createMirror({ file: ':memory:' });
  let added = 0;
  const api = await startTestApi({
    idempotency: createIdempotency(mirror.db, () => new Date()),
    labels: {
      add: (label) => {
        added += 1;
        return Promise.resolve({ label, outcome: 'added' as const });
      },
    },
  });
  const post = (key: string, label: string, apiKey: string = KEYS.admin) =>
    api.call('POST', '/api/labels', { key: apiKey, body: { label }, headers: { 'Idempotency-Key': key } });
  return { post, mirror, count: () => added };
}

test('a request that comes again is answered as the first was, and changes nothing', async () => {
  const { post, mirror, count } = await labelsApi();
  const first = await post('a', 'KENDALA BARU');
  const again = await post('a', 'KENDALA BARU');
  expect([first.status, again.status, again.json]).toEqual([201, 201, first.json]);
  expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
  expect(count()).toBe(1);
  await post('b', 'KENDALA BARU');
  expect(count()).toBe(2);
  await mirror.close();
});

test('the same key with another body is 422 and changes nothing', async () => {
  const { post, mirror, count } = await labelsApi();
  await post('a', 'KENDALA BARU');
  expectProblem(await post('a', 'KENDALA LAIN'), 422, 'IdempotencyKeyReused', /take a new key/);
  expect(count()).toBe(1);
  await mirror.close();
});

test('of 20 requests at once with one key one is carried out; the others are told so or wait', async () => {
  const { post, mirror, count } = await labelsApi();
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('a', 'KENDALA BARU')));
  expect(count()).toBe(1);
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  expect(answers.some(({ status }) => status === 201)).toBe(true);
  await mirror.close();
});

test('a refused request leaves its key free', async () => {
  const { post, mirror, count } = await labelsApi();
  expect((await post('a', ' ')).status).toBe(400);
  expect((await post('a', 'KENDALA BARU')).status).toBe(201);
  expect(count()).toBe(1);
  await mirror.close();
});

test('a key counts for its own caller only', async () => {
  const mirror = await createMirror({ file: ':memory:' });
  const { call } = await startTestApi({ idempotency: createIdempotency(mirror.db, () => new Date()) });
  const body = { tech_raw_text: 'login gagal' };
  const headers = { 'Idempotency-Key': 'a' };
  await call('POST', '/api/predict', { key: KEYS.read, body, headers });
  const other = await call('POST', '/api/predict', { key: KEYS.write, body, headers });
  expect(other.headers['idempotent-replayed']).toBeUndefined();
  await mirror.close();
});

describe('the keys in the mirror', () => {
  const KEPT = { status: 200, location: null, body: { ok: true } };
  const named = (claimId: string) => ({ claimKey: 'k', claimId });

  test('a claim whose process ended may be taken over after two minutes, and then only its successor finishes it', async () => {
    const mirror = await createMirror({ file: ':memory:' });
    let now = new Date(NINE);
    const claims = createIdempotency(mirror.db, () => now);
    expect(await claims.claim(named('1'), 'f')).toEqual({ kind: 'mine' });
    now = new Date(now.getTime() + 119_000);
    expect(await claims.claim(named('2'), 'f')).toEqual({ kind: 'running' });
    now = new Date(now.getTime() + 2_000);
    expect(await claims.claim(named('3'), 'f')).toEqual({ kind: 'mine' });
    await claims.finish(named('1'), KEPT);
    expect(await claims.claim(named('4'), 'f')).toEqual({ kind: 'running' });
    await claims.finish(named('3'), KEPT);
    expect(await claims.claim(named('5'), 'f')).toEqual({ kind: 'answered', answer: KEPT });
    expect(await claims.claim(named('6'), 'g')).toEqual({ kind: 'other' });
    await mirror.close();
  });

  test('an answer is kept for a week, over a restart of the process', async () => {
    const mirror = await createMirror({ file: ':memory:' });
    let now = new Date(NINE);
    const claims = createIdempotency(mirror.db, () => now);
    await claims.claim(named('1'), 'f');
    await claims.finish(named('1'), KEPT);
    now = new Date(now.getTime() + 6 * 86_400_000);
    const restarted = createIdempotency(mirror.db, () => now);
    expect(await restarted.claim(named('2'), 'f')).toEqual({ kind: 'answered', answer: KEPT });
    now = new Date(now.getTime() + 2 * 86_400_000);
    expect(await createIdempotency(mirror.db, () => now).claim(named('3'), 'f')).toEqual({ kind: 'mine' });
    await mirror.close();
  });
});

const posts = OPERATIONS.filter(({ method, role }) => method === 'post' && role !== null).map(
  ({ path }) => [path, path.replace('{id}', TICKET).replace(/\{\w+\}/g, 'x')] as const,
);

test.each(posts)('POST %s heeds Idempotency-Key', async (path, address) => {
  const { call } = await startTestApi();
  // A body that reaches the check: JSON, or a file.
  const isFile = path === '/api/data/media/upload';
  const headers = { 'Idempotency-Key': 'zwei Worte' };
  const form = '--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n--x--\r\n';
  const sent = isFile
    ? { body: form, headers: { ...headers, 'Content-Type': 'multipart/form-data; boundary=x' } }
    : { body: { text: 'x' }, headers };
  expectProblem(await call('POST', address, sent), 400, 'InvalidInput', /^Idempotency-Key: /);
});
