import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { BatchResult, LedgerBatch, CarriedLedger, LedgerEntry } from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, ledgerWorkflowId, retryParkedSignal, upsertSignal } from '../../workflows/contracts/ledger';
import type { ledgerWorkflow } from '../../workflows/ledger.workflow';
import { nothing } from '../support/fake-activities';
import { aLedgerEntry } from '../support/makers';
import { waitFor } from '../support/wait';
import { BENCH_QUEUE, endRun, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

type Ledger = WorkflowHandle<typeof ledgerWorkflow>;

let bench: WorkflowBench;
let open: Ledger | null = null;
let spreadsheets = 0;

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.fakes.expect({
    writeBatch: (batch) => Promise.resolve(applied(batch)),
    tellTickets: nothing,
    tellParked: nothing,
    post: nothing,
  });
});
afterEach(async () => {
  await endRun(open);
  open = null;
  expect(bench.fakes.unexpected()).toEqual([]);
});

function applied({ entries }: LedgerBatch, repairs: LedgerEntry[] = []): BatchResult {
  const rows = entries.map(({ worksheet, key, sequence, ticketWorkflowId }) => ({
    ...{ worksheet, key, sequence, ticketWorkflowId },
    ...{ outcome: 'written' as const, keptCells: [] },
  }));
  return { kind: 'applied', rows, repairs };
}

/** A ledger that has taken the entries before its first task. */
async function ledgerWith(entries: readonly LedgerEntry[], carried: CarriedLedger | null = null): Promise<Ledger> {
  spreadsheets += 1;
  const spreadsheetId = `sheet-${spreadsheets}`;
  open = await bench.client.workflow.signalWithStart<typeof ledgerWorkflow, [readonly LedgerEntry[]]>(
    'ledgerWorkflow',
    {
      workflowId: ledgerWorkflowId(spreadsheetId),
      taskQueue: BENCH_QUEUE,
      args: [{ spreadsheetId, carried }],
      signal: upsertSignal,
      signalArgs: [entries],
    },
  );
  return open;
}

const batches = () => bench.fakes.calls('writeBatch');
const keysOf = (batch: LedgerBatch | undefined) => batch?.entries.map(({ key }) => key).join(' ');
const entry = (key: string, overrides: Partial<LedgerEntry> = {}) => aLedgerEntry({ key, ...overrides });

async function statusAfter(ledger: Ledger, written: number) {
  return waitFor(
    async () => {
      const status = await ledger.query(ledgerStatusQuery);
      return status.written === written && status.pending === 0 ? status : null;
    },
    { describe: `${written} rows written, none pending` },
  );
}

/** What admins were told. */
const alerts = () => bench.fakes.calls('post').map(({ item }) => item.html);

/** Lets the 2 seconds of gathering pass, and whatever the ledger then does without further waiting. */
const gather = () => bench.env.sleep(2_500);

test('rows that come within two seconds go out as one batch; of one key only the highest sequence', async () => {
  const ledger = await ledgerWith([entry('1'), entry('2', { sequence: 2 })]);
  await ledger.signal(upsertSignal, [entry('3'), entry('2', { sequence: 1 }), entry('1', { sequence: 4 })]);
  await gather();
  await statusAfter(ledger, 3);
  expect(batches()).toHaveLength(1);
  expect(batches()[0]?.entries.map(({ key, sequence }) => `${key}/${sequence}`)).toEqual(['1/4', '2/2', '3/1']);
  expect(batches()[0]?.metadataId).toBeGreaterThanOrEqual(1);
  expect(batches()[0]?.metadataId).toBeLessThanOrEqual(2_147_483_647);
  expect(batches()[0]?.markValue).toMatch(/^[0-9a-f]{8}:1:[0-9a-f]{16}$/);
  // The rows of the fake belong to no ticket: nobody is told.
  expect(bench.fakes.calls('tellTickets')).toEqual([]);
});

test('tickets are told of their rows', async () => {
  const ledger = await ledgerWith([entry('1', { ticketWorkflowId: 'ticket-1' }), entry('2')]);
  await gather();
  await statusAfter(ledger, 2);
  await waitFor(() => bench.fakes.calls('tellTickets').length === 1, { describe: 'the ticket is told' });
  expect(bench.fakes.calls('tellTickets')[0]?.rows).toMatchObject([{ key: '1', outcome: 'written' }]);
});

