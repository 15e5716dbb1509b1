import { make } from '../common/dom.js';
import { t } from '../console/language.js';
import { card, emptyBlock, facts, fill, labelled } from '../console/parts.js';
import { call } from '../console/session.js';
import { share } from './words.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/explain').explainAnswer>} Explanation */

/** Why the model gives a text its label. */
export function explainCard() {
  const answer = make('div', { class: 'explained', 'aria-live': 'polite' });
  const text = make('textarea', { name: 'text', rows: 2, required: true, maxlength: 8_000 });
  const solving = make('input', { name: 'solving', maxlength: 8_000, autocomplete: 'off' });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const body = { tech_raw_text: text.value, ...(solving.value.trim() !== '' && { solving: solving.value }) };
    void fill(answer, async () => drawn(/** @type {Explanation} */ (await call('POST', '/api/model/explain', body))));
  };
  return card(
    t('explain'),
    make(
      'form',
      { class: 'explain', onsubmit: submit },
      labelled(t('problem'), text),
      labelled(t('solvingOptional'), solving),
      make('button', { type: 'submit', class: 'primary' }, t('explainIt')),
    ),
    answer,
  );
}

/** @param {Explanation} found */
function drawn({ label, confidence, top, words, linear, trees }) {
  if (label === null) return emptyBlock(t('knowsNothing'));
  const term = (/** @type {Explanation['linear'][number]} */ { term: name, contribution }) => ({
    name,
    value: contribution,
  });
  return [
    facts([
      [t('label'), make('b', {}, label), ` ${share(confidence)}`],
      [
        t('nextGuesses'),
        top
          .slice(1)
          .map((one) => `${one.label} ${share(one.confidence)}`)
          .join(' · ') || '–',
      ],
    ]),
    make(
      'div',
      { class: 'cards' },
      bars(
        t('byWords'),
        words.map(({ word, influence }) => ({ name: word, value: influence })),
      ),
      bars(t('byTrees'), trees.map(term)),
      bars(t('byLinear'), linear.map(term)),
    ),
  ];
}

/**
 * Bars to the right speak for the label, to the left against it.
 * @param {string} title
 * @param {readonly { name: string, value: number }[]} entries
 */
function bars(title, entries) {
  const most = Math.max(1e-9, ...entries.map(({ value }) => Math.abs(value)));
  return make(
    'div',
    {},
    make('h4', {}, title),
    entries.length === 0
      ? make('p', { class: 'faint' }, t('noContribution'))
      : make('ul', { class: 'bars', 'aria-label': title }, ...entries.map((entry) => bar(entry, most))),
  );
}

/**
 * @param {{ name: string, value: number }} entry
 * @param {number} most
 */
function bar({ name, value }, most) {
  const fillBar = make('span', { class: `fill ${value >= 0 ? 'for' : 'against'}` });
  fillBar.style.width = `${(50 * Math.abs(value)) / most}%`;
  return make(
    'li',
    {},
    make('code', {}, name.replaceAll(' ', '␣')),
    make('span', { class: 'track', 'aria-hidden': 'true' }, fillBar),
    make('span', { class: 'figure' }, `${value >= 0 ? '+' : ''}${share(value)}`),
  );
}
