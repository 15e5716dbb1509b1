import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { converse, isAnswered, problemsAt } from '../../../bench/soak/conversations';
import { sizesOf } from '../../../bench/soak/histories';
import { residentOf, slopeOf, trendOf } from '../../../bench/soak/memory';
import { latenciesOf, lossesOf } from '../../../bench/soak/outcome';
import { HEADINGS, KEY_COLUMN, type Worksheet } from '../../../domain/sheet-rows';
import { waitFor } from '../../support/wait';

const CHAT_ID = -1;
const HOUR_MS = 3_600_000;

describe('memory', () => {
  test('a service that takes 10 MB in half an hour grows by 20 MB an hour, whatever goes up and down beside it', () => {
    const samples = Array.from({ length: 361 }, (_, index) => ({
      atMs: index * 5_000,
      mb: { worker: 400 + index / 36 + (index % 2 ? 3 : -3), api: 150 },
    }));
    expect(trendOf(samples, ['worker'])).toEqual({ first_mb: 400, last_mb: 410, slope_mb_per_h: 20 });
    expect(trendOf(samples, ['api']).slope_mb_per_h).toBe(0);
    expect(trendOf(samples, ['worker', 'api']).slope_mb_per_h).toBe(20);
  });

  test('one sample has no slope', () => {
    expect(slopeOf([[1, 5]])).toBe(0);
    expect(
      slopeOf([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBe(2);
  });

  // The process of this test may have others of tests before it, so only one that it starts itself is told about.
  test('only processes that somebody started himself are looked at', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'part-of-the-product'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const ended = once(child, 'exit');
    try {
      await waitFor(() => (residentOf(process.pid)['part-of-the-product'] ?? 0) > 10, {
        describe: 'the started process has its memory',
      });
      expect(residentOf(child.pid!)).toEqual({});
      expect(residentOf(process.ppid)).not.toHaveProperty('part-of-the-product');
    } finally {
      child.stdin.end();
      await ended;
    }
  });
});

test('ten messages a second are four problems, three of which are answered by two', async () => {
  expect(problemsAt({ seconds: 60, perSecond: 10 })).toBe(240);
  expect([0, 1, 2, 3, 4, 7].map(isAnswered)).toEqual([true, true, true, false, true, false]);
  const written: { text: string; replyTo?: number }[] = [];
  const people = { write: (message: { text: string }) => Promise.resolve({ messageId: written.push(message) }) };
  const pace = { chatId: CHAT_ID, texts: ['gagal login'], seconds: 0.1, perSecond: 100, gapMs: 0 };
  const { conversations, writtenMs } = await converse(people, pace);
  expect(conversations).toHaveLength(4);
  expect(conversations.filter(({ solvedMs }) => solvedMs !== null)).toHaveLength(3);
  expect(writtenMs).toHaveLength(10);
  expect(written.filter(({ replyTo }) => replyTo === undefined).map(({ text }) => text)).toContain(
    'gagal login (laporan 3)',
  );
});

const conversations = [1, 2, 3].map((messageId) => ({
  messageId,
  begunMs: messageId * 1_000,
  solvedMs: messageId === 3 ? null : 9_000,
}));
const ticket = (messageId: number, { takenMs = 5, status = 'COMPLETED' } = {}) => ({
  workflowId: `ticket-${CHAT_ID}-${messageId}`,
  type: 'ticketWorkflow',
  status: { name: status, code: 2 } as never,
  startTime: new Date(messageId * 1_000 + takenMs),
  closeTime: status === 'RUNNING' ? undefined : new Date(9_300 + HOUR_MS),
});
const row = (worksheet: Worksheet, key: string) =>
  HEADINGS[worksheet].map((_, column) => (column === KEY_COLUMN[worksheet] ? key : ''));
const sheetsOf = (logs: string[], tracking: string[]) => ({
  logs: logs.map((key) => row('Logs', key)),
  tracking: tracking.map((key) => row('ML_Tracking', key)),
});

test('latencies of a run and of its thirds; the edit window at the end of a ticket is none', () => {
  const runs = [ticket(1), ticket(2, { takenMs: 50 }), ticket(3)];
  expect(latenciesOf({ chatId: CHAT_ID, conversations, runs, windowMs: HOUR_MS })).toEqual({
    p95_ms: 50,
    p95_thirds_ms: [5, 50, 5],
    done_p95_ms: 300,
    done_p95_thirds_ms: [300, 300, 0],
  });
  const withoutOne = latenciesOf({ chatId: CHAT_ID, conversations, runs: runs.slice(0, 2), windowMs: HOUR_MS });
  expect(withoutOne.p95_ms).toBeNull();
});

test('lost is a problem without a ticket and an answered one without both rows; nobody answered wants no row', () => {
  const outcome = { chatId: CHAT_ID, conversations };
  const all = [ticket(1), ticket(2), ticket(3)];
  const whole = sheetsOf(['1', '2'], ['1', '2']);
  expect(lossesOf({ ...outcome, runs: all, sheets: whole })).toEqual({ lost: 0, duplicated: 0, still_open: 0 });
  expect(lossesOf({ ...outcome, runs: all.slice(1), sheets: whole }).lost).toBe(1);
  expect(lossesOf({ ...outcome, runs: all, sheets: sheetsOf(['1', '2'], ['1']) }).lost).toBe(1);
  expect(lossesOf({ ...outcome, runs: all, sheets: sheetsOf(['1', '2', '2'], ['1', '2']) }).duplicated).toBe(1);
  const running = [...all.slice(0, 2), ticket(3, { status: 'RUNNING' })];
  expect(lossesOf({ ...outcome, runs: running, sheets: whole }).still_open).toBe(1);
});

test('of each type of workflow the largest history and how often one continued as new', () => {
  const run = (type: string, name: string, historyLength: number, historySize?: number) => ({
    ...{ type, historyLength, status: { name } },
    ...(historySize !== undefined && { historySize }),
  });
  const runs = [
    run('ledgerWorkflow', 'CONTINUED_AS_NEW', 4_100, 2_048_000),
    run('ledgerWorkflow', 'RUNNING', 300, 90_000),
    run('ticketWorkflow', 'COMPLETED', 53),
  ];
  expect(sizesOf(runs)).toEqual({
    ledgerWorkflow: { runs: 2, continued: 1, largest_events: 4_100, largest_kb: 2_000 },
    ticketWorkflow: { runs: 1, continued: 0, largest_events: 53, largest_kb: 0 },
  });
});
