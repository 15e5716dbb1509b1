import { HEADINGS, KEY_COLUMN, cellText, checkHeadings, columnLetter } from '../../domain/sheet-rows';
import type { Cell, Worksheet } from '../../domain/sheet-rows';
import type { WorksheetInfo } from '../adapters/sheets-client';

/** A worksheet as it was read at one moment: all its keys, and the rows asked for. Rows are 1-based. */
export interface WorksheetView {
  readonly worksheet: Worksheet;
  /** Of a missing worksheet: the id it is to get. */
  readonly sheetId: number;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly isMissing: boolean;
  /** Row 1 as read, empty for a missing or empty worksheet. */
  readonly headings: readonly Cell[];
  /** The keys by row: `keys[0]` is row 1. */
  readonly keys: readonly string[];
  /** The first row of each key. */
  readonly rowOfKey: ReadonlyMap<string, number>;
  /** The last row that has a key, at least 1. */
  readonly lastRow: number;
  /** Keys that stand in several rows. */
  readonly duplicateKeys: readonly string[];
  readonly rows: ReadonlyMap<number, readonly Cell[]>;
}

/** Views of the worksheets a batch touches. */
export type WorksheetViews = ReadonlyMap<Worksheet, WorksheetView>;

/** Makes a view of what was read. @param keyColumn - the key column's cells from row 1 on */
export function viewOf(input: {
  worksheet: Worksheet;
  info: WorksheetInfo;
  isMissing: boolean;
  headings: readonly Cell[];
  keyColumn: readonly (Cell | undefined)[];
  rows: ReadonlyMap<number, readonly Cell[]>;
}): WorksheetView {
  const { worksheet, info, isMissing, headings, rows } = input;
  const keys = input.keyColumn.map((cell, index) => (index === 0 ? '' : cellText(cell)));
  const rowOfKey = new Map<string, number>();
  let lastRow = 1;
  const duplicateKeys = new Set<string>();
  keys.forEach((key, index) => {
    if (key === '') return;
    lastRow = index + 1;
    if (rowOfKey.has(key)) duplicateKeys.add(key);
    else rowOfKey.set(key, lastRow);
  });
  const { sheetId, columnCount } = info;
  // People may have added rows since the grid was looked at.
  const rowCount = Math.max(info.rowCount, keys.length);
  return {
    worksheet,
    sheetId,
    rowCount,
    columnCount,
    isMissing,
    headings,
    keys,
    rowOfKey,
    lastRow,
    duplicateKeys: [...duplicateKeys],
    rows,
  };
}

/** The key in a row, '' where it has none. */
export function keyAt(view: WorksheetView, row: number): string {
  return view.keys[row - 1] ?? '';
}

/** Whether row 1 is to be filled first: nothing stands there, nor any key below. */
export function lacksHeadings(view: WorksheetView): boolean {
  return view.lastRow === 1 && HEADINGS[view.worksheet].every((_, index) => cellText(view.headings[index]) === '');
}

/** Rows can be inserted only before an existing one: so many are needed below a grid that ends with the last row. */
export function spareRows({ lastRow, rowCount }: Pick<WorksheetView, 'lastRow' | 'rowCount'>): number {
  return lastRow >= rowCount ? 1 : 0;
}

/** Why this worksheet must not be written to, null if it may: columns are written by position. */
export function headingFault(view: WorksheetView): string | null {
  if (lacksHeadings(view)) return null;
  const check = checkHeadings(view.worksheet, view.headings);
  if (check.ok) return null;
  const wrong = check.wrong.map(
    ({ column, expected, found }) => `column ${column} must be "${expected}", is "${found.slice(0, 60)}"`,
  );
  return `the headings of worksheet ${view.worksheet} are not as expected: ${wrong.join('; ')}. Put them back, or rename the worksheet to get a new one`;
}

/** A1 notation of whole rows of our columns, e.g. `'Logs'!A5:T9`. */
export function rowsRange(
  info: Pick<WorksheetInfo, 'title' | 'columnCount'>,
  worksheet: Worksheet,
  from: number,
  to: number,
): string {
  const last = columnLetter(Math.min(HEADINGS[worksheet].length, Math.max(1, info.columnCount)) - 1);
  return `'${info.title.replaceAll("'", "''")}'!A${from}:${last}${to}`;
}

/** A1 notation of the key column, null where the grid is too narrow to have one. */
export function keyRange(info: Pick<WorksheetInfo, 'title' | 'columnCount'>, worksheet: Worksheet): string | null {
  if (info.columnCount <= KEY_COLUMN[worksheet]) return null;
  const letter = columnLetter(KEY_COLUMN[worksheet]);
  return `'${info.title.replaceAll("'", "''")}'!${letter}1:${letter}`;
}
