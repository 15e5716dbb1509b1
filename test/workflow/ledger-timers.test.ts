import { ApplicationFailure } from '@temporalio/common';
import type { BatchResult } from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, retryParkedSignal, upsertSignal } from '../../workflows/contracts/ledger';
import { applied, entry, statusAfter, timersOf, useLedger, type Ledger, type SeenTimer } from '../support/ledger-run';
import { waitFor } from '../support/wait';

const run = useLedger();
const DAY_MS = 86_400_000;

const named = async (ledger: Ledger, summary: string): Promise<SeenTimer[]> =>
  (await timersOf(ledger)).filter((timer) => timer.summary.startsWith(summary));

test('a batch is gathered for 2 seconds, and goes out at once when 500 rows are there', async () => {
  const ledger = await run.start([entry('first')]);
  await run.gather();
  await statusAfter(ledger, 1);
  expect(await named(ledger, 'gathering')).toEqual([{ ms: 2_000, summary: 'gathering a batch' }]);
  await ledger.signal(
    upsertSignal,
    Array.from({ length: 500 }, (_, index) => entry(String(index))),
  );
  // Nobody moves the clock: a timer of two seconds would still be running.
  await waitFor(() => run.batches().length === 2, { describe: 'the full batch', timeoutMs: 10_000 });
  await statusAfter(ledger, 501);
  expect(await named(ledger, 'gathering')).toHaveLength(1);
});

test('a ledger without work looks about once a day, and takes a row after three days', async () => {
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await statusAfter(ledger, 1);
  await run.bench.env.sleep('73 hours');
  const waits = await named(ledger, 'until a row is due');
  expect(waits).toEqual(Array(4).fill({ ms: DAY_MS, summary: 'until a row is due' }));
  expect(run.batches()).toHaveLength(1);
  await ledger.signal(upsertSignal, [entry('2')]);
  await run.gather();
  await statusAfter(ledger, 2);
});

test('blocked, it looks again every 5 seconds, after half a minute rarer, and then every 20; a good batch or a command starts over', async () => {
  let isMended = false;
  const blocked: BatchResult = { kind: 'blocked', cause: 'denied', worksheet: null, reason: '403' };
  run.bench.fakes.change({ writeBatch: (batch) => Promise.resolve(isMended ? applied(batch) : blocked) });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await run.bench.env.sleep('200 seconds');
  const pauses = async () => (await named(ledger, 'blocked: denied')).map(({ ms }) => ms / 1_000);
  await waitFor(async () => (await pauses()).length >= 10, { describe: 'ten pauses' });
  expect((await pauses()).slice(0, 10)).toEqual([5, 5, 5, 5, 5, 5, 10, 20, 20, 20]);

  isMended = true;
  const seen = (await pauses()).length;
  await ledger.signal(retryParkedSignal);
  await statusAfter(ledger, 1);
  isMended = false;
  await ledger.signal(upsertSignal, [entry('2')]);
  await run.gather();
  await waitFor(async () => (await pauses()).length > seen, { describe: 'a pause' });
  expect((await pauses())[seen]).toBe(5);
});

test('after a refusal the halves go out without gathering or pause', async () => {
  run.bench.fakes.change({
    writeBatch: (batch) =>
      Promise.resolve(batch.entries.length > 1 ? { kind: 'refused', reason: 'bad' } : applied(batch)),
  });
  const ledger = await run.start([entry('1'), entry('2'), entry('3'), entry('4')]);
  await run.gather();
  await statusAfter(ledger, 4);
  expect(run.batches()).toHaveLength(7);
  const summaries = (await timersOf(ledger)).map(({ summary }) => summary);
  expect(summaries.filter((summary) => summary !== 'until a row is due')).toEqual(['gathering a batch']);
});

test.each(['writeBatch', 'tellTickets'] as const)(
  'what failed for good in %s is called again after 5 minutes',
  async (name) => {
    const fail = failingOnce();
    run.bench.fakes.change({
      writeBatch: async (batch) => {
        if (name === 'writeBatch') await fail();
        return applied(batch);
      },
      tellTickets: () => (name === 'tellTickets' ? fail() : Promise.resolve()),
    });
    const ledger = await run.start([entry('1', { ticketWorkflowId: 'ticket-1' })]);
    await run.gather();
    const pauses = async () => (await timersOf(ledger)).filter(({ summary }) => summary.endsWith('once more'));
    await waitFor(async () => (await pauses()).length === 1, { describe: 'the pause' });
    expect(await pauses()).toMatchObject([{ ms: 300_000 }]);
    await run.bench.env.sleep('301 seconds');
    await waitFor(() => run.bench.fakes.calls(name).length === 2, { describe: 'the second call' });
    await statusAfter(ledger, 1);
  },
);

test('a file that cannot be written is tried again after 5 minutes, and holds up no batch meanwhile', async () => {
  const files = run.fakeFiles();
  const fail = failingOnce();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  run.bench.fakes.change({
    writeBatch: (batch) => held.then(() => applied(batch)),
    spillEntries: async ({ number, entries }) => {
      await fail();
      files.set(number, entries);
    },
  });
  const rows = Array.from({ length: 2_500 }, (_, index) => entry(String(index)));
  const ledger = await run.start(rows.slice(0, 500));
  try {
    for (let start = 500; start < 2_500; start += 500) {
      await ledger.signal(upsertSignal, rows.slice(start, start + 500));
    }
    await waitFor(async () => (await named(ledger, 'spillEntries')).length === 1, { describe: 'the pause' });
    expect(await named(ledger, 'spillEntries')).toMatchObject([{ ms: 300_000 }]);
  } finally {
    release();
  }
  await waitFor(
    async () => {
      await run.gather();
      return (await ledger.query(ledgerStatusQuery)).written >= 500;
    },
    { describe: 'a batch is written' },
  );
  await run.bench.env.sleep('301 seconds');
  await waitFor(
    async () => {
      await run.gather();
      return (await ledger.query(ledgerStatusQuery)).written === 2_500;
    },
    { describe: 'all is written', timeoutMs: 20_000 },
  );
});

/** Fails the first time, in a way that no retry of the activity's own follows. */
function failingOnce(): () => Promise<void> {
  let failures = 1;
  return () =>
    failures-- > 0 ? Promise.reject(ApplicationFailure.nonRetryable('no use', 'StoreRefused')) : Promise.resolve();
}
