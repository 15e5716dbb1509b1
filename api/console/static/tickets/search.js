import { isTyping, make } from '../common/dom.js';
import { t } from '../console/language.js';

/** Goes to a ticket by its number; `/` goes to the field. */
export function searchForm() {
  const field = make('input', {
    ...{ name: 'q', type: 'search', autocomplete: 'off', maxlength: 200, pattern: '\\s*-?\\d+-\\d+\\s*' },
    ...{ placeholder: t('searchPlaceholder'), 'aria-label': t('search'), title: t('searchPlaceholder') },
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || isTyping(event) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    field.focus();
  });
  return make(
    'form',
    {
      class: 'search',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        const text = field.value.trim();
        if (text !== '') location.assign(`/console/tickets/${text}`);
      },
    },
    field,
  );
}
