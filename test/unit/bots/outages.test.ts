import type { IntakeClock } from '../../../bots/intake/clock';
import { createOutages, type Failing } from '../../../bots/intake/outages';

const T0_MS = Date.parse('2026-01-31T08:00:00Z');
const update = (id: number): Failing => ({ place: 'desk', cause: 'temporal', subject: `group:${id}` });
const poll = (cause: Failing['cause']): Failing => ({ place: 'telegram:group', cause, subject: 'getUpdates:group' });

/** Outages with a clock that moves only when told, and what admins were told. */
function aWatch({ isReachable = () => true }: { isReachable?: () => boolean } = {}) {
  const told: { way: string; key: string; html: string }[] = [];
  let nowMs = T0_MS;
  const say = (way: string) => (key: string, html: string) => {
    if (isReachable()) told.push({ way, key, html });
    return Promise.resolve(isReachable());
  };
  const clock: IntakeClock = { wait: () => new Promise((resolve) => setImmediate(resolve)), random: () => 1 };
  const teller = { tell: say('outbox'), tellDirect: say('direct') };
  const outages = createOutages({ teller, timeZone: 'Asia/Jakarta', language: 'id', now: () => nowMs, clock });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { outages, told, settle, pass: (ms: number) => void (nowMs += ms) };
}

test('an outage of Temporal is told once, past Temporal, after 15 s, and its end once all updates got through', async () => {
  const { outages, told, settle, pass } = aWatch();
  outages.failed(update(1));
  pass(14_000);
  outages.failed(update(2));
  await settle();
  expect(told).toEqual([]);
  pass(1_000);
  for (let tries = 0; tries < 20; tries += 1) outages.failed(update(1 + (tries % 2)));
  await settle();
  outages.failed(update(3));
  await settle();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ way: 'direct', html: expect.stringContaining('sejak 2026-01-31 15:00:00') });
  pass(45_000);
  outages.worked('group:1');
  outages.worked('group:9');
  outages.worked('group:2');
  await settle();
  expect(told).toHaveLength(1);
  outages.worked('group:3');
  await outages.stop();
  expect(told.map(({ way }) => way)).toEqual(['direct', 'outbox']);
  expect(told[1]?.html).toContain('dari 2026-01-31 15:00:00 sampai 2026-01-31 15:01:00');
});

test('a short outage is nobody’s business', async () => {
  const { outages, told, pass } = aWatch();
  outages.failed(poll('conflict'));
  pass(5_000);
  outages.failed(poll('conflict'));
  outages.worked('getUpdates:group');
  await outages.stop();
  expect(told).toEqual([]);
});

test('a refused token is told at once, by the bot’s name', async () => {
  const { outages, told, settle } = aWatch();
  outages.failed(poll('unauthorized'));
  await settle();
  expect(told.map(({ html }) => html)).toEqual([expect.stringContaining('Token bot grup ditolak')]);
});

test('an outage that changes its kind stays one outage', async () => {
  const { outages, told, settle, pass } = aWatch();
  for (const cause of ['unreachable', 'rateLimited', 'unreachable', 'conflict', 'unreachable'] as const) {
    outages.failed(poll(cause));
    await settle();
    pass(40_000);
  }
  outages.worked('getUpdates:group');
  await outages.stop();
  expect(told).toHaveLength(2);
});

test('admins who could not be told are told at a later failure, and another outage is told again', async () => {
  let isReachable = false;
  const { outages, told, settle, pass } = aWatch({ isReachable: () => isReachable });
  outages.failed(update(1));
  pass(15_000);
  outages.failed(update(1));
  await settle();
  expect(told).toEqual([]);
  isReachable = true;
  outages.failed(update(1));
  await settle();
  outages.worked('group:1');
  await settle();
  pass(1_000);
  outages.failed(update(2));
  pass(15_000);
  outages.failed(update(2));
  await settle();
  expect(told.map(({ way }) => way)).toEqual(['direct', 'outbox', 'direct']);
  expect(new Set(told.map(({ key }) => key)).size).toBe(3);
});
