import { refusedMarkValue } from '../../domain/marks';
import type { Worksheet } from '../../domain/sheet-rows';
import type {
  BatchResult,
  LedgerBatch,
  LedgerEntry,
  RowAlerts,
  RowName,
  RowOutcome,
} from '../../workflows/contracts/ledger';
import type { SheetsClient } from '../adapters/sheets-client';
import type { LedgerRow, LedgerRows } from '../mirror/ledger-rows';
import type { LedgerTold, Telling } from '../mirror/ledger-told';
import type { TrainingMarks } from '../mirror/training-marks';
import { rowId } from '../mirror/ledger-rows';
import { protectedWhole, speaksOfProtection, type Blocked } from './blocked';
import { entryFault } from './entries';
import { isSheetFailure } from './failures';
import type { SheetLog } from './log';
import { planBatch, rowsToRead, type BatchPlan } from './plan';
import type { RowNumbers, SheetReader } from './reader';
import { reconcile, repairOf, rowsToReadBack, strangersOf } from './reconcile';
import { markRequest, requestsOf } from './requests';
import { headingFault, lacksHeadings, spareRows, type WorksheetViews } from './worksheet-view';

export interface WriteBatchDeps {
  readonly sheets: Pick<SheetsClient, 'batchUpdate' | 'readMark' | 'listProtections'>;
  readonly reader: SheetReader;
  readonly ledgerRows: LedgerRows;
  readonly ledgerTold: LedgerTold;
  readonly trainingMarks: Pick<TrainingMarks, 'note'>;
  /** All spreadsheets of the ledger that the one of the settings names. */
  readonly spreadsheetsOf: (spreadsheetId: string) => Promise<readonly string[]>;
  /** From so many cells on a spreadsheet is to be followed by another one. */
  readonly rollOverCells: number;
  readonly log: SheetLog;
  readonly now: () => Date;
}

/** What a sending came to; `unsuited`: refused, maybe only for what we remembered of the spreadsheet. */
type Sending = { kind: 'applied' } | { kind: 'collision' } | { kind: 'refused' | 'unsuited'; reason: string } | Blocked;

/**
 * Writes a batch exactly once. Google applies a request whole or not at all and refuses a mark's id that exists, so
 * however often a batch is sent, one sending counts.
 * @param isRetry - an earlier call for this batch may have sent it
 * @throws SheetBusy, SheetUnavailable, SheetNotFound, SheetDenied: retryable; the same batch must come again
 */
export async function writeBatch(deps: WriteBatchDeps, batch: LedgerBatch, isRetry: boolean): Promise<BatchResult> {
  const startedMs = deps.now().getTime();
  const result = withSize(deps, batch, await settle(deps, batch, isRetry));
  const ms = deps.now().getTime() - startedMs;
  deps.log.info({ mark: batch.markValue, entries: batch.entries.length, isRetry, result: result.kind, ms }, 'batch');
  return result;
}

async function settle(deps: WriteBatchDeps, batch: LedgerBatch, isRetry: boolean): Promise<BatchResult> {
  const { ledgerRows, sheets } = deps;
  const fault = batch.entries.map(entryFault).find((found) => found !== null);
  if (fault) return { kind: 'refused', reason: fault };
  const known = await ledgerRows.load(batch.spreadsheetId, batch.entries);
  const mayBeSent = isRetry || [...known.values()].some(({ plannedMark }) => plannedMark === batch.markValue);
  if (mayBeSent) {
    const mark = await sheets.readMark(batch.spreadsheetId, batch.metadataId);
    if (mark === batch.markValue) return confirm(deps, batch);
    if (mark !== null) return { kind: 'collision' };
  }
  const all = batch.isPlaced ? [] : await deps.spreadsheetsOf(batch.spreadsheetId);
  if (all.length > 1) {
    // A ledger begun anew: a row that stands in a later spreadsheet would be written twice.
    const fenced = mayBeSent ? await fence(deps, batch, '') : null;
    if (fenced?.kind === 'applied') return confirm(deps, batch);
    return { kind: 'elsewhere', spreadsheets: all, ...(fenced && { isMarked: true }) };
  }
  let sending: Sending = { kind: 'unsuited', reason: '' };
  while (sending.kind === 'unsuited') sending = await send(deps, batch, mayBeSent);
  if (
    sending.kind === 'refused' &&
    batch.expiredMarks.length > 0 &&
    sending.reason.includes('deleteDeveloperMetadata')
  ) {
    // A mark that is gone already must not hold up rows.
    sending = await send(deps, { ...batch, expiredMarks: [] }, mayBeSent);
  }
  if (sending.kind === 'refused' && mayBeSent) sending = await fence(deps, batch, sending.reason);
  switch (sending.kind) {
    case 'applied':
      return confirm(deps, batch);
    case 'collision':
    case 'blocked':
      return sending;
    default:
      return {
        ...{ kind: isForSize(sending.reason) ? 'full' : 'refused', reason: sending.reason },
        ...(mayBeSent && { isMarked: true }),
      };
  }
}

