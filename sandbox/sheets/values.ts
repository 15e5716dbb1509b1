import { ensureEditable, ensureReadable, ensureWritable, type Actor } from './access';
import { clip, formatA1, parseA1 } from './a1';
import { checkedCell, renderCell, typedCell, type ValueRender } from './cells';
import { invalid, PayloadError } from './google-error';
import { editRow, ensureRoom, insertDimension } from './grid';
import { allowOnly, readArray, readObject, readString, wrongType } from './json';
import { usedRowCount, type Area, type Cell, type Spreadsheet, type Worksheet } from './model';
import type { Dimension } from './ranges';
import type { UndoLog } from './undo';

export interface ReadOptions {
  readonly majorDimension: Dimension;
  readonly render: ValueRender;
}
export type InputOption = 'RAW' | 'USER_ENTERED';

type Value = string | number | boolean;

/** @param query - `majorDimension` and `valueRenderOption` as given; absent ones have Google's defaults */
export function readOptions(query: { majorDimension?: unknown; valueRenderOption?: unknown }): ReadOptions {
  return {
    majorDimension: oneOf(query.majorDimension, ['ROWS', 'COLUMNS'], 'major_dimension', 'ROWS'),
    render: oneOf(
      query.valueRenderOption,
      ['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA'],
      'value_render_option',
      'FORMATTED_VALUE',
    ),
  };
}

/** @throws GoogleError where it is missing or unknown */
export function readInputOption(value: unknown): InputOption {
  const option = oneOf(value, ['RAW', 'USER_ENTERED', ''], 'value_input_option', '');
  if (option === '') throw invalid("'valueInputOption' is required but not specified");
  return option;
}

/** A `ValueRange`: trailing empty rows and cells are left out, as is `values` where nothing is left. */
export function readValues(book: Spreadsheet, text: string, { majorDimension, render }: ReadOptions): object {
  const parsed = parseA1(book, text);
  ensureReadable(parsed.sheet);
  const area = clip(parsed, text);
  const values = majorDimension === 'ROWS' ? rowsOf(parsed.sheet, area, render) : columnsOf(parsed.sheet, area, render);
  while (values.length > 0 && values[values.length - 1]?.length === 0) values.pop();
  return { range: formatA1(parsed.sheet.title, area), majorDimension, ...(values.length > 0 && { values }) };
}

export interface WriteInput {
  /** The range of the address; a `range` in the body must be the same. */
  readonly range: string | undefined;
  readonly body: unknown;
  readonly option: InputOption;
  readonly actor: Actor;
}

/** Writes a `ValueRange`; null leaves a cell as it is, an empty string clears it. */
export function writeValues(book: Spreadsheet, { range, body, option, actor }: WriteInput, undo: UndoLog): object {
  const given = readValueRange(body, option);
  const text = range ?? given.range;
  if (text === undefined) throw invalid('range must be specified.');
  if (range !== undefined && given.range !== undefined && given.range !== range) {
    throw invalid(`Requested writing within range [${range}], but the body has range [${given.range}].`);
  }
  const parsed = parseA1(book, text);
  const bounds = clip(parsed, text);
  const { startRow, startColumn } = bounds;
  const area = { startRow, startColumn, endRow: startRow + given.rows.length, endColumn: startColumn + given.width };
  const isOneCell = bounds.endRow - startRow === 1 && bounds.endColumn - startColumn === 1;
  const limit = isOneCell ? { endRow: parsed.sheet.rowCount, endColumn: parsed.sheet.columnCount } : bounds;
  if (area.endRow > limit.endRow || area.endColumn > limit.endColumn) {
    throw invalid(
      `Requested writing within range [${text}], but tried writing to row [${area.endRow}], column [${area.endColumn}]`,
    );
  }
  return writeRows({ book, sheet: parsed.sheet, area, rows: given.rows, actor }, undo);
}

