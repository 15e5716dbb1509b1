/** Script of the spreadsheet page. Plain browser code; all cell text is set with textContent. */
export const PAGE_SCRIPT = `'use strict';
const PAGE_ROWS = 100;
const query = new URLSearchParams(location.search);
const spreadsheet = query.get('spreadsheetId') ? '?spreadsheetId=' + encodeURIComponent(query.get('spreadsheetId')) : '';
const state = { sheet: query.get('worksheet'), from: 0, find: '', sort: null, turn: 0 };
const element = (id) => document.getElementById(id);

async function call(path, options) {
  const separator = path.includes('?') ? '&' : '?';
  const response = await fetch(path + (spreadsheet ? separator + spreadsheet.slice(1) : ''), options);
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Error((answer && answer.error) || 'HTTP ' + response.status);
  return answer;
}

function change(method, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  return call(path, { method, headers, body: JSON.stringify(body) }).then(load).catch(tell);
}

function tell(error) {
  const problem = element('problem');
  problem.hidden = !error;
  problem.textContent = error ? error.message : '';
}

function make(name, text, attributes) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  return made;
}

function letters(index) {
  return (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

async function load() {
  const turn = ++state.turn;
  try {
    const { worksheets } = await call('/sheets/people');
    if (!worksheets.some((sheet) => sheet.title === state.sheet)) {
      const named = worksheets.find((sheet) => sheet.title === 'Logs');
      state.sheet = (named || worksheets[0]).title;
    }
    const path = '/sheets/people/' + encodeURIComponent(state.sheet) + '/window';
    const page = await call(path + '?' + new URLSearchParams({ from: state.from, limit: PAGE_ROWS, find: state.find }));
    if (turn !== state.turn || document.querySelector('td.editing')) return;
    if (state.from > 0 && state.from >= page.found) {
      state.from = Math.max(0, Math.ceil(page.found / PAGE_ROWS - 1) * PAGE_ROWS);
      return load();
    }
    showTabs(worksheets);
    showRows(page);
    tell(null);
  } catch (error) {
    if (turn === state.turn) tell(error);
  }
}

function showTabs(worksheets) {
  const focused = document.activeElement && document.activeElement.closest('#tabs');
  element('tabs').replaceChildren(
    ...worksheets.map((sheet) => {
      const isShown = sheet.title === state.sheet;
      const note = (sheet.access === 'edit' ? '' : ' (' + sheet.access + ')') + (sheet.isFiltered ? ' ▽' : '');
      const tab = make('button', sheet.title + note, { type: 'button', role: 'tab', 'aria-selected': String(isShown) });
      tab.addEventListener('click', () => {
        Object.assign(state, { sheet: sheet.title, from: 0, sort: null });
        load();
      });
      return tab;
    }),
  );
  if (focused) element('tabs').querySelector('[aria-selected="true"]').focus();
}

function showRows(page) {
  const head = make('tr');
  head.append(make('th', '', { 'aria-label': 'Row' }));
  for (let index = 0; index < page.columnCount; index += 1) head.append(heading(page.headings[index], index));
  element('head').replaceChildren(head);
  element('body').replaceChildren(
    ...page.rows.map(({ row, cells }) => {
      const line = make('tr');
      line.append(make('th', String(row), { scope: 'row' }));
      for (let index = 0; index < page.columnCount; index += 1) line.append(cellOf(row, index, cells[index]));
      return line;
    }),
  );
  const last = state.from + page.rows.length;
  element('count').textContent =
    page.total + (page.total === 1 ? ' row' : ' rows') + (state.find ? ', ' + page.found + ' found' : '');
  element('range').textContent = page.rows.length ? state.from + 1 + '–' + last + ' of ' + page.found : 'no rows';
  element('previous').disabled = state.from === 0;
  element('next').disabled = last >= page.found;
}

function heading(text, index) {
  const isSorted = state.sort && state.sort.column === index;
  const cell = make('th', undefined, { scope: 'col' });
  if (isSorted) cell.setAttribute('aria-sort', state.sort.descending ? 'descending' : 'ascending');
  const label = (text === undefined || text === '' ? letters(index) : String(text)) + (isSorted ? (state.sort.descending ? ' ↓' : ' ↑') : '');
  const button = make('button', label, { type: 'button', title: 'Sort by column ' + letters(index) });
  button.addEventListener('click', () => {
    const descending = Boolean(isSorted && !state.sort.descending);
    state.sort = { column: index, descending };
    change('POST', '/sheets/people/sort', { worksheet: state.sheet, column: index + 1, descending });
  });
  cell.append(button);
  return cell;
}

function cellOf(row, index, value) {
  const shown = value === undefined ? '' : typeof value === 'object' ? value.formula : String(value);
  const cell = make('td', undefined, { tabindex: '0', 'data-row': row, 'data-column': letters(index) });
  if (typeof value === 'number') cell.className = 'number';
  cell.append(make('div', shown));
  const start = () => edit(cell, row, index, value, shown);
  cell.addEventListener('click', start);
  cell.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target === cell) {
      event.preventDefault();
      start();
    }
  });
  return cell;
}

/** What was a number stays one, if it still reads as one. */
function typed(text, before) {
  if (text === '') return null;
  if (typeof before === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (typeof before === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

function edit(cell, row, index, before, shown) {
  if (cell.classList.contains('editing')) return;
  cell.classList.add('editing');
  const area = make('textarea', undefined, { 'aria-label': 'Row ' + row + ', column ' + letters(index) });
  area.value = shown;
  cell.replaceChildren(area);
  area.focus();
  area.select();
  let isDone = false;
  const end = (isKept) => {
    if (isDone) return;
    isDone = true;
    cell.classList.remove('editing');
    cell.replaceChildren(make('div', isKept ? area.value : shown));
    if (!isKept || area.value === shown) return void load();
    change('POST', '/sheets/people/edits', { worksheet: state.sheet, row, column: index + 1, value: typed(area.value, before) });
  };
  area.addEventListener('blur', () => end(true));
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end(false);
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      end(true);
    }
  });
}

function later(action, ms) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, ms);
  };
}

element('find').addEventListener('input', later(() => {
  Object.assign(state, { find: element('find').value, from: 0 });
  load();
}, 200));
element('previous').addEventListener('click', () => {
  state.from = Math.max(0, state.from - PAGE_ROWS);
  load();
});
element('next').addEventListener('click', () => {
  state.from += PAGE_ROWS;
  load();
});
const reload = later(load, 200);
const events = new EventSource('/events');
events.addEventListener('open', reload);
events.addEventListener('message', (message) => {
  if (JSON.parse(message.data).service === 'sheets') reload();
});
load();
`;
