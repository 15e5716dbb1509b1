import type { Worksheet } from '../../domain/sheet-rows';
import type { BatchResult, LedgerBatch } from '../../workflows/contracts/ledger';
import type { SheetsClient } from '../adapters/sheets-client';
import type { LedgerRow, LedgerRows } from '../mirror/ledger-rows';
import { rowId } from '../mirror/ledger-rows';
import { entryFault } from './entries';
import { isSheetFailure } from './failures';
import type { SheetLog } from './log';
import { planBatch, rowsToRead, type BatchPlan } from './plan';
import type { RowNumbers, SheetReader } from './reader';
import { reconcile, rowsToReadBack, strangersOf } from './reconcile';
import { markRequest, requestsOf } from './requests';
import { headingFault, type WorksheetViews } from './worksheet-view';

export interface WriteBatchDeps {
  readonly sheets: Pick<SheetsClient, 'batchUpdate' | 'readMark'>;
  readonly reader: SheetReader;
  readonly ledgerRows: LedgerRows;
  readonly log: SheetLog;
  readonly now: () => Date;
}

/** What a sending came to; `unsuited`: refused, maybe only for what we remembered of the spreadsheet. */
type Sending = { kind: 'applied' } | { kind: 'collision' } | { kind: 'refused' | 'unsuited'; reason: string };

/**
 * Writes a batch exactly once. Google applies a request whole or not at all and refuses a mark's id that exists, so
 * however often a batch is sent, one sending counts.
 * @param isRetry - an earlier call for this batch may have sent it
 * @throws SheetBusy, SheetUnavailable, SheetNotFound: retryable; the same batch must come again
 */
export async function writeBatch(deps: WriteBatchDeps, batch: LedgerBatch, isRetry: boolean): Promise<BatchResult> {
  const startedMs = deps.now().getTime();
  const result = await settle(deps, batch, isRetry);
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
      return sending;
    default:
      return { kind: 'refused', reason: sending.reason };
  }
}

/** Reads, plans and sends. `unsuited` comes only while the reader works from memory, so a second try ends it. */
async function send(deps: WriteBatchDeps, batch: LedgerBatch, mayBeSent: boolean): Promise<Sending> {
  const { sheets, reader, ledgerRows } = deps;
  const { spreadsheetId } = batch;
  const refusal = reader.isFresh(spreadsheetId) ? 'refused' : 'unsuited';
  let isSent = false;
  try {
    const { plan, views } = await prepare(deps, batch);
    const headings = [...views.values()].map(headingFault).find((found) => found !== null);
    if (headings) return { kind: 'refused', reason: headings };
    await ledgerRows.put(
      spreadsheetId,
      plan.rows.map(({ record }) => record),
    );
    // Without a mark a lost sending of before could still be applied, later than what follows this batch.
    const needsMark = mayBeSent || batch.expiredMarks.length > 0;
    if (!needsMark && plan.rows.every(({ place }) => place.columns.length === 0)) return { kind: 'applied' };
    isSent = true;
    await sheets.batchUpdate(spreadsheetId, requestsOf({ batch, plan, views }));
    // The grid has grown.
    if (plan.rows.some(({ kind }) => kind === 'insert')) reader.forget(spreadsheetId);
    return { kind: 'applied' };
  } catch (error) {
    reader.forget(spreadsheetId);
    if (!isSheetFailure(error, 'SheetRefused')) throw error;
    if (!isSent) return { kind: refusal, reason: error.message };
    const mark = await sheets.readMark(spreadsheetId, batch.metadataId);
    if (mark === null) return { kind: refusal, reason: error.message };
    return { kind: mark === batch.markValue ? 'applied' : 'collision' };
  }
}

async function prepare(deps: WriteBatchDeps, batch: LedgerBatch): Promise<{ plan: BatchPlan; views: WorksheetViews }> {
  const { reader, ledgerRows, log } = deps;
  const { spreadsheetId, entries, markValue } = batch;
  const mirror = await ledgerRows.load(spreadsheetId, entries);
  const hints = new Map<Worksheet, number[]>();
  for (const entry of entries) {
    const hint = mirror.get(rowId(entry))?.rowHint;
    hints.set(entry.worksheet, [...(hints.get(entry.worksheet) ?? []), ...(hint ? [hint] : [])]);
  }
  const read = await reader.read(spreadsheetId, hints);
  const views = await reader.readMore(spreadsheetId, read, rowsToRead({ entries, views: read, mirror }));
  for (const { worksheet, duplicateKeys } of views.values()) {
    if (duplicateKeys > 0)
      log.warn({ worksheet, duplicateKeys }, 'keys stand in several rows; only the first is written');
  }
  return { plan: planBatch({ markValue, entries, views, mirror }), views };
}

/**
 * Makes a refusal final. An earlier sending without an answer may still be on its way and would be applied beside the
 * parts this batch is about to be cut into: setting its mark to another value makes Google refuse it.
 */
async function fence({ sheets }: WriteBatchDeps, batch: LedgerBatch, reason: string): Promise<Sending> {
  try {
    await sheets.batchUpdate(batch.spreadsheetId, [
      markRequest(batch.metadataId, `refused:${batch.markValue}`.slice(0, 40)),
    ]);
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
  const rows: LedgerRow[] = [...mirror.values()];
  const isPlanned = rows.some(({ plannedMark }) => plannedMark === markValue);
  const views: WorksheetViews = isPlanned ? await readBack(reader, batch, rows) : new Map();
  const strangers = await ledgerRows.load(spreadsheetId, strangersOf(rows, markValue, views));
  const found = reconcile({ markValue, entries, views, mirror: new Map([...strangers, ...mirror]) });
  await ledgerRows.put(spreadsheetId, found.records);
  if (found.repairs.length > 0) {
    log.warn(
      { repairs: found.repairs.length, lost: found.lost },
      'rows moved while a batch was written; they are repaired',
    );
  }
  if (found.beyondRepair.length > 0) {
    log.error({ rows: found.beyondRepair }, 'rows moved while a batch was written; these hold cells of other rows');
  }
  return { kind: 'applied', rows: found.outcomes, repairs: found.repairs };
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
