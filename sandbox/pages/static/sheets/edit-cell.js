import { make } from '../common/dom.js';

/** @typedef {{ rows: number, columns: number }} Move */

let editing = false;

/** Whether a cell is being written: nothing may be drawn anew meanwhile. */
export function isEditing() {
  return editing;
}

/**
 * Puts a field into a cell. Enter, Tab and leaving keep what is written, Escape does not.
 * @param {HTMLElement} cell
 * @param {{ text: string, label: string, isSelected: boolean, done: (text: string | null, move: Move) => void }} how
 *   `done` gets null where nothing is to be kept, and where to go on
 */
export function editCell(cell, { text, label, isSelected, done }) {
  if (editing) return;
  editing = true;
  const field = make('textarea', { 'aria-label': label, rows: 1 });
  field.value = text;
  cell.classList.add('editing');
  cell.replaceChildren(field);
  field.focus();
  if (isSelected) field.select();

  const end = (/** @type {boolean} */ isKept, /** @type {Move} */ move = { rows: 0, columns: 0 }) => {
    if (!editing) return;
    editing = false;
    cell.classList.remove('editing');
    // What was written stays in sight until it comes back from the sandbox.
    cell.replaceChildren(make('div', {}, isKept ? field.value : text));
    done(isKept ? field.value : null, move);
  };
  field.addEventListener('blur', () => end(true));
  field.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Escape') end(false);
    else if (event.key === 'Enter' && !event.shiftKey) end(true, { rows: 1, columns: 0 });
    else if (event.key === 'Tab') end(true, { rows: 0, columns: event.shiftKey ? -1 : 1 });
    else return;
    event.preventDefault();
  });
}
