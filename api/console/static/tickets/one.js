import { make } from '../common/dom.js';
import { clockOf } from '../common/time.js';
import { heading, helpOf } from '../console/frame.js';
import { t } from '../console/language.js';
import { listen } from '../console/live.js';
import { card, chip, facts, fill } from '../console/parts.js';
import { call, page } from '../console/session.js';
import { ticketActions } from './actions.js';
import { attachments } from './attachments.js';
import { countdown, runCountdowns } from './countdown.js';
import { slaAccount } from './account.js';
import { storyList } from './story.js';
import { percent, phaseChip, slaChip, sourceName } from './words.js';

/** @typedef {import('./words.js').TicketStatus} TicketStatus */
/** @typedef {import('./words.js').TicketEvents} TicketEvents */

/**
 * One ticket: what it says, how it stands, what happened to it, and where its minutes went.
 * @param {HTMLElement} main
 * @param {string} id
 */
export function showTicket(main, id) {
  helpOf('helpTicket');
  const clock = clockOf(page().timeZone);
  const content = make('div', { class: 'ticket-page' });
  const read = () =>
    fill(content, async () => {
      const [status, events] = await Promise.all([
        /** @type {Promise<TicketStatus>} */ (call('GET', `/api/tickets/${id}`)),
        /** @type {Promise<TicketEvents>} */ (call('GET', `/api/tickets/${id}/events`)),
      ]);
      return [
        overview(id, status, clock, () => void read()),
        card(t('story'), storyList(events.items, clock)),
        card(t('slaAccount'), slaAccount(events.sla, clock)),
      ];
    });
  main.replaceChildren(
    heading(t('ticketTitle', { id }), make('a', { class: 'quiet-link', href: '/console/tickets' }, t('backToTickets'))),
    content,
  );
  runCountdowns();
  listen({
    onAnew: () => void read(),
    on: {
      tickets: ({ changed, gone }) => {
        const isThis = changed.some((/** @type {{ id: string }} */ one) => one.id === id) || gone.includes(id);
        if (isThis && !document.querySelector('dialog[open]')) void read();
      },
    },
  });
  return read();
}

/**
 * @param {string} id
 * @param {TicketStatus} status
 * @param {ReturnType<typeof clockOf>} clock
 * @param {() => void} onDone
 */
function overview(id, status, clock, onDone) {
  const { phase, text, receivedAt, dueAt, sla, mediaUrls = [] } = status;
  const at = (/** @type {string} */ instant) =>
    make('time', { datetime: instant }, `${clock.dayKey(Date.parse(instant))} ${clock.seconds(Date.parse(instant))}`);
  const minutes = (/** @type {number} */ count) => t('minutes', { count: Math.round(count * 100) / 100 });
  return make(
    'section',
    { class: 'card', 'aria-label': t('problem') },
    make('p', { class: 'problem-text' }, text === '' ? make('i', {}, t('noText')) : text),
    mediaUrls.length > 0 && attachments(mediaUrls),
    facts([
      [t('phase'), phaseChip(phase), status.outcome !== null && ` ${t(`outcome_${status.outcome}`)}`],
      [t('group'), status.groupLabel],
      receivedAt !== null && [t('received'), at(receivedAt)],
      dueAt !== null && [t('due'), at(dueAt), ' ', phase === 'open' && countdown(dueAt, clock)],
      sla !== null && [
        t('slaResponse'),
        slaChip(sla.status),
        ` ${minutes(sla.responseMin)} · ${t('remaining', { minutes: minutes(sla.remainingMin) })}`,
      ],
      status.label !== null && [
        t('label'),
        make('b', {}, status.label),
        ` ${[sourceName(status.source), percent(status.confidence)].filter(Boolean).join(' · ')}`,
      ],
      status.reviewedBy !== null && [t('reviewedBy'), status.reviewedBy.name],
      status.reviewLock !== null && [t('lockedBy'), status.reviewLock.holder.name],
      status.solverName !== null && [t('solver'), [status.solverName, status.appCode].filter(Boolean).join(' · ')],
      status.solving !== null && [t('solving'), status.solving],
      status.reasons !== null && [t('rule'), status.reasons.rule, ' ', status.reasons.geminiReasoning],
      status.rowsPending && [t('sheet'), chip(t('rowsPending'), 'warn')],
    ]),
    ticketActions(id, status, onDone),
  );
}