/** Whether Google's words are about its limit of cells. */
function isForSize(reason: string): boolean {
  return /number of cells in the workbook above the limit/i.test(reason);
}

/** Says of an applied batch when its spreadsheet is nearly full. What people added since we last looked is not counted. */
function withSize({ reader, rollOverCells }: WriteBatchDeps, batch: LedgerBatch, result: BatchResult): BatchResult {
  const cells = reader.cells(batch.spreadsheetId);
  if (result.kind !== 'applied' || cells === null || cells < rollOverCells) return result;
  return { ...result, isNearlyFull: true };
}

/** Reads, plans and sends. `unsuited` comes only while the reader works from memory, so a second try ends it. */
async function send(deps: WriteBatchDeps, batch: LedgerBatch, mayBeSent: boolean): Promise<Sending> {
  const { sheets, reader, ledgerRows } = deps;
  const { spreadsheetId } = batch;
  const refusal = reader.isFresh(spreadsheetId) ? 'refused' : 'unsuited';
  let isSent = false;
  let views: WorksheetViews = new Map();
  try {
    const prepared = await prepare(deps, batch);
    const { plan } = prepared;
    views = prepared.views;
    for (const [worksheet, view] of views) {
      const reason = headingFault(view);
      if (reason !== null) return { kind: 'blocked', cause: 'headings', worksheet, reason };
    }
    await ledgerRows.put(
      spreadsheetId,
      plan.rows.map(({ record }) => record),
    );
    // Without a mark a lost sending of before could still be applied, later than what follows this batch.
    const needsMark = mayBeSent || batch.expiredMarks.length > 0;
    if (!needsMark && plan.rows.every(({ place }) => place.columns.length === 0)) return { kind: 'applied' };
    isSent = true;
    await sheets.batchUpdate(spreadsheetId, requestsOf({ batch, plan, views }));
    noteGrowth(reader, { spreadsheetId, plan, views });
    return { kind: 'applied' };
  } catch (error) {
    reader.forget(spreadsheetId);
    if (!isSheetFailure(error, 'SheetRefused')) throw error;
    if (!isSent) return { kind: refusal, reason: error.message };
    const mark = await sheets.readMark(spreadsheetId, batch.metadataId);
    if (mark === null) return refusedBy(deps, { spreadsheetId, refusal, reason: error.message, views });
    return { kind: mark === batch.markValue ? 'applied' : 'collision' };
  }
}

/** What an applied batch did to the grids. */
function noteGrowth(
  reader: SheetReader,
  done: { spreadsheetId: string; plan: BatchPlan; views: WorksheetViews },
): void {
  const { spreadsheetId, plan, views } = done;
  for (const [worksheet, view] of views) {
    const added = plan.rows.filter(({ kind, entry }) => kind === 'insert' && entry.worksheet === worksheet).length;
    if (added === 0) continue;
    if (lacksHeadings(view)) return reader.forget(spreadsheetId);
    reader.grown(spreadsheetId, worksheet, added + spareRows(view));
  }
}

