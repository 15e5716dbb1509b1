import { byId, make } from '../common/dom.js';
import { icon } from '../common/icons.js';
import { t } from '../shared/language.js';
import { columnName, letters, protectionOf, state, textOf } from './book.js';
import { editCell, isEditing } from './edit-cell.js';

/** @typedef {import('./book.js').Cell} Cell */
/**
 * @typedef {object} GridActions
 * @property {(column: number, button: HTMLElement) => void} columnMenu
 * @property {(row: number, button: HTMLElement) => void} rowMenu
 * @property {(row: number, column: number, text: string, before: Cell | undefined) => void} write
 * @property {() => void} afterEdit
 */

/** More changes at once than this are a sort or an insert, and nothing is marked. */
const MARKED_AT_MOST = 40;
const PAGE_STEP = 10;

/** Where the focus is: row 1 are the headings, column -1 the row numbers. */
const place = { row: 2, column: 0 };
/** Texts last drawn, to mark what changed. @type {Map<string, string>} */
let shown = new Map();
let shownSheet = '';

/** @param {GridActions} actions */
export function cellGrid(actions) {
  const grid = byId('grid');

  grid.addEventListener('keydown', (event) => onKey(event, actions));
  grid.addEventListener('focusin', ({ target }) => {
    const at = target instanceof HTMLElement ? placeOf(target) : null;
    if (!at) return;
    Object.assign(place, at);
    makeEntry();
    tellCell();
  });

  return {
    draw() {
      const { window } = state;
      if (!window || isEditing()) return;
      const hadFocus = grid.contains(document.activeElement);
      const columns = Array.from({ length: window.columnCount }, (_, index) => index);
      byId('head').replaceChildren(
        make('tr', {}, make('td', { class: 'corner' }), ...columns.map((column) => drawHeading(column, actions))),
      );
      const next = new Map(
        window.rows.flatMap(({ row, cells }) =>
          columns.map((column) => /** @type {[string, string]} */ ([`${row}/${column}`, textOf(cells[column])])),
        ),
      );
      const changed = changesFrom(next);
      byId('body').replaceChildren(
        ...window.rows.map(({ row, cells }) =>
          make(
            'tr',
            {},
            drawRowNumber(row, actions),
            ...columns.map((column) => drawCell(row, column, cells[column], changed.has(`${row}/${column}`), actions)),
          ),
        ),
      );
      shown = next;
      shownSheet = state.sheet;
      grid.setAttribute('aria-rowcount', String(window.found + 1));
      makeEntry();
      if (hadFocus) entry()?.focus({ preventScroll: true });
      tellCell();
    },
    focus: () => entry()?.focus(),
  };
}

/** @param {Map<string, string>} next */
function changesFrom(next) {
  if (shownSheet !== state.sheet || shown.size === 0) return new Set();
  const changed = [...next].filter(([key, text]) => shown.get(key) !== text).map(([key]) => key);
  return new Set(changed.length <= MARKED_AT_MOST ? changed : []);
}

/**
 * @param {number} column
 * @param {GridActions} actions
 */
function drawHeading(column, { columnMenu }) {
  const isSorted = state.sort?.column === column;
  const direction = state.sort?.isDescending ? 'descending' : 'ascending';
  const isFiltered = state.window?.filtered[String(column)] !== undefined;
  const button = make(
    'button',
    {
      type: 'button',
      tabindex: -1,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      title: t('columnTitle', { letter: letters(column) }),
      onclick: () => columnMenu(column, button),
    },
    make('span', {}, columnName(column)),
    isSorted && make('span', { 'aria-hidden': 'true' }, state.sort?.isDescending ? ' ↓' : ' ↑'),
    isFiltered && make('span', { class: 'visually-hidden' }, ` (${t('filtered')})`),
    isFiltered && icon('filter'),
    protectionOf(2, column) && icon('lock'),
    icon('down'),
  );
  return make(
    'th',
    { scope: 'col', 'data-row': 1, 'data-column': letters(column), 'aria-sort': isSorted && direction },
    button,
  );
}

/**
 * @param {number} row
 * @param {GridActions} actions
 */
function drawRowNumber(row, { rowMenu }) {
  const button = make(
    'button',
    {
      type: 'button',
      tabindex: -1,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': t('row', { row }),
      onclick: () => rowMenu(row, button),
    },
    String(row),
  );
  return make('th', { scope: 'row', 'data-row': row, 'data-column': '' }, button);
}

/**
 * @param {number} row
 * @param {number} column
 * @param {Cell | undefined} value
 * @param {boolean} isChanged
 * @param {GridActions} actions
 */
function drawCell(row, column, value, isChanged, actions) {
  const isLocked = protectionOf(row, column) !== undefined;
  const classes = [typeof value === 'number' && 'number', isLocked && 'locked', isChanged && 'changed']
    .filter(Boolean)
    .join(' ');
  const cell = make(
    'td',
    {
      class: classes || null,
      tabindex: -1,
      'data-row': row,
      'data-column': letters(column),
      ondblclick: () => startEdit(cell, actions),
    },
    make('div', {}, make('bdi', {}, textOf(value))),
  );
  return cell;
}

