import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderStore } from '../../../activities/adapters/object-store';
import type { Mirror } from '../../../activities/mirror';
import { rowHash } from '../../../activities/sheet-sync/records';
import { writeBatch, type WriteBatchDeps } from '../../../activities/sheets/write-batch';
import { markingEntry, markTrained } from '../../../activities/training/marking';
import { fingerprintOf, putSnapshot } from '../../../activities/training/snapshot-store';
import { mergeEntries } from '../../../domain/ledger';
import { HEADINGS, type Cell } from '../../../domain/sheet-rows';
import type { TrainingRow } from '../../../domain/training-rows';
import type { LedgerEntry } from '../../../workflows/contracts/ledger';
import type { SnapshotSummary } from '../../../workflows/contracts/training';
import { aTrackingRow } from '../../support/training-sheets';
import { aBatch, aWriter } from './sheets-makers';
import type { SheetModel } from './sheets-model';

let model: SheetModel;
let mirror: Mirror;
let deps: WriteBatchDeps;

beforeEach(async () => {
  ({ model, mirror, deps } = await aWriter());
});
afterEach(() => mirror.close());

const statusOf = (key: string) => model.keyed('ML_Tracking').get(key)?.[5];
const mark = (cells: readonly Cell[], markId = 'v2'): LedgerEntry =>
  markingEntry({ key: String(cells[0]), rowHash: rowHash(cells), markId });
const asEntry = (cells: readonly Cell[], sequence: number): LedgerEntry => ({
  ...{ worksheet: 'ML_Tracking', key: String(cells[0]), sequence, cells, ticketWorkflowId: null },
});
const outcomes = async (markId = 'v2') => Object.fromEntries(await mirror.trainingMarks.outcomes(markId));

describe('marking TRAINED', () => {
  test('changes the status alone, of rows that stand as they were seen; the others keep what they say', async () => {
    const [same, changed, gone] = ['1', '2', '3'].map((key) => aTrackingRow(key)) as [Cell[], Cell[], Cell[]];
    const now = aTrackingRow('2', { status: 'CORRECTED', label: 'USER NOT FOUND' });
    model.addSheet('ML_Tracking', [[...HEADINGS.ML_Tracking], same, now]);
    await writeBatch(deps, aBatch([mark(same), mark(changed), mark(gone)]), false);
    expect(model.keyed('ML_Tracking').get('1')).toEqual(same.with(5, 'TRAINED'));
    expect(model.keyed('ML_Tracking').get('2')).toEqual(now);
    expect(model.keyed('ML_Tracking').has('3')).toBe(false);
    expect(await outcomes()).toEqual({ 1: 'marked', 2: 'skipped', 3: 'skipped' });
  });

  test("overwrites a status that a person set, and leaves a cell a person changed the person's", async () => {
    const ours = aTrackingRow('1', { status: 'pending' });
    await writeBatch(deps, aBatch([asEntry(ours, 1)]), false);
    const edited = ours.with(5, 'APPROVED').with(2, 'catatan orang');
    model.sheet('ML_Tracking').rows[1] = edited;
    await writeBatch(deps, aBatch([mark(edited)]), false);
    expect(statusOf('1')).toBe('TRAINED');
    expect(await outcomes()).toEqual({ 1: 'marked' });
    await writeBatch(deps, aBatch([asEntry(ours.with(2, 'solusi baru'), 2)]), false);
    expect(model.keyed('ML_Tracking').get('1')?.[2]).toBe('catatan orang');
  });

  test("does not use up a number of the ticket's: its next change is written", async () => {
    const row = aTrackingRow('1');
    await writeBatch(deps, aBatch([asEntry(row, 4)]), false);
    await writeBatch(deps, aBatch([mark(row)]), false);
    expect(statusOf('1')).toBe('TRAINED');
    await writeBatch(deps, aBatch([asEntry(row.with(3, 'USER NOT FOUND').with(5, 'CORRECTED'), 5)]), false);
    expect(model.keyed('ML_Tracking').get('1')?.slice(3, 6)).toEqual(['USER NOT FOUND', 0.9, 'CORRECTED']);
  });

  test('gives way to a change of the ticket that waits in the same batch', async () => {
    const row = aTrackingRow('1');
    await writeBatch(deps, aBatch([asEntry(row, 1)]), false);
    const entries = [mark(row), asEntry(row.with(3, 'USER NOT FOUND'), 2)];
    expect(mergeEntries(entries, [])).toHaveLength(2);
    for (const order of [entries, [...entries].reverse()]) await writeBatch(deps, aBatch(order), false);
    expect(model.keyed('ML_Tracking').get('1')?.slice(3, 6)).toEqual(['USER NOT FOUND', 0.9, 'APPROVED']);
    expect(await outcomes()).toEqual({ 1: 'skipped' });
  });

  test('a batch sent again after it was applied counts its rows as marked, once', async () => {
    const row = aTrackingRow('1');
    model.addSheet('ML_Tracking', [[...HEADINGS.ML_Tracking], row]);
    const batch = aBatch([mark(row)]);
    await writeBatch(deps, batch, false);
    const result = await writeBatch(deps, batch, true);
    expect(result).toMatchObject({ kind: 'applied', repairs: [] });
    await writeBatch(deps, aBatch([mark(row)]), false);
    expect(await outcomes()).toEqual({ 1: 'marked' });
  });

  test('rows none of which may be marked send nothing and come back no more', async () => {
    model.addSheet('ML_Tracking', [[...HEADINGS.ML_Tracking], aTrackingRow('1', { status: 'TRAINED' })]);
    const batch = aBatch([mark(aTrackingRow('1')), mark(aTrackingRow('2'))]);
    for (const isRetry of [false, true]) {
      const result = await writeBatch(deps, batch, isRetry);
      expect(result).toMatchObject({ kind: 'applied', repairs: [] });
    }
    expect(await outcomes()).toEqual({ 1: 'skipped', 2: 'skipped' });
  });
});