/** A final refusal is the rows' fault, unless people have shut us out of a whole worksheet. */
async function refusedBy(
  { sheets }: WriteBatchDeps,
  refused: { spreadsheetId: string; refusal: 'refused' | 'unsuited'; reason: string; views: WorksheetViews },
): Promise<Sending> {
  const { spreadsheetId, refusal, reason, views } = refused;
  if (refusal === 'refused' && speaksOfProtection(reason)) {
    const worksheet = protectedWhole(await sheets.listProtections(spreadsheetId), views);
    if (worksheet) return { kind: 'blocked', cause: 'protected', worksheet, reason };
  }
  return { kind: refusal, reason };
}

async function prepare(deps: WriteBatchDeps, batch: LedgerBatch): Promise<{ plan: BatchPlan; views: WorksheetViews }> {
  const { reader, ledgerRows } = deps;
  const { spreadsheetId, entries, markValue } = batch;
  const mirror = await ledgerRows.load(spreadsheetId, entries);
  const hints = new Map<Worksheet, number[]>();
  for (const entry of entries) {
    const hint = mirror.get(rowId(entry))?.rowHint;
    hints.set(entry.worksheet, [...(hints.get(entry.worksheet) ?? []), ...(hint ? [hint] : [])]);
  }
  const read = await reader.read(spreadsheetId, hints);
  const views = await reader.readMore(spreadsheetId, read, rowsToRead({ entries, views: read, mirror }));
  return { plan: planBatch({ markValue, entries, views, mirror }), views };
}

/**
 * Makes a refusal final. An earlier sending without an answer may still be on its way and would be applied beside the
 * parts this batch is about to be cut into: setting its mark to another value makes Google refuse it.
 */
async function fence({ sheets }: WriteBatchDeps, batch: LedgerBatch, reason: string): Promise<Sending> {
  try {
    await sheets.batchUpdate(batch.spreadsheetId, [markRequest(batch.metadataId, refusedMarkValue(batch.markValue))]);
  } catch (error) {
    if (!isSheetFailure(error, 'SheetRefused')) throw error;
    const mark = await sheets.readMark(batch.spreadsheetId, batch.metadataId);
    if (mark === batch.markValue) return { kind: 'applied' };
  }
  return { kind: 'refused', reason };
}

/** Reads back what an applied batch did, and brings the mirror up to date. */
async function confirm(deps: WriteBatchDeps, batch: LedgerBatch): Promise<BatchResult> {
  const { reader, ledgerRows, log } = deps;
  const { spreadsheetId, entries, markValue } = batch;
  const mirror = await ledgerRows.load(spreadsheetId, entries);
  const held: LedgerRow[] = [...mirror.values()];
  const isPlanned = held.some(({ plannedMark }) => plannedMark === markValue);
  const views: WorksheetViews = isPlanned ? await readBack(reader, batch, held) : new Map();
  const strangers = await ledgerRows.load(spreadsheetId, strangersOf(held, markValue, views));
  const found = reconcile({ markValue, entries, views, mirror: new Map([...strangers, ...mirror]) });
  const repairs = [...found.repairs, ...(await owedRepairs(deps, batch, found.repairs))];
  await ledgerRows.put(spreadsheetId, found.records);
  await noteConditions(deps, entries, found.outcomes, repairs);
  if (repairs.length > 0) {
    log.warn({ repairs: repairs.length, lost: found.lost }, 'rows moved while a batch was written; they are repaired');
  }
  if (found.beyondRepair.length > 0) {
    log.error({ rows: found.beyondRepair }, 'rows moved while a batch was written; these hold cells of other rows');
  }
  const alerts = await alertsOf(deps, batch, found.outcomes, views);
  // A row that an earlier call found deleted counts as applied since.
  const deleted = new Set(alerts?.deleted.map(rowId));
  const rows = found.outcomes.map((one) =>
    deleted.has(rowId(one)) ? { ...one, outcome: 'deletedByPerson' as const } : one,
  );
  return { kind: 'applied', rows, repairs, ...(alerts && { alerts }) };
}

/**
 * Repairs that an earlier call for this batch found and whose answer may have been lost with its worker: once the rows
 * that went astray are put right in the mirror, nothing tells of those they hit but this note, made before.
 */