test('600 rows are two batches: 500 and 100', async () => {
  const ledger = await ledgerWith(Array.from({ length: 600 }, (_, index) => entry(String(index))));
  await gather();
  await gather();
  await statusAfter(ledger, 600);
  expect(batches().map(({ entries }) => entries.length)).toEqual([500, 100]);
});

test('a collision sends the same rows under a new id', async () => {
  let collisions = 1;
  bench.fakes.change({
    writeBatch: (batch) => Promise.resolve(collisions-- > 0 ? { kind: 'collision' } : applied(batch)),
  });
  const ledger = await ledgerWith([entry('1'), entry('2')]);
  await gather();
  await statusAfter(ledger, 2);
  const [first, second] = batches();
  expect(batches()).toHaveLength(2);
  expect(second?.entries).toEqual(first?.entries);
  expect(second?.metadataId).not.toBe(first?.metadataId);
  expect(second?.markValue).not.toBe(first?.markValue);
});

test('a refused batch is halved until the bad row stands alone; the others are written, the parked is retried', async () => {
  let isBad = true;
  bench.fakes.change({
    writeBatch: (batch) =>
      Promise.resolve(
        isBad && batch.entries.some(({ key }) => key === '3')
          ? { kind: 'refused', reason: 'protected range' }
          : applied(batch),
      ),
  });
  const ledger = await ledgerWith(['1', '2', '3', '4', '5'].map((key) => entry(key)));
  await gather();
  const status = await statusAfter(ledger, 4);
  expect(batches().map(keysOf)).toEqual(['1 2 3 4 5', '1 2 3', '1 2', '3', '4 5']);
  expect(new Set(batches().map(({ metadataId }) => metadataId)).size).toBe(5);
  expect(status.parked).toEqual([{ worksheet: 'ML_Tracking', key: '3', reason: 'protected range' }]);
  expect(bench.fakes.calls('tellParked')).toMatchObject([{ entry: { key: '3' }, reason: 'protected range' }]);
  expect(alerts()).toEqual([expect.stringContaining('1 baris ditolak Google Sheets')]);
  expect(alerts()[0]).toContain('ML_Tracking 3');

  isBad = false;
  await ledger.signal(retryParkedSignal);
  await gather();
  expect((await statusAfter(ledger, 5)).parked).toEqual([]);
});

test('while headings are wrong the batch waits whole: one alert, no halving; mended, it is written and admins hear how many rows', async () => {
  let isMended = false;
  const blocked: BatchResult = {
    ...{ kind: 'blocked', cause: 'headings', worksheet: 'Logs' },
    reason: 'column D must be "tech_message_id", is "<nomor>"',
  };
  bench.fakes.change({ writeBatch: (batch) => Promise.resolve(isMended ? applied(batch) : blocked) });
  const ledger = await ledgerWith(['1', '2', '3'].map((key) => entry(key)));
  await gather();
  await waitFor(() => alerts().length > 0, { describe: 'the alert' });
  await ledger.signal(upsertSignal, [entry('4')]);
  await bench.env.sleep('5 minutes');
  expect((await ledger.query(ledgerStatusQuery)).blocked).toBe('headings');
  expect(batches().length).toBeGreaterThan(5);
  expect(new Set(batches().map(keysOf))).toEqual(new Set(['1 2 3']));
  expect(new Set(batches().map(({ markValue, metadataId }) => `${markValue} ${metadataId}`)).size).toBe(1);
  expect(batches().map(({ mayBeSent = false }) => mayBeSent)).toEqual([
    false,
    ...Array(batches().length - 1).fill(true),
  ]);
  expect(alerts()).toHaveLength(1);
  expect(alerts()[0]).toContain('&lt;nomor&gt;');

  isMended = true;
  await bench.env.sleep('2 minutes');
  await gather();
  const status = await statusAfter(ledger, 4);
  expect(status).toMatchObject({ blocked: null, parked: [] });
  await waitFor(() => alerts().length === 2, { describe: 'the second alert' });
  expect(alerts()[1]).toContain('<b>4 baris</b>');
});

