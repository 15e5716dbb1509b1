import { ensureWritable } from '../access';
import { worksheetByTitle } from '../a1';
import { invalid, PayloadError } from '../google-error';
import { ensureRoom, resize } from '../grid';
import { allowOnly, readBoolean, readInt, readObject, readString, type Json } from '../json';
import { newWorksheet, type Spreadsheet, type Worksheet } from '../model';
import { worksheetById } from '../ranges';
import { patch } from '../undo';
import { worksheetProperties } from '../views';
import type { RequestHandler } from './context';

/** Colour, direction and type are accepted and not kept. */
const PROPERTY_FIELDS = [
  'sheetId',
  'title',
  'index',
  'sheetType',
  'gridProperties',
  'hidden',
  'tabColor',
  'tabColorStyle',
  'rightToLeft',
];
const GRID_FIELDS = ['rowCount', 'columnCount', 'frozenRowCount', 'frozenColumnCount', 'hideGridlines'] as const;
type GridField = (typeof GRID_FIELDS)[number];

interface GivenProperties {
  sheetId?: number;
  title?: string;
  index?: number;
  hidden?: boolean;
  grid: Partial<Record<Exclude<GridField, 'hideGridlines'>, number>>;
}

export function readSheetProperties(value: unknown, where: string): GivenProperties {
  const json = readObject(value, where);
  allowOnly(json, PROPERTY_FIELDS, where);
  const grid = readObject(json.gridProperties, `${where}.gridProperties`);
  allowOnly(grid, GRID_FIELDS, `${where}.gridProperties`);
  const size = (field: GridField): number | undefined => {
    const number = readInt(grid[field], `${where}.gridProperties.${field}`);
    const least = field === 'rowCount' || field === 'columnCount' ? 1 : 0;
    if (number !== undefined && number < least) throw invalid(`gridProperties.${field} must be at least ${least}.`);
    return number;
  };
  return {
    sheetId: readInt(json.sheetId, `${where}.sheetId`),
    title: readString(json.title, `${where}.title`),
    index: readInt(json.index, `${where}.index`),
    hidden: readBoolean(json.hidden, `${where}.hidden`),
    grid: {
      rowCount: size('rowCount'),
      columnCount: size('columnCount'),
      frozenRowCount: size('frozenRowCount'),
      frozenColumnCount: size('frozenColumnCount'),
    },
  };
}

/** Builds a worksheet from properties; what is not given has Google's defaults (1,000 rows, 26 columns). */
export function worksheetFrom(book: Spreadsheet, given: GivenProperties, newId: () => number): Worksheet {
  const title = given.title ?? freeTitle(book);
  ensureFreeTitle(book, title);
  if (given.sheetId !== undefined && given.sheetId < 0) throw invalid('sheetId must not be negative.');
  if (given.sheetId !== undefined && book.worksheets.some(({ sheetId }) => sheetId === given.sheetId)) {
    throw invalid(`Sheet with id ${given.sheetId} already exists.`);
  }
  const sheet = newWorksheet({
    sheetId: given.sheetId ?? newId(),
    title,
    hidden: given.hidden ?? false,
    rowCount: given.grid.rowCount ?? 1000,
    columnCount: given.grid.columnCount ?? 26,
    frozenRowCount: given.grid.frozenRowCount ?? 0,
    frozenColumnCount: given.grid.frozenColumnCount ?? 0,
  });
  ensureFreezable(sheet);
  return sheet;
}

export const addSheet: RequestHandler = (request, { book, undo, where, newId }) => {
  allowOnly(request, ['properties'], where);
  const given = readSheetProperties(request.properties, `${where}.properties`);
  const sheet = worksheetFrom(book, given, newId);
  ensureRoom(book, sheet.rowCount * sheet.columnCount);
  const index = Math.min(Math.max(given.index ?? book.worksheets.length, 0), book.worksheets.length);
  patch(book, { worksheets: book.worksheets.toSpliced(index, 0, sheet) }, undo);
  return { properties: worksheetProperties(book, sheet) };
};

