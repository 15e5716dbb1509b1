import { checkedCell } from './cells';
import { columnIndex, columnLetters, parseA1, worksheetByTitle } from './a1';
import { deleteDimension, editRow, ensureRoom, insertDimension } from './grid';
import {
  isFormula,
  usedRowCount,
  type AccessMode,
  type Area,
  type Cell,
  type Spreadsheet,
  type Worksheet,
} from './model';
import { sortArea } from './requests/cells';
import { sortedRows, type SortSpec } from './sort';
import { patch, type UndoLog } from './undo';

/** A heading, a letter, or a number from 1. */
export type ColumnName = string | number;

/** What people do at the screen. Rows are 1-based with the headings in row 1. */
export type PeopleAction =
  | { do: 'edit'; worksheet: string; row: number; column: ColumnName; value: string | number | boolean | null }
  | { do: 'sort'; worksheet: string; column: ColumnName; isDescending: boolean }
  | { do: 'insertRows'; worksheet: string; at: number; count: number }
  | { do: 'deleteRows'; worksheet: string; at: number; count: number }
  | { do: 'access'; worksheet: string; mode: AccessMode; protectedRange?: string }
  | { do: 'filter'; worksheet: string; column?: ColumnName; hiddenValues?: readonly string[] }
  | { do: 'clearFilter'; worksheet: string }
  | { do: 'deleteWorksheet'; worksheet: string };

/** The name that means the whole spreadsheet where access is set. */
export const WHOLE_SPREADSHEET = '*';

/** Why: a request of the people's side names something that does not exist or cannot be. */
export class PeopleError extends Error {
  constructor(
    readonly status: 400 | 404,
    message: string,
  ) {
    super(message);
    this.name = 'PeopleError';
  }
}

/** Applies one action; people are stopped by no protection. @throws PeopleError, GoogleError */
export function applyPeopleAction(
  book: Spreadsheet,
  action: PeopleAction,
  { undo, newId }: { undo: UndoLog; newId: () => number },
): void {
  if (action.do === 'access' && action.worksheet === WHOLE_SPREADSHEET) {
    return patch(book, { access: action.mode }, undo);
  }
  const sheet = peopleWorksheet(book, action.worksheet);
  switch (action.do) {
    case 'edit':
      return edit(sheet, action, undo);
    case 'sort':
      return sortByColumns(
        sheet,
        [{ column: columnOf(sheet, action.column), isDescending: action.isDescending }],
        undo,
      );
    case 'insertRows':
      if (action.at > sheet.rowCount + 1) throw new PeopleError(400, `at: the worksheet has ${sheet.rowCount} rows`);
      ensureRoom(book, action.count * sheet.columnCount);
      return insertDimension({ sheet, dimension: 'ROWS', at: action.at - 1, count: action.count }, undo);
    case 'deleteRows':
      return deleteRows(sheet, action, undo);
    case 'access':
      return setAccess(book, sheet, action, undo, newId);
    case 'filter':
      return setFilter(sheet, action, undo);
    case 'clearFilter':
      return patch(sheet, { basicFilter: null }, undo);
    case 'deleteWorksheet':
      if (book.worksheets.length === 1) throw new PeopleError(400, 'the last worksheet cannot be deleted');
      return patch(book, { worksheets: book.worksheets.filter((other) => other !== sheet) }, undo);
  }
}

/** @throws PeopleError 404 */
export function peopleWorksheet(book: Spreadsheet, title: string): Worksheet {
  const sheet = worksheetByTitle(book, title);
  if (sheet) return sheet;
  const titles = book.worksheets.map((other) => other.title).join(', ');
  throw new PeopleError(404, `no worksheet ${title}; there are: ${titles}`);
}

/** All rows up to the last used one, each at least as wide as the headings; empty cells are empty strings. */
export function peopleRows(sheet: Worksheet): Exclude<Cell, null>[][] {
  const width = sheet.rows[0]?.length ?? 0;
  return sheet.rows.slice(0, usedRowCount(sheet)).map((row) => {
    return Array.from({ length: Math.max(width, row.length) }, (_, index) => row[index] ?? '');
  });
}

/** The rows below the headings, over all columns. */
export function bodyArea(sheet: Worksheet): Area {
  return { startRow: 1, endRow: sheet.rowCount, startColumn: 0, endColumn: sheet.columnCount };
}

/** Sorts below the headings. */
export function sortByColumns(sheet: Worksheet, specs: readonly SortSpec[], undo: UndoLog): void {
  sortArea({ sheet, area: bodyArea(sheet), specs }, { undo, actor: 'people' });
}

