import type { Worksheet } from '../../domain/sheet-rows';
import type { RowName } from '../../workflows/contracts/ledger';
import type { Mirror } from '../mirror';
import { rowId } from '../mirror/ledger-rows';
import { isSheetFailure } from './failures';
import type { SheetLog } from './log';
import type { SheetReader } from './reader';

export interface PlaceDeps {
  readonly mirror: Pick<Mirror, 'ledgerRows' | 'sheetRows'>;
  readonly reader: SheetReader;
  readonly log: SheetLog;
}

/**
 * The spreadsheet of each row: the one it was written to, else the newest. The mirror knows it of what we wrote and of
 * what a sync read; where it was lost and no sync has been since, the older spreadsheets' key columns are read.
 * @param spreadsheets - oldest first
 * @returns indexes into `spreadsheets`, in the order of the rows
 * @throws SheetBusy, SheetUnavailable
 */
export async function placeRows(
  deps: PlaceDeps,
  { spreadsheets, rows }: { spreadsheets: readonly string[]; rows: readonly RowName[] },
): Promise<number[]> {
  const newest = spreadsheets.length - 1;
  const places = new Map<string, number>();
  for (let index = newest; index >= 0; index -= 1) {
    const left = rows.filter((row) => !places.has(rowId(row)));
    if (left.length === 0) break;
    const isThere = await findIn(deps, spreadsheets[index] ?? '', left, index < newest);
    for (const row of left) if (isThere(row)) places.set(rowId(row), index);
  }
  return rows.map((row) => places.get(rowId(row)) ?? newest);
}

/** @param isOlder - takes no new rows: then what the mirror does not know is looked for */
async function findIn(
  deps: PlaceDeps,
  spreadsheetId: string,
  rows: readonly RowName[],
  isOlder: boolean,
): Promise<(row: RowName) => boolean> {
  const { ledgerRows, sheetRows } = deps.mirror;
  const written = await ledgerRows.load(spreadsheetId, rows);
  const found = new Set(rows.map(rowId).filter((id) => written.get(id)?.written));
  const byWorksheet = new Map<Worksheet, string[]>();
  for (const row of isOlder ? rows.filter((row) => !found.has(rowId(row))) : []) {
    byWorksheet.set(row.worksheet, [...(byWorksheet.get(row.worksheet) ?? []), row.key]);
  }
  const unread = new Map<Worksheet, string[]>();
  for (const [worksheet, keys] of byWorksheet) {
    const sheet = { spreadsheetId, worksheet };
    const isSynced = (await sheetRows.lastSync(sheet)) !== null;
    const states = isSynced ? await sheetRows.states(sheet, keys) : new Map<string, { isRemoved: boolean }>();
    for (const key of keys) {
      const state = states.get(key);
      if (state && !state.isRemoved) found.add(rowId({ worksheet, key }));
      // A write whose end nobody saw may have been applied after the last sync.
      else if (!isSynced || written.has(rowId({ worksheet, key }))) {
        unread.set(worksheet, [...(unread.get(worksheet) ?? []), key]);
      }
    }
  }
  const read = await readKeys(deps, spreadsheetId, unread);
  return (row) => found.has(rowId(row)) || read(row);
}

async function readKeys(
  { reader, log }: PlaceDeps,
  spreadsheetId: string,
  wanted: ReadonlyMap<Worksheet, readonly string[]>,
): Promise<(row: RowName) => boolean> {
  if (wanted.size === 0) return () => false;
  try {
    const views = await reader.read(spreadsheetId, new Map([...wanted.keys()].map((worksheet) => [worksheet, []])));
    return ({ worksheet, key }) => views.get(worksheet)?.rowOfKey.has(key) === true;
  } catch (error) {
    reader.forget(spreadsheetId);
    const isClosed = isSheetFailure(error, 'SheetNotFound') || isSheetFailure(error, 'SheetDenied');
    if (!isClosed) throw error;
    // Whatever stands there cannot be updated anyway, and new tickets must not wait for it.
    log.warn({ spreadsheetId, reason: error.message }, 'an older spreadsheet is closed: its rows are not looked for');
    return () => false;
  }
}
