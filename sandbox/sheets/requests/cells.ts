import { ensureEditable } from '../access';
import { coversValue, readCellData } from '../cells';
import { invalid } from '../google-error';
import { editRow, replaceRows } from '../grid';
import { allowOnly, readArray, readInt, readObject, readString } from '../json';
import type { Area, Cell, Spreadsheet, Worksheet } from '../model';
import { areaOf, readGridRange, worksheetById } from '../ranges';
import { sortedRows, type SortSpec } from '../sort';
import type { RequestContext, RequestHandler } from './context';

export const updateCells: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['rows', 'fields', 'start', 'range'], where);
  const isValue = coversValue(readString(request.fields, `${where}.fields`));
  const { sheet, area, isWhole } = readTarget(book, request, where);
  const rows = readRows(request.rows, where);
  const height = rows.length;
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  if (area.startRow + height > area.endRow) {
    throw invalid(`Attempting to write row: ${area.endRow}, beyond the last requested row of: ${area.endRow - 1}`);
  }
  if (area.startColumn + width > area.endColumn) {
    throw invalid(
      `Attempting to write column: ${area.endColumn}, beyond the last requested column of: ${area.endColumn - 1}`,
    );
  }
  const touched = isWhole ? area : { ...area, endRow: area.startRow + height, endColumn: area.startColumn + width };
  ensureEditable(sheet, touched, actor);
  if (!isValue) return {};
  const lastRow = Math.min(touched.endRow, Math.max(area.startRow + height, sheet.rows.length));
  for (let rowIndex = touched.startRow; rowIndex < lastRow; rowIndex += 1) {
    const values = rows[rowIndex - touched.startRow] ?? [];
    // With a range, cells of it that no value was given for are cleared; with a start, a short row leaves the rest.
    const count = isWhole ? touched.endColumn - touched.startColumn : values.length;
    editRow(
      sheet,
      rowIndex,
      (row) => writeCells(row, touched.startColumn, count, (index) => values[index] ?? null),
      undo,
    );
  }
  return {};
};

export const repeatCell: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['range', 'cell', 'fields'], where);
  const isValue = coversValue(readString(request.fields, `${where}.fields`));
  const range = readGridRange(request.range, `${where}.range`);
  const sheet = worksheetById(book, range.sheetId);
  const area = areaOf(range, sheet);
  const cell = readCellData(request.cell, `${where}.cell`);
  ensureEditable(sheet, area, actor);
  if (!isValue) return {};
  const count = area.endColumn - area.startColumn;
  for (let rowIndex = area.startRow; rowIndex < area.endRow; rowIndex += 1) {
    editRow(sheet, rowIndex, (row) => writeCells(row, area.startColumn, count, () => cell), undo);
  }
  return {};
};

export const sortRange: RequestHandler = (request, context) => {
  const { book, where } = context;
  allowOnly(request, ['range', 'sortSpecs'], where);
  const range = readGridRange(request.range, `${where}.range`);
  const sheet = worksheetById(book, range.sheetId);
  const specs = readArray(request.sortSpecs, `${where}.sortSpecs`).map((value, index): SortSpec => {
    const spec = readObject(value, `${where}.sortSpecs[${index}]`);
    allowOnly(spec, ['dimensionIndex', 'sortOrder'], `${where}.sortSpecs[${index}]`);
    const column = readInt(spec.dimensionIndex, `${where}.sortSpecs[${index}].dimensionIndex`) ?? 0;
    return { column, isDescending: spec.sortOrder === 'DESCENDING' };
  });
  if (specs.length === 0) throw invalid('At least one sort spec must be given.');
  sortArea({ sheet, area: areaOf(range, sheet), specs }, context);
  return {};
};

/** Sorts the rows of an area in place. */
export function sortArea(
  { sheet, area, specs }: { sheet: Worksheet; area: Area; specs: readonly SortSpec[] },
  { undo, actor }: Pick<RequestContext, 'undo' | 'actor'>,
): void {
  ensureEditable(sheet, area, actor);
  const rows = sortedRows(sheet, area, specs);
  if (rows) replaceRows(sheet, area.startRow, rows, undo);
}

function writeCells(row: Cell[], start: number, count: number, value: (index: number) => Cell): void {
  while (row.length < start) row.push(null);
  for (let index = 0; index < count; index += 1) row[start + index] = value(index);
}

/** @returns the area that may be written; `isWhole` where a range was given, whose other cells are cleared */
function readTarget(
  book: Spreadsheet,
  request: Parameters<RequestHandler>[0],
  where: string,
): { sheet: Worksheet; area: Area; isWhole: boolean } {
  if (request.start !== undefined && request.range !== undefined) {
    throw invalid("oneof field 'area' is already set: give either start or range.");
  }
  if (request.range !== undefined) {
    const range = readGridRange(request.range, `${where}.range`);
    const sheet = worksheetById(book, range.sheetId);
    return { sheet, area: areaOf(range, sheet), isWhole: true };
  }
  const start = readObject(request.start, `${where}.start`);
  allowOnly(start, ['sheetId', 'rowIndex', 'columnIndex'], `${where}.start`);
  const sheet = worksheetById(book, readInt(start.sheetId, `${where}.start.sheetId`));
  const startRow = readInt(start.rowIndex, `${where}.start.rowIndex`) ?? 0;
  const startColumn = readInt(start.columnIndex, `${where}.start.columnIndex`) ?? 0;
  if (startRow < 0 || startColumn < 0) throw invalid('GridCoordinate must not be negative.');
  if (startRow >= sheet.rowCount) {
    throw invalid(`GridCoordinate.rowIndex[${startRow}] is after last row in grid[${sheet.rowCount - 1}]`);
  }
  if (startColumn >= sheet.columnCount) {
    throw invalid(`GridCoordinate.columnIndex[${startColumn}] is after last column in grid[${sheet.columnCount - 1}]`);
  }
  const area = { startRow, startColumn, endRow: sheet.rowCount, endColumn: sheet.columnCount };
  return { sheet, area, isWhole: false };
}

function readRows(value: unknown, where: string): Cell[][] {
  return readArray(value, `${where}.rows`).map((row, rowIndex) => {
    const path = `${where}.rows[${rowIndex}]`;
    const json = readObject(row, path);
    allowOnly(json, ['values'], path);
    return readArray(json.values, `${path}.values`).map((cell, index) =>
      readCellData(cell, `${path}.values[${index}]`),
    );
  });
}