test('a retry on command does not wait for the end of the pause', async () => {
  let isMended = false;
  const blocked: BatchResult = { kind: 'blocked', cause: 'denied', worksheet: null, reason: '403' };
  bench.fakes.change({ writeBatch: (batch) => Promise.resolve(isMended ? applied(batch) : blocked) });
  const ledger = await ledgerWith([entry('1')]);
  await gather();
  await waitFor(() => alerts().length > 0, { describe: 'the alert' });
  isMended = true;
  await ledger.signal(retryParkedSignal);
  await statusAfter(ledger, 1);
});

test('another reason is told as well, the same one after a good batch too', async () => {
  const causes = ['denied', 'protected', 'protected', null, 'denied', null] as const;
  let sendings = 0;
  bench.fakes.change({
    writeBatch: (batch) => {
      const cause = causes[sendings++] ?? null;
      return Promise.resolve(cause ? { kind: 'blocked', cause, worksheet: null, reason: 'why' } : applied(batch));
    },
  });
  const ledger = await ledgerWith([entry('1')]);
  await gather();
  await bench.env.sleep('2 minutes');
  await statusAfter(ledger, 1);
  await ledger.signal(upsertSignal, [entry('2')]);
  await gather();
  await bench.env.sleep('2 minutes');
  await statusAfter(ledger, 2);
  await waitFor(() => alerts().length === 5, { describe: 'five alerts' });
  expect(alerts().map((html) => html.slice(0, 1))).toEqual(['⛔', '⛔', '✅', '⛔', '✅']);
});

test('rows that people deleted are named to admins', async () => {
  const named = [{ worksheet: 'Logs' as const, key: '<7>' }];
  bench.fakes.change({
    writeBatch: (batch) => Promise.resolve({ ...applied(batch), alerts: { deleted: named } } as BatchResult),
  });
  const ledger = await ledgerWith([entry('1')]);
  await gather();
  await statusAfter(ledger, 1);
  await waitFor(() => alerts().length === 1, { describe: 'the alert' });
  expect(alerts()).toEqual([expect.stringContaining('1 baris dihapus dari sheet')]);
  expect(alerts()[0]).toContain('Logs &lt;7&gt;');
});

/** An object store: entries by file. */
function fakeFiles(): Map<number, readonly LedgerEntry[]> {
  const files = new Map<number, readonly LedgerEntry[]>();
  bench.fakes.change({
    spillEntries: ({ number, entries }) => Promise.resolve(void files.set(number, entries)),
    readSpilled: ({ number }) => Promise.resolve([...(files.get(number) ?? [])]),
    deleteSpilled: ({ numbers }) => Promise.resolve(numbers.forEach((number) => files.delete(number))),
  });
  return files;
}

test('5,000 rows while the sheet hangs: at most 2,000 are held, the rest lies in files, and all are written in their order', async () => {
  const files = fakeFiles();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ writeBatch: (batch) => held.then(() => applied(batch)) });
  const rows = Array.from({ length: 5_000 }, (_, index) => entry(String(index)));
  const ledger = await ledgerWith(rows.slice(0, 500));
  await gather();
  for (let start = 500; start < 5_000; start += 500) await ledger.signal(upsertSignal, rows.slice(start, start + 500));
  try {
    await waitFor(
      async () => {
        const { pending, spilled } = await ledger.query(ledgerStatusQuery);
        // A file is there a moment before the ledger counts its rows.
        return pending === 5_000 && pending - spilled <= 2_000 && [...files.values()].flat().length === spilled;
      },
      { describe: 'all but 2,000 are in files, and counted there' },
    );
  } finally {
    release();
  }
  for (let round = 0; round < 12; round += 1) await gather();
  await statusAfter(ledger, 5_000);
  expect(batches().flatMap(({ entries }) => entries.map(({ key }) => key))).toEqual(rows.map(({ key }) => key));
  await waitFor(() => files.size === 0, { describe: 'no file is left' });
});

test('rows whose file is gone are told, and hold up no other row', async () => {
  const files = fakeFiles();
  bench.fakes.change({ readSpilled: () => Promise.resolve(null) });
  const carried: CarriedLedger = {
    ...{ uuid: 'abcdef01', batchNumber: 0, pending: [], groups: [], inFlight: null, parked: [], marks: [], written: 0 },
    ...{ spilled: [{ number: 3, entries: 7, bytes: 700 }], fileNumber: 3 },
  };
  const ledger = await ledgerWith([entry('1')], carried);
  await gather();
  await statusAfter(ledger, 1);
  expect(alerts()).toEqual([expect.stringContaining('7 baris hilang')]);
  expect(files.size).toBe(0);
});