async function owedRepairs(
  { ledgerRows, ledgerTold }: WriteBatchDeps,
  { spreadsheetId, markValue }: LedgerBatch,
  repairs: readonly LedgerEntry[],
): Promise<LedgerEntry[]> {
  const found = new Set(repairs.map(rowId));
  const owed = (await ledgerTold.hitsOf(spreadsheetId, markValue)).filter((ref) => !found.has(rowId(ref)));
  const hits = repairs.filter(({ repair }) => repair);
  await ledgerTold.noteHits(spreadsheetId, hits, markValue);
  const rows = await ledgerRows.load(spreadsheetId, owed);
  return [...rows.values()].flatMap((row) => (row.wished ? [repairOf(row, row.wished)] : []));
}

/** Notes what became of entries with a condition, for those who asked; what is to be written again is not over yet. */
async function noteConditions(
  { trainingMarks }: WriteBatchDeps,
  entries: readonly LedgerEntry[],
  outcomes: readonly RowOutcome[],
  repairs: readonly LedgerEntry[],
): Promise<void> {
  const again = new Set(repairs.filter(({ onlyIf }) => onlyIf).map(rowId));
  for (const entry of entries) {
    if (!entry.onlyIf || again.has(rowId(entry))) continue;
    // A change of the row by its ticket, in the same batch, stands in the place of the marking.
    const own = outcomes.find((one) => rowId(one) === rowId(entry) && one.sequence === entry.sequence);
    const outcome = own?.outcome === 'written' ? 'marked' : 'skipped';
    await trainingMarks.note(entry.onlyIf.markId, [{ key: entry.key, outcome }]);
  }
}

/** What nobody was told yet: rows that people deleted, and keys that stand in several rows. */
async function alertsOf(
  { ledgerTold, log }: WriteBatchDeps,
  { spreadsheetId, markValue }: LedgerBatch,
  outcomes: readonly RowOutcome[],
  views: WorksheetViews,
): Promise<RowAlerts | null> {
  const gone = outcomes.filter(({ outcome }) => outcome === 'deletedByPerson');
  const twice = [...views.values()].flatMap(({ worksheet, duplicateKeys }) =>
    duplicateKeys.map((key) => ({ worksheet, key })),
  );
  await ledgerTold.note(spreadsheetId, 'deleted', gone, markValue);
  await ledgerTold.note(spreadsheetId, 'duplicate', twice, markValue);
  const told = await ledgerTold.toldBy(spreadsheetId, markValue);
  if (told.length === 0) return null;
  const named = (wanted: Telling): RowName[] =>
    told.flatMap(({ worksheet, key, what }) => (what === wanted ? [{ worksheet, key }] : []));
  const [deleted, duplicates] = [named('deleted'), named('duplicate')];
  if (deleted.length > 0) log.warn({ rows: deleted }, 'rows that people deleted are not written again');
  // Admins hear of these from the sync, which reads all rows.
  if (duplicates.length > 0) log.warn({ rows: duplicates }, 'keys stand in several rows; only the first is written');
  return deleted.length > 0 ? { deleted } : null;
}

async function readBack(reader: SheetReader, batch: LedgerBatch, rows: readonly LedgerRow[]): Promise<WorksheetViews> {
  const { spreadsheetId, entries, markValue } = batch;
  const worksheets = new Set(entries.map(({ worksheet }) => worksheet));
  const places = rowsToReadBack(rows, markValue, null);
  const wanted: RowNumbers = new Map([...worksheets].map((worksheet) => [worksheet, places.get(worksheet) ?? []]));
  const read = async (): Promise<WorksheetViews> => {
    const views = await reader.read(spreadsheetId, wanted);
    return reader.readMore(spreadsheetId, views, rowsToReadBack(rows, markValue, views));
  };
  const isFresh = reader.isFresh(spreadsheetId);
  try {
    return await read();
  } catch (error) {
    reader.forget(spreadsheetId);
    // A worksheet that was deleted or cut since we last looked makes our ranges wrong.
    if (isFresh || !isSheetFailure(error, 'SheetRefused')) throw error;
    return read();
  }
}
