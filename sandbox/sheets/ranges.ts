import { invalid } from './google-error';
import { allowOnly, readInt, readObject } from './json';
import type { Area, GridRange, Spreadsheet, Worksheet } from './model';

export type Dimension = 'ROWS' | 'COLUMNS';

const RANGE_FIELDS = ['sheetId', 'startRowIndex', 'endRowIndex', 'startColumnIndex', 'endColumnIndex'] as const;

/** The worksheet with an id; an absent id is 0, as in Google's JSON. */
export function worksheetById(book: Spreadsheet, sheetId: number | undefined): Worksheet {
  const sheet = book.worksheets.find((candidate) => candidate.sheetId === (sheetId ?? 0));
  if (!sheet) throw invalid(`No grid with id: ${sheetId ?? 0}`);
  return sheet;
}

export function readGridRange(value: unknown, where: string): GridRange {
  const json = readObject(value, where);
  allowOnly(json, RANGE_FIELDS, where);
  const [sheetId, ...bounds] = RANGE_FIELDS.map((field) => readInt(json[field], `${where}.${field}`));
  const [startRowIndex, endRowIndex, startColumnIndex, endColumnIndex] = bounds;
  if (bounds.some((bound) => bound !== undefined && bound < 0)) throw invalid(`${where} must not be negative.`);
  if ((startRowIndex ?? 0) >= (endRowIndex ?? Infinity) || (startColumnIndex ?? 0) >= (endColumnIndex ?? Infinity)) {
    throw invalid(`${where} is empty: its end must be greater than its start.`);
  }
  return { sheetId: sheetId ?? 0, startRowIndex, endRowIndex, startColumnIndex, endColumnIndex };
}

/** Fills in the open bounds and cuts at the end of the grid. @throws GoogleError where it starts behind the grid */
export function areaOf(range: GridRange, sheet: Worksheet): Area {
  const { startRowIndex: startRow = 0, startColumnIndex: startColumn = 0 } = range;
  if (startRow >= sheet.rowCount || startColumn >= sheet.columnCount) {
    throw invalid(
      `range (${startRow}, ${startColumn}) exceeds grid limits. Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`,
    );
  }
  return {
    startRow,
    endRow: Math.min(range.endRowIndex ?? sheet.rowCount, sheet.rowCount),
    startColumn,
    endColumn: Math.min(range.endColumnIndex ?? sheet.columnCount, sheet.columnCount),
  };
}

export function intersects(range: GridRange, area: Area): boolean {
  return (
    (range.startRowIndex ?? 0) < area.endRow &&
    area.startRow < (range.endRowIndex ?? Infinity) &&
    (range.startColumnIndex ?? 0) < area.endColumn &&
    area.startColumn < (range.endColumnIndex ?? Infinity)
  );
}

/** Moves a range when `count` rows or columns come in before index `at`; one that spans `at` grows. */
export function shiftedByInsert(range: GridRange, dimension: Dimension, at: number, count: number): GridRange {
  const move = (bound: number | undefined, isMoved: (value: number) => boolean): number | undefined =>
    bound !== undefined && isMoved(bound) ? bound + count : bound;
  const start = (bound?: number): number | undefined => move(bound, (value) => value >= at);
  const end = (bound?: number): number | undefined => move(bound, (value) => value > at);
  return dimension === 'ROWS'
    ? { ...range, startRowIndex: start(range.startRowIndex), endRowIndex: end(range.endRowIndex) }
    : { ...range, startColumnIndex: start(range.startColumnIndex), endColumnIndex: end(range.endColumnIndex) };
}

/** Moves a range when the rows or columns [from, to) go; null when nothing of it is left. */
export function shiftedByDelete(range: GridRange, dimension: Dimension, from: number, to: number): GridRange | null {
  const move = (bound: number | undefined): number | undefined =>
    bound === undefined || bound <= from ? bound : bound - (Math.min(bound, to) - from);
  const moved: GridRange =
    dimension === 'ROWS'
      ? { ...range, startRowIndex: move(range.startRowIndex), endRowIndex: move(range.endRowIndex) }
      : { ...range, startColumnIndex: move(range.startColumnIndex), endColumnIndex: move(range.endColumnIndex) };
  const isEmpty =
    (moved.startRowIndex ?? 0) >= (moved.endRowIndex ?? Infinity) ||
    (moved.startColumnIndex ?? 0) >= (moved.endColumnIndex ?? Infinity);
  return isEmpty ? null : moved;
}
