import { ensureEditable, ensureInsertable, ensureWritable } from '../access';
import { invalid, PayloadError } from '../google-error';
import * as grid from '../grid';
import { allowOnly, readBoolean, readInt, readObject, readString } from '../json';
import type { Spreadsheet, Worksheet } from '../model';
import { worksheetById, type Dimension } from '../ranges';
import type { RequestHandler } from './context';

export const insertDimension: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['range', 'inheritFromBefore'], where);
  const { sheet, dimension, start, end } = readDimensionRange(book, request.range, `${where}.range`);
  const inheritFromBefore = readBoolean(request.inheritFromBefore, `${where}.inheritFromBefore`) ?? false;
  const size = sizeOf(sheet, dimension);
  if (end === undefined) throw invalid('range.endIndex must be given.');
  if (inheritFromBefore && start === 0) {
    throw invalid('inheritFromBefore cannot be true when inserting at index 0.');
  }
  if (!inheritFromBefore && start >= size) {
    throw invalid(`range.startIndex must be less than the grid size (${size}) if inheritFromBefore is false.`);
  }
  if (start > size) throw invalid(`range.startIndex (${start}) must not be greater than the grid size (${size}).`);
  ensureInsertable({ sheet, dimension, at: start }, actor);
  ensureGrowth(book, { sheet, dimension, count: end - start });
  grid.insertDimension({ sheet, dimension, at: start, count: end - start }, undo);
  return {};
};

export const appendDimension: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['sheetId', 'dimension', 'length'], where);
  const sheet = worksheetById(book, readInt(request.sheetId, `${where}.sheetId`));
  const dimension = readDimension(request.dimension, `${where}.dimension`);
  const count = readInt(request.length, `${where}.length`) ?? 0;
  if (count < 1) throw invalid('length must be greater than 0.');
  ensureWritable(sheet, actor);
  ensureGrowth(book, { sheet, dimension, count });
  grid.insertDimension({ sheet, dimension, at: sizeOf(sheet, dimension), count }, undo);
  return {};
};

export const deleteDimension: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['range'], where);
  const { sheet, dimension, start, end: givenEnd } = readDimensionRange(book, request.range, `${where}.range`);
  const size = sizeOf(sheet, dimension);
  const end = Math.min(givenEnd ?? size, size);
  const noun = dimension.toLowerCase();
  if (start >= size)
    throw invalid(
      `Cannot delete ${noun} that don't exist. Tried to delete ${noun} ${start + 1}-${end}, but there are only ${size} ${noun}.`,
    );
  if (end - start === size) throw invalid(`You can't delete all the ${noun} on the sheet.`);
  const frozen = dimension === 'ROWS' ? sheet.frozenRowCount : sheet.frozenColumnCount;
  if (frozen > 0 && start <= frozen && end === size)
    throw invalid(`Sorry, it is not possible to delete all non-frozen ${noun}.`);
  const area =
    dimension === 'ROWS'
      ? { startRow: start, endRow: end, startColumn: 0, endColumn: sheet.columnCount }
      : { startRow: 0, endRow: sheet.rowCount, startColumn: start, endColumn: end };
  ensureEditable(sheet, area, actor);
  grid.deleteDimension({ sheet, dimension, from: start, to: end }, undo);
  return {};
};

function readDimensionRange(book: Spreadsheet, value: unknown, where: string) {
  const json = readObject(value, where);
  allowOnly(json, ['sheetId', 'dimension', 'startIndex', 'endIndex'], where);
  const sheet = worksheetById(book, readInt(json.sheetId, `${where}.sheetId`));
  const dimension = readDimension(json.dimension, `${where}.dimension`);
  const start = readInt(json.startIndex, `${where}.startIndex`) ?? 0;
  const end = readInt(json.endIndex, `${where}.endIndex`);
  if (start < 0) throw invalid('range.startIndex must not be negative.');
  if (end !== undefined && end <= start) throw invalid('range.endIndex must be greater than range.startIndex.');
  return { sheet, dimension, start, end };
}

function readDimension(value: unknown, where: string): Dimension {
  const dimension = readString(value, where);
  if (dimension === 'ROWS' || dimension === 'COLUMNS') return dimension;
  if (dimension === undefined) throw invalid('No dimension specified.');
  throw new PayloadError(`Invalid value at '${where}' (Dimension), ${JSON.stringify(dimension)}`);
}

function sizeOf(sheet: Worksheet, dimension: Dimension): number {
  return dimension === 'ROWS' ? sheet.rowCount : sheet.columnCount;
}

function ensureGrowth(
  book: Spreadsheet,
  { sheet, dimension, count }: { sheet: Worksheet; dimension: Dimension; count: number },
): void {
  grid.ensureRoom(book, count * (dimension === 'ROWS' ? sheet.columnCount : sheet.rowCount));
}
