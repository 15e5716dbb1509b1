import { invalid } from './google-error';
import type { Area, Spreadsheet, Worksheet } from './model';

/** A range of one worksheet; `undefined` bounds are open, ends are exclusive. */
export interface A1Range {
  readonly sheet: Worksheet;
  readonly startRow: number;
  readonly endRow: number | undefined;
  readonly startColumn: number;
  readonly endColumn: number | undefined;
}

const QUOTED = /^'((?:[^']|'')+)'(?:!(.*))?$/s;
const CELLS = /^([A-Za-z]{0,3})(\d{0,8})(?::([A-Za-z]{0,3})(\d{0,8}))?$/;

/**
 * Reads `Logs!A2:T`, `'ML Tracking'!D:D`, `Logs` or `A1` (first worksheet).
 * @throws GoogleError `Unable to parse range: …`, also where no worksheet has that title
 */
export function parseA1(book: Spreadsheet, text: string): A1Range {
  const fail = (): never => {
    throw invalid(`Unable to parse range: ${text}`);
  };
  const quoted = QUOTED.exec(text);
  const bang = text.lastIndexOf('!');
  const title = quoted ? (quoted[1] ?? '').replaceAll("''", "'") : bang >= 0 ? text.slice(0, bang) : undefined;
  const cells = quoted ? quoted[2] : text.slice(bang + 1);
  const titled = title === undefined ? book.worksheets[0] : worksheetByTitle(book, title);
  const parsed = cells === undefined ? WHOLE : parseCells(cells);
  if (titled && parsed) return { sheet: titled, ...parsed };
  const whole = title === undefined ? worksheetByTitle(book, text) : undefined;
  return whole ? { sheet: whole, ...WHOLE } : fail();
}

/** Titles are told apart without regard to case, as Google does. */
export function worksheetByTitle(book: Spreadsheet, title: string): Worksheet | undefined {
  const wanted = title.toLowerCase();
  return book.worksheets.find((sheet) => sheet.title.toLowerCase() === wanted);
}

/** Cuts a range at the grid. @throws GoogleError where it starts behind the grid */
export function clip(range: A1Range, text: string): Area {
  const { sheet, startRow, startColumn } = range;
  if (startRow >= sheet.rowCount || startColumn >= sheet.columnCount) {
    throw invalid(
      `Range (${text}) exceeds grid limits. Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`,
    );
  }
  return {
    startRow,
    endRow: Math.min(range.endRow ?? sheet.rowCount, sheet.rowCount),
    startColumn,
    endColumn: Math.min(range.endColumn ?? sheet.columnCount, sheet.columnCount),
  };
}

/** `Logs!A1:T1000`; a title that is not a plain word is quoted, a single cell has no colon. */
export function formatA1(title: string, area: Area): string {
  const sheet = /^[A-Za-z_][A-Za-z0-9_]*$/.test(title) ? title : `'${title.replaceAll("'", "''")}'`;
  const first = `${columnLetters(area.startColumn)}${area.startRow + 1}`;
  const last = `${columnLetters(area.endColumn - 1)}${area.endRow}`;
  return first === last ? `${sheet}!${first}` : `${sheet}!${first}:${last}`;
}

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** A → 0, Z → 25, aa → 26. */
export function columnIndex(letters: string): number {
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

type Cells = Omit<A1Range, 'sheet'>;
const WHOLE: Cells = { startRow: 0, endRow: undefined, startColumn: 0, endColumn: undefined };

function parseCells(text: string): Cells | undefined {
  const match = CELLS.exec(text);
  if (!match) return undefined;
  const [, column = '', row = '', lastColumn, lastRow] = match;
  const isOneCell = lastColumn === undefined || lastRow === undefined;
  if (isOneCell && (column === '' || row === '')) return undefined;
  if (!isOneCell && ((column === '' && row === '') || (lastColumn === '' && lastRow === ''))) return undefined;
  const rows = span(row && Number(row) - 1, isOneCell ? row && Number(row) - 1 : lastRow && Number(lastRow) - 1);
  const columns = span(
    column && columnIndex(column),
    isOneCell ? column && columnIndex(column) : lastColumn && columnIndex(lastColumn),
  );
  if (!rows || !columns) return undefined;
  return { startRow: rows.start, endRow: rows.end, startColumn: columns.start, endColumn: columns.end };
}

/** `''` is an open side. */
function span(first: number | '', last: number | ''): { start: number; end: number | undefined } | undefined {
  if (first === -1 || last === -1) return undefined;
  if (first === '' || last === '') return { start: first === '' ? 0 : first, end: last === '' ? undefined : last + 1 };
  return { start: Math.min(first, last), end: Math.max(first, last) + 1 };
}