/** Writes rows behind the last one with a value and lets the grid grow; Google's search for "tables" is not copied. */
export function appendValues(book: Spreadsheet, { range, body, option, actor }: WriteInput, undo: UndoLog): object {
  const given = readValueRange(body, option);
  const { sheet, startColumn } = parseA1(book, range ?? given.range ?? '');
  ensureWritable(sheet, actor);
  const startRow = usedRowCount(sheet);
  const missing = startRow + given.rows.length - sheet.rowCount;
  if (missing > 0) {
    ensureRoom(book, missing * sheet.columnCount);
    insertDimension({ sheet, dimension: 'ROWS', at: sheet.rowCount, count: missing }, undo);
  }
  const area = { startRow, startColumn, endRow: startRow + given.rows.length, endColumn: startColumn + given.width };
  if (area.endColumn > sheet.columnCount) throw invalid(`Requested writing beyond the last column of ${sheet.title}`);
  const updates = writeRows({ book, sheet, area, rows: given.rows, actor }, undo);
  return { spreadsheetId: book.id, updates };
}

interface WriteRows {
  book: Spreadsheet;
  sheet: Worksheet;
  area: Area;
  rows: readonly (Cell | undefined)[][];
  actor: Actor;
}

function writeRows({ book, sheet, area, rows, actor }: WriteRows, undo: UndoLog): object {
  ensureEditable(sheet, area, actor);
  let updatedCells = 0;
  rows.forEach((values, index) => {
    const edit = (row: Cell[]): void => {
      while (row.length < area.startColumn) row.push(null);
      values.forEach((value, column) => {
        if (value === undefined) return;
        row[area.startColumn + column] = value;
        updatedCells += 1;
      });
    };
    editRow(sheet, area.startRow + index, edit, undo);
  });
  return {
    spreadsheetId: book.id,
    updatedRange: formatA1(sheet.title, area),
    updatedRows: area.endRow - area.startRow,
    updatedColumns: area.endColumn - area.startColumn,
    updatedCells,
  };
}

function readValueRange(body: unknown, option: InputOption) {
  const json = readObject(body, 'data');
  allowOnly(json, ['range', 'majorDimension', 'values'], 'data');
  const lists = readArray(json.values, 'data.values').map((list, index) =>
    readArray(list, `data.values[${index}]`).map((value) => readValue(value, option)),
  );
  const isColumns = oneOf(json.majorDimension, ['ROWS', 'COLUMNS'], 'data.major_dimension', 'ROWS') === 'COLUMNS';
  const rows = isColumns ? transposed(lists) : lists;
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  if (width === 0) throw invalid('data.values must hold at least one cell.');
  return { range: readString(json.range, 'data.range'), rows, width };
}

function readValue(value: unknown, option: InputOption): Cell | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw wrongType('data.values', 'string, number or boolean', value);
  }
  return checkedCell(option === 'USER_ENTERED' && typeof value === 'string' ? typedCell(value) : value);
}

function rowsOf(sheet: Worksheet, area: Area, render: ValueRender): Value[][] {
  return sheet.rows.slice(area.startRow, area.endRow).map((row) => {
    const cells = row.slice(area.startColumn, area.endColumn);
    while (cells.length > 0 && cells[cells.length - 1] === null) cells.pop();
    return cells.map((cell) => renderCell(cell, render));
  });
}

function columnsOf(sheet: Worksheet, area: Area, render: ValueRender): Value[][] {
  const rows = sheet.rows.slice(area.startRow, area.endRow);
  return Array.from({ length: area.endColumn - area.startColumn }, (_, offset) => {
    const cells = rows.map((row) => row[area.startColumn + offset] ?? null);
    while (cells.length > 0 && cells[cells.length - 1] === null) cells.pop();
    return cells.map((cell) => renderCell(cell, render));
  });
}

function transposed<T>(lists: readonly T[][]): (T | undefined)[][] {
  const height = lists.reduce((longest, list) => Math.max(longest, list.length), 0);
  return Array.from({ length: height }, (_, index) => lists.map((list) => list[index]));
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], where: string, otherwise: T): T {
  if (value === undefined || value === null) return otherwise;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new PayloadError(`Invalid value at '${where}', ${JSON.stringify(value)}`);
  return found;
}
