import { afterQuiet, make } from '../common/dom.js';
import { t } from '../console/language.js';
import { labelled } from '../console/parts.js';
import { call, page } from '../console/session.js';
import { PHASES, SLA_WORDS, SOURCES } from './words.js';

/** @typedef {import('./words.js').ListedTicket} ListedTicket */

/** What the list is narrowed by, as the API takes it. */
const FIELDS = /** @type {const} */ (['phase', 'sla', 'source', 'group', 'label', 'app']);

/** @typedef {Partial<Record<typeof FIELDS[number], string>>} Filter */

/** The filter in the page's address, so that it can be kept and passed on. @returns {Filter} */
export function filterOfAddress() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(FIELDS.flatMap((name) => (given.get(name) ? [[name, given.get(name)]] : [])));
}

/**
 * @param {Filter} filter
 * @param {Record<string, string | number>} [more]
 */
export function queryOf(filter, more = {}) {
  const given = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== '' && value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/**
 * Whether a ticket belongs to the filtered list.
 * @param {ListedTicket} ticket
 * @param {Filter} filter
 */
export function fits(ticket, filter) {
  const has = { ...ticket, source: ticket.source };
  return FIELDS.every((name) => !filter[name] || has[name] === filter[name]);
}

/**
 * The fields of the filter. The list follows each choice at once, typing after a moment.
 * @param {Filter} filter
 * @param {(filter: Filter) => void} onChange
 */
export function filterForm(filter, onChange) {
  const { groups, appCodes } = page();
  const labels = make('datalist', { id: 'labels' });
  const form = make(
    'form',
    { class: 'filters', 'aria-label': t('filter'), onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    labelled(
      t('phase'),
      choice(
        'phase',
        options(PHASES, (one) => t(`phase_${one}`)),
      ),
    ),
    labelled(
      t('sla'),
      choice(
        'sla',
        options(SLA_WORDS, (one) => t(`sla_${one}`)),
      ),
    ),
    labelled(
      t('source'),
      choice(
        'source',
        options(SOURCES, (one) => t(`source_${one}`)),
      ),
    ),
    labelled(
      t('group'),
      choice(
        'group',
        options(groups, (one) => one),
      ),
    ),
    labelled(
      t('app'),
      choice(
        'app',
        options(appCodes, (one) => one),
      ),
    ),
    labelled(
      t('label'),
      make('input', { name: 'label', type: 'search', list: 'labels', autocomplete: 'off', maxlength: 200 }),
    ),
    make('button', { type: 'reset', class: 'quiet' }, t('clearFilter')),
    labels,
  );
  for (const name of FIELDS) {
    const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));
    field.value = filter[name] ?? '';
  }
  const changed = () => {
    const given = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
    onChange(Object.fromEntries(given.filter(([, value]) => value !== '')));
  };
  form.addEventListener('change', changed);
  form.addEventListener('input', afterQuiet(changed, 400));
  form.addEventListener('reset', () => setTimeout(changed));
  void suggestLabels(labels);
  return form;
}

/** @param {HTMLElement} list - names to choose from; without them any can still be typed */
async function suggestLabels(list) {
  try {
    const { items } = /** @type {{ items: { label: string }[] }} */ (await call('GET', '/api/labels'));
    list.replaceChildren(...items.map(({ label }) => make('option', { value: label })));
  } catch {
    list.replaceChildren();
  }
}

/**
 * @param {string} name
 * @param {HTMLOptionElement[]} given
 */
function choice(name, given) {
  return make('select', { name }, make('option', { value: '' }, t('any')), ...given);
}

/**
 * @template {string} T
 * @param {readonly T[]} values
 * @param {(value: T) => string} say
 */
function options(values, say) {
  return values.map((value) => make('option', { value }, say(value)));
}
