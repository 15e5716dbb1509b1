import { attempt, listen } from '../shared/api.js';
import { afterQuiet, byId, byIdAs, isTyping, make } from '../common/dom.js';
import { countFaults, openFrame } from '../shared/frame.js';
import { icon } from '../common/icons.js';
import { t } from '../shared/language.js';
import { openMenu } from '../common/menu.js';
import { change, changeSheet, columnName, letters, PAGE_ROWS, rangeName, read, state } from './book.js';
import { isEditing } from './edit-cell.js';
import { filterDialog } from './filter.js';
import { cellGrid, renameHeading } from './grid.js';

/** @typedef {import('./book.js').Cell} Cell */
/** @typedef {import('./book.js').Access} Access */

await openFrame('sheets');
byId('previous').append(icon('back'));
byId('next').append(icon('back'));
byId('keys').replaceChildren(...keyRows());

/** @type {import('./grid.js').GridActions} */
const actions = { columnMenu, rowMenu, write, afterEdit: load };
const grid = cellGrid(actions);
const filter = filterDialog(load);

function load() {
  void attempt(async () => {
    if (!(await read()) || isEditing()) return;
    drawBooks();
    drawTabs();
    drawNotes();
    grid.draw();
    drawCounts();
  });
}

/** @param {() => Promise<unknown>} action */
function act(action) {
  void attempt(action).then(load);
}

/**
 * @param {number} row
 * @param {number} column
 * @param {string} text
 * @param {Cell | undefined} before
 */
function write(row, column, text, before) {
  act(() => change('POST', '/edits', { row, column: column + 1, value: typed(text, before) }));
}

/**
 * What was a number or a yes and no stays one, if it still reads as one.
 * @param {string} text
 * @param {Cell | undefined} before
 */
