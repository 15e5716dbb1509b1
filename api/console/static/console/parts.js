import { make } from '../common/dom.js';
import { t } from './language.js';

/** @typedef {import('../common/dom.js').Child} Child */

/** What stands while something is being read. */
export function loadingBlock() {
  return make('p', { class: 'state-block', role: 'status' }, make('span', { class: 'spinner' }), t('loading'));
}

/**
 * Nothing is there, and what to do about it.
 * @param {string} what
 * @param {string} [help]
 */
export function emptyBlock(what, help) {
  return make('div', { class: 'state-block' }, make('p', {}, make('b', {}, what)), help && make('p', {}, help));
}

/**
 * Something could not be read; it can be tried again.
 * @param {unknown} error
 * @param {() => unknown} again
 */
export function problemBlock(error, again) {
  return make(
    'div',
    { class: 'state-block problem', role: 'alert' },
    make('p', {}, error instanceof Error ? error.message : String(error)),
    make('p', {}, make('button', { type: 'button', class: 'quiet', onclick: again }, t('tryAgain'))),
  );
}

/**
 * Fills a place with what is read: first that it is being read, then the content, or what went wrong with a way to try again.
 * @param {HTMLElement} place
 * @param {() => Promise<Child | readonly Child[]>} read
 * @returns {Promise<void>}
 */
export async function fill(place, read) {
  const waiting = setTimeout(() => place.replaceChildren(loadingBlock()), 150);
  if (place.childElementCount === 0) place.replaceChildren(loadingBlock());
  try {
    const content = await read();
    place.replaceChildren(...[content].flat().flatMap((one) => one || []));
  } catch (error) {
    place.replaceChildren(problemBlock(error, () => fill(place, read)));
  } finally {
    clearTimeout(waiting);
  }
}

/**
 * A table that scrolls by itself where it is too wide. Cells are texts or elements.
 * @param {string} label
 * @param {readonly string[]} headings
 * @param {readonly (readonly Child[])[]} rows
 * @param {readonly number[]} [numeric] - columns whose values are figures
 */
export function table(label, headings, rows, numeric = []) {
  const kind = (/** @type {number} */ column) => ({ class: numeric.includes(column) && 'figure' });
  return make(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': label },
    make(
      'table',
      { class: 'rows' },
      make('thead', {}, make('tr', {}, ...headings.map((one, at) => make('th', { scope: 'col', ...kind(at) }, one)))),
      make('tbody', {}, ...rows.map((cells) => make('tr', {}, ...cells.map((cell, at) => make('td', kind(at), cell))))),
    ),
  );
}

/**
 * Names and values, one under the other.
 * @param {readonly (readonly [name: string, ...values: Child[]] | null | false)[]} pairs - left out where null
 */
export function facts(pairs) {
  return make(
    'dl',
    { class: 'facts' },
    ...pairs.flatMap((pair) => {
      if (!pair) return [];
      const [name, ...values] = pair;
      return [make('div', {}, make('dt', {}, name), make('dd', {}, ...values))];
    }),
  );
}

/**
 * A short word on a coloured ground.
 * @param {string} text
 * @param {'good' | 'bad' | 'warn' | 'plain'} [tone]
 */
export function chip(text, tone = 'plain') {
  return make('span', { class: `chip ${tone}` }, text);
}

/**
 * A part of the page under a heading of its own.
 * @param {string} title
 * @param {...Child} content
 */
export function card(title, ...content) {
  return make('section', { class: 'card', 'aria-label': title }, make('h3', {}, title), ...content);
}

let fields = 0;

/**
 * A field with its name above, and below what helps to fill it in.
 * @param {string} name
 * @param {HTMLElement} field
 * @param {string} [help]
 */
export function labelled(name, field, help) {
  fields += 1;
  const id = `field-${fields}`;
  field.id ||= id;
  if (help !== undefined) field.setAttribute('aria-describedby', `${id}-help`);
  return make(
    'div',
    { class: 'field' },
    make('label', { for: field.id }, name),
    field,
    help !== undefined && make('small', { id: `${id}-help` }, help),
  );
}
