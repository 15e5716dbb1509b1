import type { BatchResult, CarriedLedger, RollOverResult } from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, retryParkedSignal, upsertSignal } from '../../workflows/contracts/ledger';
import { applied, entry, keysOf, statusAfter, timersOf, useLedger, type Ledger } from '../support/ledger-run';
import { waitFor } from '../support/wait';

const run = useLedger();
const firstOf = ({ workflowId }: Ledger): string => workflowId.replace('ledger-', '');
const sent = () => run.batches().map((batch) => `${batch.spreadsheetId.replace(/sheet-\d+/, 'old')}: ${keysOf(batch)}`);

/** What the activities know: the keys of the old spreadsheet, and how a new one comes about. */
function rollsOver(
  given: { oldKeys?: readonly string[]; isFull?: () => boolean; answer?: () => RollOverResult | null } = {},
): void {
  const { oldKeys = [], isFull = () => true, answer = () => null } = given;
  run.bench.fakes.change({
    writeBatch: (batch) =>
      Promise.resolve(
        batch.spreadsheetId !== 'new' && isFull() ? { ...applied(batch), isNearlyFull: true } : applied(batch),
      ),
    placeRows: ({ rows }) => Promise.resolve(rows.map(({ key }) => (oldKeys.includes(key) ? 0 : 1))),
    rollOver: ({ spreadsheetId }) =>
      Promise.resolve(
        answer() ?? {
          ...{
            kind: 'made',
            spreadsheets: [spreadsheetId, 'new'],
            title: '<Tiket>-2026',
            url: 'https://s.example/?a=1&b=2',
          },
          unshared: null,
        },
      ),
  });
}
const refusal: RollOverResult = {
  ...{ kind: 'refused', title: 'Tiket-2026', account: 'ledger@oncek.example' },
  reason: 'no <storage>',
};

test('a ledger that never rolled over asks for no places; afterwards each batch goes to one spreadsheet', async () => {
  let isFull = false;
  rollsOver({ oldKeys: ['1', '2'], isFull: () => isFull });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await statusAfter(ledger, 1);
  isFull = true;
  await ledger.signal(upsertSignal, [entry('2')]);
  await run.gather();
  await statusAfter(ledger, 2);
  await waitFor(() => run.alerts().length === 1, { describe: 'the alert' });
  expect(run.bench.fakes.calls('placeRows')).toEqual([]);
  expect(run.bench.fakes.calls('rollOver')).toEqual([{ spreadsheetId: firstOf(ledger), from: firstOf(ledger) }]);
  expect(run.alerts()[0]).toContain('<a href="https://s.example/?a=1&amp;b=2">&lt;Tiket&gt;-2026</a>');

  await ledger.signal(upsertSignal, [entry('3'), entry('1', { sequence: 2 }), entry('4')]);
  await run.gather();
  await statusAfter(ledger, 5);
  expect(sent()).toEqual(['old: 1', 'old: 2', 'old: 1', 'new: 3 4']);
  expect(run.batches().map(({ isPlaced = false }) => isPlaced)).toEqual([false, true, true, true]);
  expect(run.bench.fakes.calls('rollOver')).toHaveLength(1);
});

test('marks are deleted in the spreadsheet they stand in', async () => {
  rollsOver({ oldKeys: ['1'] });
  const ledger = await run.start([entry('1')]);
  await run.gather();
  await statusAfter(ledger, 1);
  await waitFor(() => run.alerts().length === 1, { describe: 'the new spreadsheet' });
  await run.bench.env.sleep('11 minutes');
  await ledger.signal(upsertSignal, [entry('3')]);
  await run.gather();
  await statusAfter(ledger, 2);
  await ledger.signal(upsertSignal, [entry('1', { sequence: 2 })]);
  await run.gather();
  await statusAfter(ledger, 3);
  const [first, toNew, toOld] = run.batches();
  expect(toNew?.expiredMarks).toEqual([]);
  expect(toOld?.expiredMarks).toEqual([first?.metadataId]);
});

test('the mark that keeps a refused batch out is deleted like others', async () => {
  run.bench.fakes.change({
    writeBatch: (batch): Promise<BatchResult> =>
      Promise.resolve(keysOf(batch) === 'bad' ? { kind: 'refused', reason: 'bad', isMarked: true } : applied(batch)),
  });
  const ledger = await run.start([entry('bad')]);
  await run.gather();
  await waitFor(async () => (await ledger.query(ledgerStatusQuery)).parked.length === 1, { describe: 'parked' });
  await run.bench.env.sleep('11 minutes');
  await ledger.signal(upsertSignal, [entry('1')]);
  await run.gather();
  await statusAfter(ledger, 1);
  expect(run.batches()[1]?.expiredMarks).toEqual([run.batches()[0]?.metadataId]);
});

test('a row parked before goes to the new spreadsheet when it is retried', async () => {
  let isBad = true;
  rollsOver({ oldKeys: ['1'] });
  run.bench.fakes.change({
    writeBatch: (batch) =>
      Promise.resolve(
        isBad && batch.entries.some(({ key }) => key === 'bad')
          ? { kind: 'refused', reason: 'bad' }
          : { ...applied(batch), ...(batch.spreadsheetId === 'new' ? {} : { isNearlyFull: true }) },
      ),
  });
  const ledger = await run.start([entry('1'), entry('bad')]);
  await run.gather();
  await statusAfter(ledger, 1);
  await waitFor(() => run.bench.fakes.calls('rollOver').length === 1, { describe: 'the roll-over' });
  isBad = false;
  await ledger.signal(retryParkedSignal);
  await run.gather();
  expect((await statusAfter(ledger, 2)).parked).toEqual([]);
  expect(sent().at(-1)).toBe('new: bad');
});

