import { attempt } from '../shared/api.js';
import { byId, byIdAs, make } from '../common/dom.js';
import { t } from '../shared/language.js';
import { changeSheet, columnName, letters, state, valuesOf } from './book.js';

/** Which texts of which column are asked about. @type {{ column: number, values: string[] }} */
let asked = { column: 0, values: [] };
/** What is not to be seen of them. @type {Set<string>} */
let hidden = new Set();

/**
 * The dialog in which people choose the texts of a column to see.
 * @param {() => void} onDone
 */
export function filterDialog(onDone) {
  const dialog = byIdAs('filter', HTMLDialogElement);
  const find = byIdAs('filter-find', HTMLInputElement);

  const matching = () => asked.values.filter((value) => value.toLowerCase().includes(find.value.trim().toLowerCase()));
  const draw = () => byId('filter-values').replaceChildren(...matching().map(drawValue));
  const set = (/** @type {boolean} */ isShown) => {
    for (const value of matching()) {
      if (isShown) hidden.delete(value);
      else hidden.add(value);
    }
    draw();
  };
  find.addEventListener('input', draw);
  byId('filter-all').addEventListener('click', () => set(true));
  byId('filter-none').addEventListener('click', () => set(false));
  byIdAs('filter-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    dialog.close();
    const body = { column: letters(asked.column), hiddenValues: [...hidden] };
    void attempt(() => changeSheet('POST', 'filter', body)).then(onDone);
  });

  return {
    /** @param {number} column */
    ask: (column) =>
      attempt(async () => {
        asked = { column, values: await valuesOf(column) };
        hidden = new Set(state.window?.filtered[String(column)] ?? []);
        find.value = '';
        byId('filter-title').textContent = t('filterBy', { column: columnName(column) });
        draw();
        dialog.showModal();
      }),
  };
}

/** @param {string} value */
function drawValue(value) {
  const box = make('input', { type: 'checkbox', checked: !hidden.has(value) });
  box.addEventListener('change', () => {
    if (box.checked) hidden.delete(value);
    else hidden.add(value);
  });
  return make('li', {}, make('label', {}, box, make('span', {}, value === '' ? t('blankCell') : value.slice(0, 200))));
}
