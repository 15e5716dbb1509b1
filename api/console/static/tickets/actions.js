import { attempt } from '../common/attempt.js';
import { make } from '../common/dom.js';
import { toast } from '../common/toast.js';
import { ask } from '../console/dialog.js';
import { t } from '../console/language.js';
import { labelled } from '../console/parts.js';
import { call, can, page } from '../console/session.js';

/** @typedef {import('./words.js').TicketStatus} TicketStatus */

/**
 * What whoever is logged in may do with a ticket as it stands; null where that is nothing.
 * @param {string} id
 * @param {TicketStatus} status
 * @param {() => void} onDone
 */
export function ticketActions(id, { phase }, onDone) {
  if (!can('write') || phase === 'closed') return null;
  const button = (/** @type {string} */ text, /** @type {() => unknown} */ run) =>
    make('button', { type: 'button', class: 'quiet', onclick: run }, text);
  return make(
    'div',
    { class: 'actions' },
    button(t('respond'), () => respond(id, onDone)),
    can('admin') &&
      phase === 'inReview' &&
      make('a', { class: 'quiet-link', href: `/console/review?ticket=${id}` }, t('toReview')),
    button(t('cancelTicket'), () => cancel(id, onDone)),
  );
}

/**
 * @param {string} id
 * @param {() => void} onDone
 */
async function respond(id, onDone) {
  const { solvers, appCodes } = page();
  const example = t('solutionForm', { app: appCodes[0] ?? 'APP', sign: solvers[0] ?? '-xx' });
  const given = await ask({
    title: t('respond'),
    confirm: t('send'),
    content: [
      make(
        'fieldset',
        { class: 'choices' },
        make('legend', {}, t('kind')),
        make(
          'label',
          {},
          make('input', { type: 'radio', name: 'kind', value: 'oncek', checked: true }),
          make('span', {}, t('kindOncek')),
        ),
        make(
          'label',
          {},
          make('input', { type: 'radio', name: 'kind', value: 'solution' }),
          make('span', {}, t('kindSolution')),
        ),
      ),
      labelled(t('answerText'), make('textarea', { name: 'text', required: true, maxlength: 3_500, rows: 3 }), example),
      labelled(t('answerBy'), make('input', { name: 'solver', required: true, maxlength: 100, autocomplete: 'name' })),
    ],
  });
  if (!given) return;
  const body = { kind: given.get('kind'), text: given.get('text'), solver: given.get('solver') };
  const isDone = await attempt(() => call('POST', `/api/tickets/${id}/responses`, body));
  if (isDone) toast(t('responded'));
  onDone();
}

/**
 * @param {string} id
 * @param {() => void} onDone
 */
async function cancel(id, onDone) {
  const sure = await ask({
    title: t('cancelTicket'),
    confirm: t('cancelTicket'),
    tone: 'bad',
    content: [make('p', {}, t('cancelSure', { id }))],
  });
  if (!sure) return;
  const isDone = await attempt(() => call('POST', `/api/tickets/${id}/cancel`));
  if (isDone) toast(t('cancelled'));
  onDone();
}
