import { call } from '../shared/api.js';

/** @typedef {string | number | boolean | { formula: string }} Cell */
/** @typedef {'edit' | 'read' | 'none'} Access */
/** @typedef {{ startRowIndex?: number, endRowIndex?: number, startColumnIndex?: number, endColumnIndex?: number, by: 'service' | 'people' }} ProtectedRange */
/** @typedef {{ title: string, rows: number, access: Access, isFiltered: boolean }} SheetSummary */
/**
 * @typedef {object} Window
 * @property {number} columnCount
 * @property {Cell[]} headings
 * @property {number} total - rows below the headings
 * @property {number} hidden - of these by the filter
 * @property {number} found - of those not hidden
 * @property {{ row: number, cells: Cell[] }[]} rows - row 1 are the headings
 * @property {Record<string, string[]>} filtered - hidden texts by column index
 * @property {ProtectedRange[]} protectedRanges
 * @property {Access} access
 */
/** @typedef {{ id: string, title: string, spreadsheets: { id: string, title: string }[], worksheets: SheetSummary[] }} Book */

/** Rows shown at once. */
export const PAGE_ROWS = 100;

const asked = new URLSearchParams(location.search);

/** What is chosen, and what was last read. */
export const state = {
  bookId: asked.get('spreadsheetId') ?? 'demo',
  sheet: asked.get('worksheet') ?? '',
  from: 0,
  find: '',
  /** @type {{ column: number, isDescending: boolean } | null} */
  sort: null,
  /** @type {Book | null} */
  book: null,
  /** @type {Window | null} */
  window: null,
};

let turn = 0;

/** Reads the chosen part. @returns {Promise<boolean>} false where a newer reading overtook it */
export async function read() {
  const own = (turn += 1);
  const book = /** @type {Book} */ (await callBook('GET', ''));
  if (!book.worksheets.some(({ title }) => title === state.sheet)) {
    state.sheet = (book.worksheets.find(({ title }) => title === 'Logs') ?? book.worksheets[0])?.title ?? '';
    Object.assign(state, { from: 0, sort: null });
  }
  const query = new URLSearchParams({ from: String(state.from), limit: String(PAGE_ROWS), find: state.find });
  const window = /** @type {Window} */ (await callBook('GET', `/${encodeURIComponent(state.sheet)}/window?${query}`));
  if (own !== turn) return false;
  if (state.from > 0 && state.from >= window.found) {
    state.from = Math.max(0, Math.ceil(window.found / PAGE_ROWS - 1) * PAGE_ROWS);
    return read();
  }
  Object.assign(state, { book, window });
  return true;
}

/**
 * Does something as people with the sheet do.
 * @param {string} method
 * @param {string} path
 * @param {object} [body] - the worksheet is added
 */
export function change(method, path, body = {}) {
  return callBook(method, path, { worksheet: state.sheet, ...body });
}

/**
 * Does something to the chosen worksheet, by an address of its own.
 * @param {string} method
 * @param {'access' | 'filter'} what
 * @param {object} [body]
 */
export function changeSheet(method, what, body = {}) {
  return callBook(method, `/${encodeURIComponent(state.sheet)}/${what}`, body);
}

/**
 * The distinct texts of a column.
 * @param {number} column - 0-based
 * @returns {Promise<string[]>}
 */
export async function valuesOf(column) {
  const path = `/${encodeURIComponent(state.sheet)}/values?${new URLSearchParams({ column: letters(column) })}`;
  return /** @type {{ values: string[] }} */ (await callBook('GET', path)).values;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
function callBook(method, path, body) {
  const separator = path.includes('?') ? '&' : '?';
  return call(method, `/sheets/people${path}${separator}${new URLSearchParams({ spreadsheetId: state.bookId })}`, body);
}

/** `0` is A. @param {number} index @returns {string} */
export function letters(index) {
  return (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** @param {Cell | undefined} cell */
export function textOf(cell) {
  return cell === undefined ? '' : typeof cell === 'object' ? cell.formula : String(cell);
}

/** The name of a column: its heading, else its letter. @param {number} index */
export function columnName(index) {
  return textOf(state.window?.headings[index]) || letters(index);
}

/**
 * The range that protects a cell.
 * @param {number} row - 1-based
 * @param {number} column - 0-based
 */
export function protectionOf(row, column) {
  return state.window?.protectedRanges.find(
    ({ startRowIndex = 0, endRowIndex = Infinity, startColumnIndex = 0, endColumnIndex = Infinity }) =>
      row > startRowIndex && row <= endRowIndex && column >= startColumnIndex && column < endColumnIndex,
  );
}

/** `B2:D`, as people write ranges. @param {ProtectedRange} range */
export function rangeName({ startRowIndex = 0, endRowIndex, startColumnIndex, endColumnIndex }) {
  // A range of whole columns is named by its letters alone.
  const hasRows = startRowIndex > 0 || endRowIndex !== undefined;
  const from = (startColumnIndex === undefined ? '' : letters(startColumnIndex)) + (hasRows ? startRowIndex + 1 : '');
  const to = (endColumnIndex === undefined ? '' : letters(endColumnIndex - 1)) + (endRowIndex ?? '');
  if (from === '' && to === '') return '';
  return from === to && hasRows ? from : `${from}:${to}`;
}