test('more than 100 parked rows go into a file; a retry brings them all back', async () => {
  const files = fakeFiles();
  let isBad = true;
  bench.fakes.change({
    writeBatch: (batch) => Promise.resolve(isBad ? { kind: 'refused', reason: 'bad' } : applied(batch)),
  });
  const ledger = await ledgerWith(Array.from({ length: 110 }, (_, index) => entry(String(index))));
  await gather();
  const full = await waitFor(
    async () => {
      const status = await ledger.query(ledgerStatusQuery);
      return status.parked.length + status.parkedMore === 110 ? status : null;
    },
    { describe: '110 parked rows', timeoutMs: 30_000 },
  );
  expect(full.parkedMore).toBeGreaterThan(100);
  isBad = false;
  await ledger.signal(retryParkedSignal);
  await gather();
  await gather();
  expect(await statusAfter(ledger, 110)).toMatchObject({ parked: [], parkedMore: 0 });
  await waitFor(() => files.size === 0, { describe: 'no file is left' });
});

test('a parked row is forgotten once a later state of it was written', async () => {
  bench.fakes.change({
    writeBatch: (batch) =>
      Promise.resolve(batch.entries[0]?.sequence === 1 ? { kind: 'refused', reason: 'too long' } : applied(batch)),
  });
  const ledger = await ledgerWith([entry('1')]);
  await gather();
  await waitFor(async () => (await ledger.query(ledgerStatusQuery)).parked.length === 1, { describe: 'a parked row' });
  await ledger.signal(upsertSignal, [entry('1', { sequence: 2 })]);
  await gather();
  expect((await statusAfter(ledger, 1)).parked).toEqual([]);
});

test('rows that somebody moved between our read and our write are repaired in the next batch', async () => {
  let repairs = [entry('1', { repair: true })];
  bench.fakes.change({
    writeBatch: (batch) => {
      const result = applied(batch, repairs);
      repairs = [];
      return Promise.resolve(result);
    },
  });
  const ledger = await ledgerWith([entry('1'), entry('2')]);
  await gather();
  await gather();
  await statusAfter(ledger, 3);
  expect(batches()[1]?.entries).toEqual([entry('1', { repair: true })]);
});

test('while Google is down the same frozen batch is sent word for word; rows that come meanwhile wait for the next', async () => {
  let failures = 3;
  bench.fakes.change({
    writeBatch: (batch) =>
      failures-- > 0 ? Promise.reject(ApplicationFailure.retryable('503', 'Down')) : Promise.resolve(applied(batch)),
  });
  const ledger = await ledgerWith([entry('1')]);
  await gather();
  await waitFor(() => batches().length > 0, { describe: 'the first sending' });
  await ledger.signal(upsertSignal, [entry('1', { sequence: 2 }), entry('2')]);
  const during = await ledger.query(ledgerStatusQuery);
  expect(during.pending).toBe(3);
  expect(during.oldestPendingSince).not.toBeNull();
  await bench.env.sleep('3 minutes');
  const status = await statusAfter(ledger, 3);
  expect(status.oldestPendingSince).toBeNull();
  expect(
    batches()
      .slice(0, 4)
      .map((batch) => batch),
  ).toEqual(Array(4).fill(batches()[0]));
  expect(batches().slice(4).map(keysOf)).toEqual(['1 2']);
});

test('a failure that ends the retries does not end the ledger: the same batch goes out again', async () => {
  let failures = 1;
  bench.fakes.change({
    writeBatch: (batch) =>
      failures-- > 0
        ? Promise.reject(ApplicationFailure.nonRetryable('headings', 'SheetHeadings'))
        : Promise.resolve(applied(batch)),
  });
  const ledger = await ledgerWith([entry('1')]);
  await gather();
  await bench.env.sleep('6 minutes');
  await statusAfter(ledger, 1);
  expect(batches()[1]).toEqual(batches()[0]);
});