/**
 * @param {HTMLElement} cell
 * @param {GridActions} actions
 * @param {string} [typed] - takes the place of what is there
 */
function startEdit(cell, { write, afterEdit }, typed) {
  const at = placeOf(cell);
  if (!at) return;
  const before = valueAt(at.row, at.column);
  editCell(cell, {
    text: typed ?? textOf(before),
    label: t('cellOf', { row: at.row, column: columnName(at.column) }),
    isSelected: typed === undefined,
    done: (text, move) => {
      place.row = Math.max(1, place.row);
      if (text !== null && text !== textOf(before)) write(at.row, at.column, text, before);
      else afterEdit();
      step(move.rows, move.columns);
      entry()?.focus();
    },
  });
}

/** Renames a heading where it stands. @param {number} column @param {GridActions} actions */
export function renameHeading(column, actions) {
  const cell = byId('head').querySelector(`[data-column="${letters(column)}"]`);
  if (cell instanceof HTMLElement) startEdit(cell, actions);
}

/**
 * @param {number} row
 * @param {number} column
 */
function valueAt(row, column) {
  const { window } = state;
  return row === 1 ? window?.headings[column] : window?.rows.find((line) => line.row === row)?.cells[column];
}

/**
 * @param {KeyboardEvent} event
 * @param {GridActions} actions
 */
function onKey(event, actions) {
  if (isEditing() || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const cell = target.closest('td, th');
  if (!(cell instanceof HTMLElement)) return;
  const rows = state.window?.rows ?? [];
  const isCommand = event.ctrlKey || event.metaKey;
  const isData = cell.matches('td');
  if (event.key === 'ArrowDown') step(1, 0);
  else if (event.key === 'ArrowUp') step(-1, 0);
  else if (event.key === 'ArrowRight') step(0, 1);
  else if (event.key === 'ArrowLeft') step(0, -1);
  else if (event.key === 'PageDown') step(PAGE_STEP, 0);
  else if (event.key === 'PageUp') step(-PAGE_STEP, 0);
  else if (event.key === 'Home') step(isCommand ? -rows.length : 0, -Infinity);
  else if (event.key === 'End') step(isCommand ? rows.length : 0, Infinity);
  else if (isData && (event.key === 'Enter' || event.key === 'F2')) startEdit(cell, actions);
  else if (isData && (event.key === 'Delete' || event.key === 'Backspace')) {
    const at = placeOf(cell);
    if (at) actions.write(at.row, at.column, '', valueAt(at.row, at.column));
  } else if (isData && event.key.length === 1 && !isCommand && event.key !== '?' && event.key !== '/')
    startEdit(cell, actions, event.key);
  else return;
  event.preventDefault();
  if (!isEditing()) entry()?.focus();
}

/**
 * Moves the place by rows as they are shown, and columns.
 * @param {number} down
 * @param {number} right
 */
function step(down, right) {
  const numbers = [1, ...(state.window?.rows ?? []).map(({ row }) => row)];
  const at = Math.max(0, numbers.indexOf(place.row));
  place.row = numbers[Math.max(0, Math.min(at + down, numbers.length - 1))] ?? 1;
  const last = (state.window?.columnCount ?? 1) - 1;
  // Row numbers stand left of column A; the headings have none.
  place.column = Math.max(place.row === 1 ? 0 : -1, Math.min(place.column + right, last));
  if (right === -Infinity) place.column = 0;
}

/** @returns {HTMLElement | null} */
function entry() {
  const column = place.column < 0 ? '' : letters(place.column);
  const cell = byId('grid').querySelector(`[data-row="${place.row}"][data-column="${column}"]`);
  return cell instanceof HTMLTableCellElement ? (cell.querySelector('button') ?? cell) : null;
}

/** One cell at a time is reached by Tab. */
function makeEntry() {
  if (!entry()) step(0, 0);
  for (const former of byId('grid').querySelectorAll('[tabindex="0"]')) former.setAttribute('tabindex', '-1');
  entry()?.setAttribute('tabindex', '0');
}

/** @param {HTMLElement} inside */
function placeOf(inside) {
  const cell = inside.closest('[data-row]');
  if (!(cell instanceof HTMLElement)) return null;
  const name = cell.dataset['column'] ?? '';
  const column = [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(cell.dataset['row']), column };
}

/** The whole text of the cell one is at. */
function tellCell() {
  const { row, column } = place;
  const isCell = column >= 0 && (state.window?.rows.length ?? 0) > 0;
  byId('cell-name').textContent = isCell ? `${letters(column)}${row}` : '';
  byId('cell-text').textContent = isCell ? textOf(valueAt(row, column)) : '';
}