test('where no new spreadsheet can be made rows go on, admins hear once, and it is tried again after an hour', async () => {
  rollsOver({ answer: () => refusal });
  const tries = () => run.bench.fakes.calls('rollOver').length;
  const ledger = await run.start([entry('0')]);
  await run.gather();
  await statusAfter(ledger, 1);
  await waitFor(() => tries() === 1, { describe: 'the first try' });
  for (const [index, pause] of ['10 minutes', '45 minutes', '6 minutes'].entries()) {
    await run.bench.env.sleep(pause);
    await ledger.signal(upsertSignal, [entry(String(index + 1))]);
    await run.gather();
    await statusAfter(ledger, index + 2);
    await waitFor(() => tries() === (index < 2 ? 1 : 2), { describe: `the tries after batch ${index + 2}` });
  }
  expect(run.alerts()).toEqual([expect.stringContaining('no &lt;storage&gt;')]);
  expect(sent()).toEqual(['old: 0', 'old: 1', 'old: 2', 'old: 3']);

  await ledger.signal(retryParkedSignal);
  await ledger.signal(upsertSignal, [entry('4')]);
  await run.gather();
  await statusAfter(ledger, 5);
  await waitFor(() => tries() === 3, { describe: 'a try on command, within the hour' });
});

test('rows that Google has no room for wait, with the pauses of a closed sheet, until there is a new spreadsheet', async () => {
  let isMade = false;
  rollsOver({ answer: () => (isMade ? null : refusal) });
  run.bench.fakes.change({
    writeBatch: (batch): Promise<BatchResult> =>
      Promise.resolve(batch.spreadsheetId === 'new' ? applied(batch) : { kind: 'full', reason: 'above the limit' }),
  });
  const ledger = await run.start([entry('1'), entry('2')]);
  await run.gather();
  await waitFor(() => run.alerts().length === 2, { describe: 'both alerts' });
  await run.bench.env.sleep('16 seconds');
  expect((await ledger.query(ledgerStatusQuery)).blocked).toBe('full');
  const pauses = (await timersOf(ledger)).filter(({ summary }) => summary === 'blocked: full');
  expect(pauses.slice(0, 3).map(({ ms }) => ms)).toEqual([5_000, 5_000, 5_000]);
  isMade = true;
  await run.bench.env.sleep('2 minutes');
  await statusAfter(ledger, 2);
  expect(sent().at(-1)).toBe('new: 1 2');
  await waitFor(() => run.alerts().length === 4, { describe: 'the new spreadsheet, and that rows are written' });
  expect(run.alerts()[3]).toContain('<b>2 baris</b>');
});

test('a run that takes over writes what was placed and what was not, each where it belongs', async () => {
  rollsOver({ oldKeys: ['1', '3'] });
  const carried: CarriedLedger = {
    ...{ uuid: 'abcdef01', batchNumber: 7, pending: [entry('4')], groups: [[entry('2'), entry('3')]], inFlight: null },
    ...{ parked: [], marks: [], written: 0, spreadsheets: ['old', 'new'] },
    placed: [{ spreadsheetId: 'old', entries: [entry('1')] }],
  };
  const ledger = await run.start([entry('5')], carried);
  await run.gather();
  await statusAfter(ledger, 5);
  expect(sent()).toEqual(['old: 1', 'old: 3', 'new: 2', 'new: 4 5']);
});

test('a ledger that did not know its spreadsheets places its rows once it was told of them', async () => {
  rollsOver({ oldKeys: ['1'] });
  run.bench.fakes.change({
    writeBatch: (batch): Promise<BatchResult> =>
      Promise.resolve(
        batch.isPlaced ? applied(batch) : { kind: 'elsewhere', spreadsheets: [batch.spreadsheetId, 'new'] },
      ),
  });
  const ledger = await run.start([entry('1'), entry('2')]);
  await run.gather();
  await statusAfter(ledger, 2);
  expect(sent()).toEqual(['old: 1 2', 'old: 1', 'new: 2']);
});

test('rows of an older spreadsheet that is closed are parked whole and named once; the next rows go on', async () => {
  rollsOver({ oldKeys: ['1', '2'] });
  run.bench.fakes.change({
    writeBatch: (batch): Promise<BatchResult> =>
      Promise.resolve(
        batch.spreadsheetId === 'new'
          ? applied(batch)
          : { kind: 'blocked', cause: 'denied', worksheet: null, reason: '403' },
      ),
  });
  const carried: CarriedLedger = {
    ...{ uuid: 'abcdef01', batchNumber: 7, pending: [], groups: [], inFlight: null, parked: [], marks: [], written: 0 },
    spreadsheets: ['old', 'new'],
  };
  const ledger = await run.start([entry('1'), entry('2'), entry('3')], carried);
  await run.gather();
  const { parked } = await statusAfter(ledger, 1);
  expect(parked.map(({ key }) => key)).toEqual(['1', '2']);
  await waitFor(() => run.alerts().length === 1, { describe: 'the alert' });
  expect(run.alerts()[0]).toContain('2 baris ditolak');
});