export const deleteSheet: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['sheetId'], where);
  const sheet = worksheetById(book, readInt(request.sheetId, `${where}.sheetId`));
  ensureWritable(sheet, actor);
  if (book.worksheets.length === 1) throw invalid("You can't remove all the sheets in a document.");
  patch(book, { worksheets: book.worksheets.filter((other) => other !== sheet) }, undo);
  for (const entry of [...book.metadata.values()]) {
    if (entry.sheetId !== sheet.sheetId) continue;
    undo.push(() => book.metadata.set(entry.metadataId, entry));
    book.metadata.delete(entry.metadataId);
  }
  return {};
};

export const updateSheetProperties: RequestHandler = (request, { book, undo, actor, where }) => {
  allowOnly(request, ['properties', 'fields'], where);
  const given = readSheetProperties(request.properties, `${where}.properties`);
  const sheet = worksheetById(book, given.sheetId);
  ensureWritable(sheet, actor);
  for (const field of maskOf(request, where)) {
    if (field === 'title') {
      const title = given.title ?? '';
      if (title === '') throw invalid('You must enter a name for the sheet.');
      ensureFreeTitle(book, title, sheet);
      patch(sheet, { title }, undo);
    } else if (field === 'hidden') {
      patch(sheet, { hidden: given.hidden ?? false }, undo);
    } else if (field === 'index') {
      const others = book.worksheets.filter((other) => other !== sheet);
      // Google counts the places before the move: a sheet moved to the right lands one place earlier.
      const from = book.worksheets.indexOf(sheet);
      const to = Math.max(0, (given.index ?? 0) > from ? (given.index ?? 0) - 1 : (given.index ?? 0));
      patch(book, { worksheets: others.toSpliced(to, 0, sheet) }, undo);
    } else if (field === 'frozenRowCount' || field === 'frozenColumnCount') {
      patch(sheet, { [field]: given.grid[field] ?? 0 }, undo);
    } else if (field === 'rowCount' || field === 'columnCount') {
      const size = { rowCount: sheet.rowCount, columnCount: sheet.columnCount, [field]: given.grid[field] ?? 0 };
      if (size[field] < 1) throw invalid(`gridProperties.${field} must be at least 1.`);
      ensureRoom(book, size.rowCount * size.columnCount - sheet.rowCount * sheet.columnCount);
      resize(sheet, size, undo);
    }
  }
  ensureFreezable(sheet);
  return {};
};

/** The fields to change, without `gridProperties.` in front; `*` and `gridProperties` stand for what was given. */
function maskOf(request: Json, where: string): readonly string[] {
  const fields = readString(request.fields, `${where}.fields`);
  if (!fields) throw invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
  const properties = readObject(request.properties, where);
  const grid = (): string[] => Object.keys(readObject(properties.gridProperties, where));
  return fields.split(',').flatMap((text) => {
    const path = text.trim();
    if (path === '*') return [...Object.keys(properties).filter((key) => key !== 'sheetId'), ...grid()];
    if (path === 'gridProperties') return grid();
    const [first = '', second] = path.split('.');
    const isKnown =
      first === 'gridProperties' ? GRID_FIELDS.some((field) => field === second) : PROPERTY_FIELDS.includes(first);
    if (!isKnown) throw new PayloadError(`Invalid field mask: there is no field ${path} in SheetProperties`);
    return [second ?? first];
  });
}

function ensureFreeTitle(book: Spreadsheet, title: string, except?: Worksheet): void {
  const taken = worksheetByTitle(book, title);
  if (!taken || taken === except) return;
  throw invalid(`A sheet with the name "${title}" already exists. Please enter another name.`);
}

function ensureFreezable(sheet: Worksheet): void {
  if (sheet.frozenRowCount >= sheet.rowCount || sheet.frozenColumnCount >= sheet.columnCount) {
    throw invalid("You can't freeze all visible rows or columns on the sheet.");
  }
}

function freeTitle(book: Spreadsheet): string {
  for (let number = book.worksheets.length + 1; ; number += 1) {
    if (!worksheetByTitle(book, `Sheet${number}`)) return `Sheet${number}`;
  }
}
