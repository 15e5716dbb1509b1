import { ledgerStatusQuery, retryParkedSignal, upsertSignal } from '../../workflows/contracts/ledger';
import { applied, entry, keysOf, statusAfter, useLedger } from '../support/ledger-run';
import { waitFor } from '../support/wait';

const run = useLedger();

test('rows that come within two seconds go out as one batch; of one key only the highest sequence', async () => {
  const ledger = await run.start([entry('1'), entry('2', { sequence: 2 })]);
  await ledger.signal(upsertSignal, [entry('3'), entry('2', { sequence: 1 }), entry('1', { sequence: 4 })]);
  await run.gather();
  await statusAfter(ledger, 3);
  expect(run.batches()).toHaveLength(1);
  expect(run.batches()[0]?.entries.map(({ key, sequence }) => `${key}/${sequence}`)).toEqual(['1/4', '2/2', '3/1']);
  expect(run.batches()[0]?.metadataId).toBeGreaterThanOrEqual(1);
  expect(run.batches()[0]?.metadataId).toBeLessThanOrEqual(2_147_483_647);
  expect(run.batches()[0]?.markValue).toMatch(/^[0-9a-f]{8}:1:[0-9a-f]{16}$/);
  // The rows of the fake belong to no ticket: nobody is told.
  expect(run.bench.fakes.calls('tellTickets')).toEqual([]);
});

test('tickets are told of their rows', async () => {
  const ledger = await run.start([entry('1', { ticketWorkflowId: 'ticket-1' }), entry('2')]);
  await run.gather();
  await statusAfter(ledger, 2);
  await waitFor(() => run.bench.fakes.calls('tellTickets').length === 1, { describe: 'the ticket is told' });
  expect(run.bench.fakes.calls('tellTickets')[0]?.rows).toMatchObject([{ key: '1', outcome: 'written' }]);
});

test('600 rows are two batches: 500 and 100', async () => {
  const ledger = await run.start(Array.from({ length: 600 }, (_, index) => entry(String(index))));
  await run.gather();
  await run.gather();
  await statusAfter(ledger, 600);
  expect(run.batches().map(({ entries }) => entries.length)).toEqual([500, 100]);
});

test('a collision sends the same rows under a new id', async () => {
  let collisions = 1;
  run.bench.fakes.change({
    writeBatch: (batch) => Promise.resolve(collisions-- > 0 ? { kind: 'collision' } : applied(batch)),
  });
  const ledger = await run.start([entry('1'), entry('2')]);
  await run.gather();
  await statusAfter(ledger, 2);
  const [first, second] = run.batches();
  expect(run.batches()).toHaveLength(2);
  expect(second?.entries).toEqual(first?.entries);
  expect(second?.metadataId).not.toBe(first?.metadataId);
  expect(second?.markValue).not.toBe(first?.markValue);
});

test('a refused batch is halved until the bad row stands alone; the others are written, the parked is retried', async () => {
  let isBad = true;
  run.bench.fakes.change({
    writeBatch: (batch) =>
      Promise.resolve(
        isBad && batch.entries.some(({ key }) => key === '3')
          ? { kind: 'refused', reason: 'protected range' }
          : applied(batch),
      ),
  });
  const ledger = await run.start(['1', '2', '3', '4', '5'].map((key) => entry(key)));
  await run.gather();
  const status = await statusAfter(ledger, 4);
  expect(run.batches().map(keysOf)).toEqual(['1 2 3 4 5', '1 2 3', '1 2', '3', '4 5']);
  expect(new Set(run.batches().map(({ metadataId }) => metadataId)).size).toBe(5);
  expect(status.parked).toEqual([{ worksheet: 'ML_Tracking', key: '3', reason: 'protected range' }]);
  expect(run.bench.fakes.calls('tellParked')).toMatchObject([{ entry: { key: '3' }, reason: 'protected range' }]);
  expect(run.alerts()).toEqual([expect.stringContaining('1 baris ditolak Google Sheets')]);
  expect(run.alerts()[0]).toContain('ML_Tracking 3');

  isBad = false;
  await ledger.signal(retryParkedSignal);
  await run.gather();
  expect((await statusAfter(ledger, 5)).parked).toEqual([]);
});

test('a parked row is forgotten once a later state of it was written', async () => {
  run.bench.fakes.change({
    writeBatch: (batch) =>
      Promise.resolve(batch.entries[0]?.sequence === 1 ? { kind: 'refused', reason: 'too long' } : applied(batch)),
  });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await waitFor(async () => (await ledger.query(ledgerStatusQuery)).parked.length === 1, { describe: 'a parked row' });
  await ledger.signal(upsertSignal, [entry('1', { sequence: 2 })]);
  await run.gather();
  expect((await statusAfter(ledger, 1)).parked).toEqual([]);
});

test('rows that somebody moved between our read and our write are repaired in the next batch', async () => {
  let repairs = [entry('1', { repair: true })];
  run.bench.fakes.change({
    writeBatch: (batch) => {
      const result = applied(batch, repairs);
      repairs = [];
      return Promise.resolve(result);
    },
  });
  const ledger = await run.start([entry('1'), entry('2')]);
  await run.gather();
  await run.gather();
  await statusAfter(ledger, 3);
  expect(run.batches()[1]?.entries).toEqual([entry('1', { repair: true })]);
});

test('marks are handed over for deletion once they are more than 10 minutes old', async () => {
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await statusAfter(ledger, 1);
  await run.bench.env.sleep('5 minutes');
  await ledger.signal(upsertSignal, [entry('2')]);
  await run.gather();
  await statusAfter(ledger, 2);
  await run.bench.env.sleep('6 minutes');
  await ledger.signal(upsertSignal, [entry('3')]);
  await run.gather();
  await statusAfter(ledger, 3);
  await run.bench.env.sleep('6 minutes');
  await ledger.signal(upsertSignal, [entry('4')]);
  await run.gather();
  await statusAfter(ledger, 4);
  const [first, second, third, fourth] = run.batches();
  expect(second?.expiredMarks).toEqual([]);
  expect(third?.expiredMarks).toEqual([first?.metadataId]);
  expect(fourth?.expiredMarks).toEqual([second?.metadataId]);
});

test('malformed rows are left alone, good ones beside them are written', async () => {
  const ledger = await run.start([entry('1')]);
  for (const argument of [null, 'x', {}, [null, { key: '9' }, { ...entry('9'), worksheet: 'Elsewhere' }]]) {
    await ledger.signal('upsert', argument);
  }
  await ledger.signal('upsert', [{ worksheet: 'Logs' }, entry('2')]);
  await run.gather();
  await statusAfter(ledger, 2);
  expect(run.batches().map(keysOf)).toEqual(['1 2']);
});
