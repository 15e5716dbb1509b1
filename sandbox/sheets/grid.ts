import { invalid } from './google-error';
import { LIMITS, type Cell, type GridRange, type Spreadsheet, type Worksheet } from './model';
import { shiftedByDelete, shiftedByInsert, type Dimension } from './ranges';
import { patch, type UndoLog } from './undo';

/** More arguments than this in one call may overflow the stack. */
const SPLICE_CHUNK = 10_000;

/** Replaces a row by an edited copy; `edit` gets an array that may be shorter than the grid is wide. */
export function editRow(sheet: Worksheet, rowIndex: number, edit: (row: Cell[]) => void, undo: UndoLog): void {
  const { rows } = sheet;
  const before = rows[rowIndex];
  const row = before ? before.slice() : [];
  edit(row);
  while (row.length > 0 && (row[row.length - 1] ?? null) === null) row.pop();
  for (let index = 0; index < row.length; index += 1) row[index] ??= null;
  if (!before) {
    if (row.length === 0) return;
    const length = rows.length;
    undo.push(() => (rows.length = length));
    while (rows.length < rowIndex) rows.push([]);
  } else {
    undo.push(() => (rows[rowIndex] = before));
  }
  rows[rowIndex] = row;
}

/** Puts other rows in the place of `[at, at + rows.length)`; those behind the last used row are added. */
export function replaceRows(sheet: Worksheet, at: number, rows: readonly Cell[][], undo: UndoLog): void {
  const before = sheet.rows;
  undo.push(() => (sheet.rows = before));
  sheet.rows = [...before.slice(0, at), ...rows, ...before.slice(at + rows.length)];
}

/** @throws GoogleError where the spreadsheet would pass ten million cells */
export function ensureRoom(book: Spreadsheet, addedCells: number): void {
  const cells = book.worksheets.reduce((sum, sheet) => sum + sheet.rowCount * sheet.columnCount, 0);
  if (cells + addedCells <= LIMITS.cells) return;
  throw invalid(
    `This action would increase the number of cells in the workbook above the limit of ${LIMITS.cells} cells.`,
  );
}

export function insertDimension(
  { sheet, dimension, at, count }: { sheet: Worksheet; dimension: Dimension; at: number; count: number },
  undo: UndoLog,
): void {
  const { rows } = sheet;
  if (dimension === 'COLUMNS') {
    const inserted: Cell[] = new Array<Cell>(count).fill(null);
    mapRows(sheet, (row) => (row.length <= at ? row : [...row.slice(0, at), ...inserted, ...row.slice(at)]), undo);
    patch(sheet, { columnCount: sheet.columnCount + count }, undo);
  } else {
    if (at < rows.length) {
      undo.push(() => rows.splice(at, count));
      spliceIn(
        rows,
        at,
        Array.from({ length: count }, () => []),
      );
    }
    patch(sheet, { rowCount: sheet.rowCount + count }, undo);
  }
  moveRanges(sheet, (range) => shiftedByInsert(range, dimension, at, count), undo);
}

export function deleteDimension(
  { sheet, dimension, from, to }: { sheet: Worksheet; dimension: Dimension; from: number; to: number },
  undo: UndoLog,
): void {
  const { rows } = sheet;
  if (dimension === 'COLUMNS') {
    mapRows(sheet, (row) => (row.length <= from ? row : [...row.slice(0, from), ...row.slice(to)]), undo);
    patch(sheet, { columnCount: sheet.columnCount - (to - from) }, undo);
  } else {
    const removed = rows.splice(from, to - from);
    undo.push(() => spliceIn(rows, from, removed));
    patch(sheet, { rowCount: sheet.rowCount - (to - from) }, undo);
  }
  moveRanges(sheet, (range) => shiftedByDelete(range, dimension, from, to), undo);
}

/** Sets the size of the grid; what stands outside of the new size is gone. */
export function resize(sheet: Worksheet, size: { rowCount: number; columnCount: number }, undo: UndoLog): void {
  if (size.rowCount < sheet.rowCount) {
    deleteDimension({ sheet, dimension: 'ROWS', from: size.rowCount, to: sheet.rowCount }, undo);
  }
  if (size.columnCount < sheet.columnCount) {
    deleteDimension({ sheet, dimension: 'COLUMNS', from: size.columnCount, to: sheet.columnCount }, undo);
  }
  patch(sheet, size, undo);
}

function mapRows(sheet: Worksheet, change: (row: Cell[]) => Cell[], undo: UndoLog): void {
  const before = sheet.rows;
  undo.push(() => (sheet.rows = before));
  sheet.rows = before.map((row) => {
    const changed = change(row);
    while (changed !== row && changed.length > 0 && changed[changed.length - 1] === null) changed.pop();
    return changed;
  });
}

function moveRanges(sheet: Worksheet, move: (range: GridRange) => GridRange | null, undo: UndoLog): void {
  const filterRange = sheet.basicFilter && move(sheet.basicFilter.range);
  patch(
    sheet,
    {
      basicFilter: sheet.basicFilter && filterRange && { ...sheet.basicFilter, range: filterRange },
      protectedRanges: sheet.protectedRanges.flatMap((entry) => {
        const range = move(entry.range);
        return range ? [{ ...entry, range }] : [];
      }),
    },
    undo,
  );
}

function spliceIn(rows: Cell[][], at: number, added: readonly Cell[][]): void {
  for (let done = 0; done < added.length; done += SPLICE_CHUNK) {
    rows.splice(at + done, 0, ...added.slice(done, done + SPLICE_CHUNK));
  }
}
