import { attempt } from '../common/attempt.js';
import { make } from '../common/dom.js';
import { toast } from '../common/toast.js';
import { ask } from '../console/dialog.js';
import { t } from '../console/language.js';
import { card, table } from '../console/parts.js';
import { call, can } from '../console/session.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/labels').labelList>} LabelList */

/**
 * The labels that tickets may have; admins add some beside the model's.
 * @param {() => void} onDone
 */
export async function labelsCard(onDone) {
  const { items } = /** @type {LabelList} */ (await call('GET', '/api/labels'));
  const field = make('input', {
    name: 'label',
    required: true,
    maxlength: 200,
    autocomplete: 'off',
    'aria-label': t('newLabel'),
  });
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    await attempt(async () => {
      const answer = /** @type {{ label: string, outcome: string }} */ (
        await call('POST', '/api/labels', { label: field.value })
      );
      toast(t(answer.outcome === 'added' ? 'labelAdded' : 'labelKnown', { label: answer.label }));
      onDone();
    });
  };
  const added = items.filter(({ origin }) => origin === 'admin');
  const rows = added.map(({ label, addedBy, addedAt }) => [
    label,
    addedBy?.name ?? '',
    addedAt?.slice(0, 10) ?? '',
    can('admin')
      ? make(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'aria-label': `${t('remove')}: ${label}`,
            onclick: () => remove(label, onDone),
          },
          t('remove'),
        )
      : '',
  ]);
  return card(
    t('labels'),
    make('p', { class: 'faint' }, t('labelCounts', { model: items.length - added.length, added: added.length })),
    can('admin') &&
      make(
        'form',
        { class: 'actions', onsubmit: add },
        field,
        make('button', { type: 'submit', class: 'primary' }, t('add')),
      ),
    rows.length > 0 && table(t('addedLabels'), [t('label'), t('by'), t('when'), t('action')], rows),
    make(
      'details',
      {},
      make('summary', {}, t('modelLabels')),
      make(
        'p',
        { class: 'label-list' },
        items
          .filter(({ origin }) => origin === 'model')
          .map(({ label }) => label)
          .join(' · '),
      ),
    ),
  );
}

/**
 * @param {string} label
 * @param {() => void} onDone
 */
async function remove(label, onDone) {
  const content = [make('p', {}, t('removeSure', { label }))];
  if (!(await ask({ title: t('remove'), confirm: t('remove'), tone: 'bad', content }))) return;
  await attempt(() => call('DELETE', `/api/labels/${encodeURIComponent(label)}`));
  onDone();
}
