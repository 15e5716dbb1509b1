import type { CarriedLedger } from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, retryParkedSignal, upsertSignal } from '../../workflows/contracts/ledger';
import { applied, entry, keysOf, statusAfter, useLedger } from '../support/ledger-run';
import { waitFor } from '../support/wait';

const run = useLedger();

test('5,000 rows while the sheet hangs: at most 2,000 are held, the rest lies in files, and all are written in their order', async () => {
  const files = run.fakeFiles();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  run.bench.fakes.change({ writeBatch: (batch) => held.then(() => applied(batch)) });
  const rows = Array.from({ length: 5_000 }, (_, index) => entry(String(index)));
  const ledger = await run.start(rows.slice(0, 500));
  await run.gather();
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
  for (let round = 0; round < 12; round += 1) await run.gather();
  await statusAfter(ledger, 5_000);
  expect(run.batches().flatMap(({ entries }) => entries.map(({ key }) => key))).toEqual(rows.map(({ key }) => key));
  await waitFor(() => files.size === 0, { describe: 'no file is left' });
});

test('rows whose file is gone are told, and hold up no other row', async () => {
  const files = run.fakeFiles();
  run.bench.fakes.change({ readSpilled: () => Promise.resolve(null) });
  const carried: CarriedLedger = {
    ...{ uuid: 'abcdef01', batchNumber: 0, pending: [], groups: [], inFlight: null, parked: [], marks: [], written: 0 },
    ...{ spilled: [{ number: 3, entries: 7, bytes: 700 }], fileNumber: 3 },
  };
  const ledger = await run.start([entry('1')], carried);
  await run.gather();
  await statusAfter(ledger, 1);
  expect(run.alerts()).toEqual([expect.stringContaining('7 baris hilang')]);
  expect(files.size).toBe(0);
});

test('more than 100 parked rows go into a file; a retry brings them all back', async () => {
  const files = run.fakeFiles();
  let isBad = true;
  run.bench.fakes.change({
    writeBatch: (batch) => Promise.resolve(isBad ? { kind: 'refused', reason: 'bad' } : applied(batch)),
  });
  const ledger = await run.start(Array.from({ length: 110 }, (_, index) => entry(String(index))));
  await run.gather();
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
  await run.gather();
  await run.gather();
  expect(await statusAfter(ledger, 110)).toMatchObject({ parked: [], parkedMore: 0 });
  await waitFor(() => files.size === 0, { describe: 'no file is left' });
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
  const ledger = await run.start([entry('5')], carried);
  await run.gather();
  await statusAfter(ledger, 104);
  expect(run.batches().map(keysOf)).toEqual(['2', '3', '1 5']);
  expect(run.batches().map(({ markValue }) => markValue.slice(0, 12))).toEqual([
    'abcdef01:42:',
    'abcdef01:43:',
    'abcdef01:44:',
  ]);
  expect(run.batches()[0]?.expiredMarks).toEqual([77]);
  await ledger.signal(retryParkedSignal);
  await run.gather();
  expect((await statusAfter(ledger, 105)).parked).toEqual([]);
});

test('5,000 signals are a run, also while the sheet hangs: the next one takes over the batch and loses no row', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  run.bench.fakes.change({ writeBatch: (batch) => held.then(() => applied(batch)) });
  const ledger = await run.start([entry('first')]);
  await run.gather();
  await waitFor(() => run.batches().length === 1, { describe: 'the first batch under way' });
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
  await waitFor(() => run.batches().length === 2, {
    describe: 'the same batch, sent by the next run',
    timeoutMs: 30_000,
  });
  expect(run.batches()[1]).toEqual(run.batches()[0]);
  release();
  await run.gather();
  await statusAfter(ledger, 251);
  expect(new Set(run.batches().flatMap(({ entries }) => entries.map(({ key }) => key))).size).toBe(251);
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
  const ledger = await run.start([entry('2')], carried);
  await run.gather();
  await statusAfter(ledger, 2);
  expect(run.batches()[0]).toEqual(inFlight.batch);
  expect(run.batches().map(keysOf)).toEqual(['1', '2']);
});
