import { make } from '../common/dom.js';
import { t } from './language.js';

/** @typedef {import('../common/dom.js').Child} Child */

let opened = 0;

/**
 * Asks in a dialog; the browser keeps the focus within and gives it back afterwards.
 * @param {{ title: string, content: readonly Child[], confirm: string, tone?: 'bad' }} question
 * @returns {Promise<FormData | null>} what was filled in; null: called off
 */
export function ask({ title, content, confirm, tone }) {
  opened += 1;
  const id = `dialog-${opened}`;
  const before = document.activeElement;
  return new Promise((resolve) => {
    const form = make(
      'form',
      { method: 'dialog' },
      make('h2', { id }, title),
      ...content,
      make(
        'p',
        { class: 'dialog-end' },
        make('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, t('cancel')),
        make('button', { type: 'submit', class: `primary ${tone ?? ''}` }, confirm),
      ),
    );
    /** @type {FormData | null} */
    let given = null;
    form.addEventListener('submit', () => (given = new FormData(form)));
    const dialog = make('dialog', { 'aria-labelledby': id }, form);
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(given);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