test('marks are handed over for deletion once they are more than 10 minutes old', async () => {
  const ledger = await ledgerWith([entry('1')]);
  await gather();
  await statusAfter(ledger, 1);
  await bench.env.sleep('5 minutes');
  await ledger.signal(upsertSignal, [entry('2')]);
  await gather();
  await statusAfter(ledger, 2);
  await bench.env.sleep('6 minutes');
  await ledger.signal(upsertSignal, [entry('3')]);
  await gather();
  await statusAfter(ledger, 3);
  await bench.env.sleep('6 minutes');
  await ledger.signal(upsertSignal, [entry('4')]);
  await gather();
  await statusAfter(ledger, 4);
  const [first, second, third, fourth] = batches();
  expect(second?.expiredMarks).toEqual([]);
  expect(third?.expiredMarks).toEqual([first?.metadataId]);
  expect(fourth?.expiredMarks).toEqual([second?.metadataId]);
});

test('malformed rows are left alone, good ones beside them are written', async () => {
  const ledger = await ledgerWith([entry('1')]);
  for (const argument of [null, 'x', {}, [null, { key: '9' }, { ...entry('9'), worksheet: 'Elsewhere' }]]) {
    await ledger.signal('upsert', argument);
  }
  await ledger.signal('upsert', [{ worksheet: 'Logs' }, entry('2')]);
  await gather();
  await statusAfter(ledger, 2);
  expect(batches().map(keysOf)).toEqual(['1 2']);
});

test('all that is carried over from the run before is written: waiting rows, halves, and parked ones on retry', async () => {
  const carried: CarriedLedger = {
    uuid: 'abcdef01',
    batchNumber: 41,
    pending: [entry('1')],
    groups: [[entry('2')], [entry('3')]],
    inFlight: null,
    parked: [{ entry: entry('4'), reason: 'protected range', at: '2031-03-03T02:00:00.000Z' }],
    marks: [{ metadataId: 77, confirmedAt: '2001-01-01T00:00:00.000Z' }],
    written: 100,
  };
  const ledger = await ledgerWith([entry('5')], carried);
  await gather();
  await statusAfter(ledger, 104);
  expect(batches().map(keysOf)).toEqual(['2', '3', '1 5']);
  expect(batches().map(({ markValue }) => markValue.slice(0, 12))).toEqual([
    'abcdef01:42:',
    'abcdef01:43:',
    'abcdef01:44:',
  ]);
  expect(batches()[0]?.expiredMarks).toEqual([77]);
  await ledger.signal(retryParkedSignal);
  await gather();
  expect((await statusAfter(ledger, 105)).parked).toEqual([]);
});

test('5,000 signals are a run, also while the sheet hangs: the next one takes over the batch and loses no row', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ writeBatch: (batch) => held.then(() => applied(batch)) });
  const ledger = await ledgerWith([entry('first')]);
  await gather();
  await waitFor(() => batches().length === 1, { describe: 'the first batch under way' });
  const { runId } = await ledger.describe();
  for (let start = 0; start < 5_000; start += 100) {
    const signals = Array.from({ length: 100 }, (_, index) => [
      entry(String((start + index) % 250), { sequence: start }),
    ]);
    await Promise.all(signals.map((rows) => ledger.signal(upsertSignal, rows)));
  }
  await waitFor(async () => (await ledger.describe()).runId !== runId, {
    describe: 'the next run, while the batch is still under way',
    timeoutMs: 30_000,
  });
  await waitFor(() => batches().length === 2, { describe: 'the same batch, sent by the next run' });
  expect(batches()[1]).toEqual(batches()[0]);
  release();
  await gather();
  await statusAfter(ledger, 251);
  expect(new Set(batches().flatMap(({ entries }) => entries.map(({ key }) => key))).size).toBe(251);
});

test('a batch of unknown fate is sent again by the next run, word for word', async () => {
  const inFlight = {
    since: '2031-03-03T02:00:00.000Z',
    batch: {
      spreadsheetId: 's',
      metadataId: 4_711,
      markValue: 'abcdef01:42:00',
      entries: [entry('1')],
      expiredMarks: [],
    },
  };
  const carried: CarriedLedger = {
    ...{ uuid: 'abcdef01', batchNumber: 42, pending: [], groups: [], inFlight, parked: [], marks: [], written: 0 },
  };
  const ledger = await ledgerWith([entry('2')], carried);
  await gather();
  await statusAfter(ledger, 2);
  expect(batches()[0]).toEqual(inFlight.batch);
  expect(batches().map(keysOf)).toEqual(['1', '2']);
});
