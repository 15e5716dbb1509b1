import { createGeminiAlerts } from '../../../activities/gemini-alerts';
import type { OutboxItem } from '../../../workflows/contracts/outbox';
import { fakeLog } from '../bots/fakes';

const MINUTE = 60_000;

function alerts(cooldownMs = 30 * MINUTE) {
  const posted: OutboxItem[] = [];
  const log = fakeLog();
  const clock = { nowMs: 0, isDown: false };
  const post = (item: OutboxItem): Promise<void> => {
    if (clock.isDown) return Promise.reject(new Error('14 UNAVAILABLE'));
    posted.push(item);
    return Promise.resolve();
  };
  const tell = createGeminiAlerts({ post, cooldownMs, language: 'id', log, now: () => clock.nowMs });
  return { tell, posted, log, clock };
}

test('each kind of failure goes to the admins under a key of its own, with the quiet time for all processes', () => {
  const { tell, posted } = alerts();
  for (const failure of ['rate-limit', 'quota', 'key', 'timeout', 'other'] as const) tell({ kind: 'failed', failure });
  expect(posted.map(({ kind, key, quietMs }) => [kind, key, quietMs])).toEqual(
    ['rate-limit', 'quota', 'key', 'timeout', 'other'].map((name) => ['direct', `gemini-${name}`, 1_800_000]),
  );
  expect(new Set(posted.map(({ html }) => html)).size).toBe(5);
});

test('a storm of failures is handed over once in a tenth of the quiet time', () => {
  const { tell, posted, clock } = alerts();
  for (let at = 0; at < 30 * MINUTE; at += 1_000) {
    clock.nowMs = at;
    tell({ kind: 'failed', failure: 'quota' });
  }
  expect(posted).toHaveLength(10);
});

test('answers, refusals and pauses tell nobody', () => {
  const { tell, posted } = alerts();
  tell({ kind: 'answer', label: 'X', confidence: 0.9, reasoning: '' });
  tell({ kind: 'refused', reason: 'not-json' });
  tell({ kind: 'failed', failure: 'paused' });
  expect(posted).toEqual([]);
});

test('without a quiet time each failure is a message of its own', () => {
  const { tell, posted, clock } = alerts(0);
  tell({ kind: 'failed', failure: 'quota' });
  clock.nowMs = 1;
  tell({ kind: 'failed', failure: 'quota' });
  expect(new Set(posted.map(({ key }) => key)).size).toBe(2);
});

test('an alert that could not be handed over is logged, and comes with the next failure', async () => {
  const { tell, posted, log, clock } = alerts();
  clock.isDown = true;
  tell({ kind: 'failed', failure: 'key' });
  await Promise.resolve();
  await Promise.resolve();
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { failure: 'key' } }]);
  clock.isDown = false;
  tell({ kind: 'failed', failure: 'key' });
  expect(posted).toHaveLength(1);
});