/** A sort that moves at least one row, of the columns from the left; null where all rows are alike or too few. */
export function movingSort(sheet: Worksheet, columns: readonly number[]): SortSpec | null {
  const specs = columns.flatMap((column) => [true, false].map((isDescending): SortSpec => ({ column, isDescending })));
  return specs.find((spec) => sortedRows(sheet, bodyArea(sheet), [spec]) !== null) ?? null;
}

function edit(sheet: Worksheet, action: Extract<PeopleAction, { do: 'edit' }>, undo: UndoLog): void {
  if (action.row > sheet.rowCount) throw new PeopleError(400, `row: the worksheet has ${sheet.rowCount} rows`);
  const column = columnOf(sheet, action.column);
  const value = checkedCell(action.value);
  const write = (row: Cell[]): void => {
    while (row.length < column) row.push(null);
    row[column] = value;
  };
  editRow(sheet, action.row - 1, write, undo);
}

function deleteRows(sheet: Worksheet, { at, count }: { at: number; count: number }, undo: UndoLog): void {
  const to = Math.min(at - 1 + count, sheet.rowCount);
  if (at > sheet.rowCount) throw new PeopleError(400, `at: the worksheet has ${sheet.rowCount} rows`);
  if (to - (at - 1) === sheet.rowCount) throw new PeopleError(400, 'count: all rows of a worksheet cannot be deleted');
  deleteDimension({ sheet, dimension: 'ROWS', from: at - 1, to }, undo);
}

function setAccess(
  book: Spreadsheet,
  sheet: Worksheet,
  { mode, protectedRange }: { mode: AccessMode; protectedRange?: string },
  undo: UndoLog,
  newId: () => number,
): void {
  const own = sheet.protectedRanges.filter(({ by }) => by === 'service');
  if (protectedRange === undefined) return patch(sheet, { access: mode, protectedRanges: own }, undo);
  // The range is one of this worksheet, with or without its title in front.
  const title = `'${sheet.title.replaceAll("'", "''")}'`;
  const cells = protectedRange.slice(protectedRange.lastIndexOf('!') + 1);
  const parsed = parseA1(book, cells === '' ? title : `${title}!${cells}`);
  const range = {
    sheetId: sheet.sheetId,
    startRowIndex: parsed.startRow,
    endRowIndex: parsed.endRow,
    startColumnIndex: parsed.startColumn,
    endColumnIndex: parsed.endColumn,
  };
  const entry = { protectedRangeId: newId(), range, warningOnly: false, by: 'people' as const };
  patch(sheet, { access: mode, protectedRanges: [...own, entry] }, undo);
}

/** Without a column a filter that hides nothing; with one, what is hidden in the other columns stays hidden. */
function setFilter(
  sheet: Worksheet,
  { column, hiddenValues = [] }: { column?: ColumnName; hiddenValues?: readonly string[] },
  undo: UndoLog,
): void {
  const range = {
    sheetId: sheet.sheetId,
    startRowIndex: 0,
    endRowIndex: Math.max(1, usedRowCount(sheet)),
    startColumnIndex: 0,
    endColumnIndex: Math.max(1, sheet.rows[0]?.length ?? 0),
  };
  const criteria: Record<string, unknown> = column === undefined ? {} : { ...sheet.basicFilter?.criteria };
  if (column !== undefined) {
    const index = String(columnOf(sheet, column));
    if (hiddenValues.length > 0) criteria[index] = { hiddenValues };
    else delete criteria[index];
  }
  patch(sheet, { basicFilter: { range, criteria } }, undo);
}

/** A heading goes before a letter, since `A` may be a heading. @returns the 0-based index */
export function columnOf(sheet: Worksheet, column: ColumnName): number {
  if (typeof column === 'number' && column <= sheet.columnCount) return column - 1;
  const wanted = String(column).trim().toLowerCase();
  const heading = (sheet.rows[0] ?? []).findIndex(
    (cell) => (isFormula(cell) ? '' : String(cell ?? '')).trim().toLowerCase() === wanted,
  );
  if (heading >= 0 && wanted !== '') return heading;
  const index = /^[a-z]{1,3}$/.test(wanted) ? columnIndex(wanted) : -1;
  if (index >= 0 && index < sheet.columnCount) return index;
  const last = columnLetters(sheet.columnCount - 1);
  throw new PeopleError(400, `column: ${column} is neither a heading of ${sheet.title} nor a letter up to ${last}`);
}
