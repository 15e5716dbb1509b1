import { ensureWritable } from '../access';
import { invalid } from '../google-error';
import { allowOnly, readArray, readBoolean, readInt, readObject, readString } from '../json';
import { areaOf, readGridRange, worksheetById } from '../ranges';
import type { ProtectedRange } from '../model';
import { patch } from '../undo';
import { protectedRangeResource } from '../views';
import type { RequestHandler } from './context';

export const setBasicFilter: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['filter'], where);
  const filter = readObject(request.filter, `${where}.filter`);
  // Google sorts the rows by a filter's sort specs; a caller that wants that says so with sortRange.
  allowOnly(filter, ['range', 'criteria'], `${where}.filter`);
  const range = readGridRange(filter.range, `${where}.filter.range`);
  const sheet = worksheetById(book, range.sheetId);
  ensureWritable(sheet, actor);
  areaOf(range, sheet);
  patch(sheet, { basicFilter: { range, criteria: readObject(filter.criteria, `${where}.filter.criteria`) } }, undo);
  return {};
};

export const clearBasicFilter: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['sheetId'], where);
  const sheet = worksheetById(book, readInt(request.sheetId, `${where}.sheetId`));
  ensureWritable(sheet, actor);
  patch(sheet, { basicFilter: null }, undo);
  return {};
};

export const addProtectedRange: RequestHandler = (request, { book, undo, actor, where, newId }) => {
  allowOnly(request, ['protectedRange'], where);
  const path = `${where}.protectedRange`;
  const json = readObject(request.protectedRange, path);
  allowOnly(json, ['protectedRangeId', 'range', 'description', 'warningOnly', 'editors'], path);
  const range = readGridRange(json.range, `${path}.range`);
  const sheet = worksheetById(book, range.sheetId);
  ensureWritable(sheet, actor);
  areaOf(range, sheet);
  const given = readInt(json.protectedRangeId, `${path}.protectedRangeId`);
  const isTaken = (id: number): boolean =>
    book.worksheets.some((other) => other.protectedRanges.some(({ protectedRangeId }) => protectedRangeId === id));
  if (given !== undefined && isTaken(given)) throw invalid(`Protected range with id ${given} already exists.`);
  const entry: ProtectedRange = {
    protectedRangeId: given ?? newId(),
    range,
    description: readString(json.description, `${path}.description`),
    warningOnly: readBoolean(json.warningOnly, `${path}.warningOnly`) ?? false,
    by: actor,
    editors: readArray(readObject(json.editors, `${path}.editors`).users, `${path}.editors.users`).map(String),
  };
  patch(sheet, { protectedRanges: [...sheet.protectedRanges, entry] }, undo);
  return { protectedRange: protectedRangeResource(entry) };
};
