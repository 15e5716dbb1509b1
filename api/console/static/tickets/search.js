import { isTyping, make } from '../common/dom.js';
import { t } from '../console/language.js';
import { emptyBlock, fill } from '../console/parts.js';
import { call } from '../console/session.js';
import { slaChip } from './words.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/ticket-search').foundTickets>} Found */

/**
 * Goes to a ticket by its id, or finds recorded ones by words of theirs; `/` goes to the field.
 * @param {HTMLElement} results
 */
export function searchForm(results) {
  const field = make('input', {
    ...{ name: 'q', type: 'search', autocomplete: 'off', maxlength: 200 },
    ...{ placeholder: t('searchPlaceholder'), 'aria-label': t('search') },
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || isTyping(event) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    field.focus();
  });
  const find = (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (/^-?\d+-\d+$/.test(text)) location.assign(`/console/tickets/${text}`);
    else if (text === '') results.replaceChildren();
    else void fill(results, async () => found(await call('GET', `/api/tickets/search?q=${encodeURIComponent(text)}`)));
  };
  field.addEventListener('input', () => {
    if (field.value === '') results.replaceChildren();
  });
  return make('form', { class: 'search', role: 'search', 'aria-label': t('search'), onsubmit: find }, field);
}

/** @param {Found} found */
function found({ items }) {
  if (items.length === 0) return emptyBlock(t('noneFound'), t('noneFoundHelp'));
  return make(
    'section',
    { class: 'card', 'aria-label': t('found') },
    make('h3', {}, t('found')),
    make(
      'ul',
      { class: 'found' },
      ...items.map(({ id, day, group, text, label, app, sla }) =>
        make(
          'li',
          {},
          id === null
            ? make('b', {}, '–')
            : make('a', { href: `/console/tickets/${id}` }, `#${/-(\d+)$/.exec(id)?.[1] ?? id}`),
          make('span', { class: 'faint' }, [day, group, app].filter(Boolean).join(' · ')),
          make('span', {}, slaChip(sla)),
          make('p', {}, text, label !== null && make('small', {}, label)),
        ),
      ),
    ),
  );
}