function typed(text, before) {
  if (text === '') return null;
  if (typeof before === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (typeof before === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

/**
 * @param {number} column
 * @param {HTMLElement} button
 */
function columnMenu(column, button) {
  const sort = (/** @type {boolean} */ isDescending) => () => {
    state.sort = { column, isDescending };
    act(() => change('POST', '/sort', { column: column + 1, descending: isDescending }));
  };
  const isFiltered = state.window?.filtered[String(column)] !== undefined;
  const letter = letters(column);
  const protect = (/** @type {object} */ range) => () =>
    act(() => changeSheet('PUT', 'access', { mode: state.window?.access ?? 'edit', ...range }));
  openMenu(button, t('columnMenu', { column: columnName(column) }), [
    { text: t('sortUp'), run: sort(false) },
    { text: t('sortDown'), run: sort(true) },
    { text: t('filterValues'), run: () => filter.ask(column) },
    {
      text: t('filterClear'),
      isOff: !isFiltered,
      run: () => act(() => changeSheet('POST', 'filter', { column: letter, hiddenValues: [] })),
    },
    { text: t('rename'), run: () => renameHeading(column, actions) },
    { text: t('protectColumn'), run: protect({ protectedRange: `${letter}:${letter}` }) },
    { text: t('unprotect'), isOff: !isProtected(), run: protect({}) },
  ]);
}

const isProtected = () => state.window?.protectedRanges.some(({ by }) => by === 'people') ?? false;

/**
 * @param {number} row
 * @param {HTMLElement} button
 */
function rowMenu(row, button) {
  openMenu(button, t('row', { row }), [
    { text: t('insertAbove'), run: () => act(() => change('POST', '/rows', { at: row, count: 1 })) },
    { text: t('insertBelow'), run: () => act(() => change('POST', '/rows', { at: row + 1, count: 1 })) },
    { text: t('deleteRow'), run: () => act(() => change('DELETE', '/rows', { at: row, count: 1 })) },
  ]);
}

function drawBooks() {
  const books = byIdAs('books', HTMLSelectElement);
  const all = state.book?.spreadsheets ?? [];
  books.hidden = all.length < 2;
  books.replaceChildren(
    ...all.map(({ id, title }) => make('option', { value: id, selected: id === state.bookId }, title)),
  );
  byId('book-title').textContent = state.book?.title ?? '';
}

function drawTabs() {
  const tabs = byId('tabs');
  const hadFocus = tabs.contains(document.activeElement);
  tabs.replaceChildren(
    ...(state.book?.worksheets ?? []).map(({ title, rows, access, isFiltered }) => {
      const isShown = title === state.sheet;
      return make(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: isShown && 'tab-current',
          'aria-selected': String(isShown),
          'aria-controls': isShown && 'panel',
          tabindex: isShown ? 0 : -1,
          onclick: () => chooseSheet(title),
        },
        title,
        make('small', {}, String(Math.max(0, rows - 1))),
        isFiltered && icon('filter'),
        access !== 'edit' && icon('lock'),
      );
    }),
  );
  if (hadFocus) byId('tab-current').focus();
}

/** @param {string} title */
function chooseSheet(title) {
  Object.assign(state, { sheet: title, from: 0, sort: null });
  const query = new URLSearchParams({ spreadsheetId: state.bookId, worksheet: title });
  history.replaceState(null, '', `?${query}`);
  load();
}

/** What people should know of the worksheet: who may write, what is protected, what is hidden. */
function drawNotes() {
  const { window } = state;
  if (!window) return;
  byId('access').replaceChildren(icon('lock'), make('span', {}, t(accessWord(window.access))));
  const filters = Object.keys(window.filtered).map((column) => columnName(Number(column)));
  const notes = [
    ...window.protectedRanges.map((range) => {
      const name = rangeName(range) || t('wholeSheet');
      return t(range.by === 'people' ? 'protectedByPeople' : 'protectedByService', { range: name });
    }),
    ...(filters.length > 0 ? [t('filteredBy', { columns: filters.join(', '), count: window.hidden })] : []),
  ];
  byId('notes').hidden = notes.length === 0;
  byId('notes').replaceChildren(...notes.map((note) => make('span', {}, note)));
}

/** @param {Access} access */
function accessWord(access) {
  return /** @type {const} */ ({ edit: 'accessEdit', read: 'accessRead', none: 'accessNone' })[access];
}

function drawCounts() {
  const { window } = state;
  if (!window) return;
  const last = state.from + window.rows.length;
  const parts = [t(window.total === 1 ? 'rowCountOne' : 'rowCount', { count: window.total })];
  if (state.find !== '') parts.push(t('foundCount', { count: window.found }));
  byId('count').textContent = parts.join(', ');
  byId('range').textContent =
    window.rows.length > 0 ? t('rangeOf', { from: state.from + 1, to: last, all: window.found }) : '';
  byIdAs('previous', HTMLButtonElement).disabled = state.from === 0;
  byIdAs('next', HTMLButtonElement).disabled = last >= window.found;
  byId('blank').hidden = window.total > 0;
}

function keyRows() {
  /** @type {[keys: string, text: import('../shared/language.js').TextKey][]} */
  const rows = [
    ['← ↑ → ↓', 'keyCells'],
    ['Home End · Ctrl', 'keyEnds'],
    ['Enter · F2', 'keyEditCell'],
    ['Tab · Enter', 'keyKeepCell'],
    ['Esc', 'keyLeaveCell'],
    ['Delete', 'keyClearCell'],
    ['↑ · Enter', 'keyHeading'],
    ['/', 'keyFind'],
    ['?', 'keyHelp'],
  ];
  return rows.map(([keys, text]) =>
    make('tr', {}, make('th', { scope: 'row' }, make('kbd', {}, keys)), make('td', {}, t(text))),
  );
}

byId('tabs').addEventListener('keydown', (event) => {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const titles = (state.book?.worksheets ?? []).map(({ title }) => title);
  const goal = titles[(titles.indexOf(state.sheet) + step + titles.length) % titles.length];
  if (step === 0 || goal === undefined) return;
  event.preventDefault();
  chooseSheet(goal);
});
byIdAs('books', HTMLSelectElement).addEventListener('change', ({ target }) => {
  state.bookId = /** @type {HTMLSelectElement} */ (target).value;
  chooseSheet('');
});
byId('access').addEventListener('click', () => {
  const modes = /** @type {const} */ (['edit', 'read', 'none']);
  const range = state.window?.protectedRanges.find(({ by }) => by === 'people');
  const kept = range && { protectedRange: rangeName(range) };
  openMenu(
    byId('access'),
    t('access'),
    modes.map((mode) => ({
      text: t(accessWord(mode)),
      run: () => act(() => changeSheet('PUT', 'access', { mode, ...kept })),
    })),
  );
});
byId('find').addEventListener(
  'input',
  afterQuiet(() => {
    Object.assign(state, { find: byIdAs('find', HTMLInputElement).value, from: 0 });
    load();
  }, 200),
);
for (const [id, step] of /** @type {const} */ ([
  ['previous', -PAGE_ROWS],
  ['next', PAGE_ROWS],
])) {
  byId(id).addEventListener('click', () => {
    state.from = Math.max(0, state.from + step);
    byId('panel').scrollTop = 0;
    load();
  });
}
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || isTyping(event) || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  byId('find').focus();
});

const reload = afterQuiet(load, 100);
listen({
  onOpen: reload,
  onNews(event) {
    if (event['service'] === 'faults') void countFaults();
    if (event['service'] === 'sheets') reload();
  },
});