describe('the activity', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'oncek-marking-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function marking(rows: readonly Cell[][], waitMs: number, write: boolean) {
    const store = createFolderStore(folder);
    const set = rows.map((cells): TrainingRow => {
      const source = {
        spreadsheetId: 'book',
        worksheet: 'ML_Tracking',
        key: String(cells[0]),
        rowHash: rowHash(cells),
      };
      const sources = [{ ...source, isReviewed: true, isToMark: true } as const];
      return {
        problem: String(cells[1]),
        solving: '',
        label: 'X',
        origin: 'person',
        weight: 1,
        sources,
      } as TrainingRow;
    });
    const fingerprint = fingerprintOf(set);
    await putSnapshot(store, set, { snapshot: { fingerprint } as SnapshotSummary, rejected: [] });
    const sent: LedgerEntry[] = [];
    const result = await markTrained(
      {
        ...{ store, mirror, onProgress: () => undefined, waitMs, pollMs: 1 },
        async enqueueRows({ entries }) {
          sent.push(...entries);
          if (write) await writeBatch(deps, aBatch(entries), false);
        },
      },
      { spreadsheetId: 'book', fingerprint, markId: 'v2' },
    );
    return { result, sent };
  }

  test('says how many rows were marked and how many had changed; a second call asks for nothing again', async () => {
    const rows = ['1', '2', '3'].map((key) => aTrackingRow(key));
    model.addSheet('ML_Tracking', [[...HEADINGS.ML_Tracking], rows[0]!, rows[1]!, rows[2]!.with(3, 'LAIN')]);
    expect((await marking(rows, 5_000, true)).result).toEqual({ wanted: 3, marked: 2, skipped: 1, waiting: 0 });
    const again = await marking(rows, 5_000, true);
    expect(again.result).toEqual({ wanted: 3, marked: 2, skipped: 1, waiting: 0 });
    expect(again.sent).toEqual([]);
  });

  test('says how many still wait where Google does not answer', async () => {
    const { result } = await marking([aTrackingRow('1')], 0, false);
    expect(result).toEqual({ wanted: 1, marked: 0, skipped: 0, waiting: 1 });
  });
});
