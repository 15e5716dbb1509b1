import { make } from '../common/dom.js';
import { t } from '../console/language.js';
import { fill } from '../console/parts.js';
import { call } from '../console/session.js';

/** Options shown at once; more are found by typing. */
const MOST = 60;

/**
 * Asks for any of the known labels: typing narrows, arrows move, Enter picks.
 * @param {string | null} guess - the label that the ticket has now
 * @returns {Promise<string | null>} null: called off
 */
export function pickLabel(guess) {
  const before = document.activeElement;
  return new Promise((resolve) => {
    /** @type {string | null} */
    let picked = null;
    /** @type {string[]} */
    let labels = [];
    let active = 0;
    const options = make('ul', { id: 'picker-options', class: 'options', role: 'listbox', 'aria-label': t('labels') });
    const field = make('input', {
      ...{
        type: 'text',
        role: 'combobox',
        autocomplete: 'off',
        'aria-label': t('findLabel'),
        placeholder: t('findLabel'),
      },
      ...{ 'aria-expanded': 'true', 'aria-controls': 'picker-options', 'aria-autocomplete': 'list' },
    });
    const note = make('p', { class: 'faint', role: 'status' });
    const place = make('div', {});
    const dialog = make(
      'dialog',
      { 'aria-labelledby': 'picker-title', class: 'picker' },
      make('h2', { id: 'picker-title' }, t('otherLabel')),
      place,
      make(
        'p',
        { class: 'dialog-end' },
        make('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, t('cancel')),
      ),
    );
    const choose = (/** @type {string} */ label) => {
      picked = label;
      dialog.close();
    };

    function found() {
      const words = field.value.toUpperCase().split(/\s+/).filter(Boolean);
      return labels.filter((label) => words.every((word) => label.toUpperCase().includes(word)));
    }

    function draw() {
      const all = found();
      active = Math.max(0, Math.min(active, Math.min(all.length, MOST) - 1));
      options.hidden = all.length === 0;
      options.replaceChildren(
        ...all.slice(0, MOST).map((label, at) =>
          make(
            'li',
            {
              ...{ id: `option-${at}`, role: 'option', 'aria-selected': String(at === active) },
              onclick: () => choose(label),
            },
            label,
            label === guess && ' •',
          ),
        ),
      );
      field.setAttribute('aria-activedescendant', all.length === 0 ? '' : `option-${active}`);
      options.children[active]?.scrollIntoView({ block: 'nearest' });
      note.textContent =
        all.length === 0 ? t('noLabelFound') : all.length > MOST ? t('moreLabels', { count: all.length - MOST }) : '';
    }

    field.addEventListener('input', () => {
      active = 0;
      draw();
    });
    field.addEventListener('keydown', (event) => {
      const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 });
      const step = steps[event.key];
      if (step !== undefined) active += step;
      const label = found()[active];
      if (event.key === 'Enter' && label !== undefined) choose(label);
      if (step === undefined && event.key !== 'Enter') return;
      event.preventDefault();
      draw();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(picked);
    });
    document.body.append(dialog);
    dialog.showModal();
    void fill(place, async () => {
      const { items } = /** @type {{ items: { label: string }[] }} */ (await call('GET', '/api/labels'));
      labels = items.map(({ label }) => label).sort();
      draw();
      return [field, options, note];
    }).then(() => field.focus());
  });
}
