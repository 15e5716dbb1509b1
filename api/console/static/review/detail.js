import { make } from '../common/dom.js';
import { t } from '../console/language.js';
import { chip, facts } from '../console/parts.js';
import { can } from '../console/session.js';
import { attachments } from '../tickets/attachments.js';
import { percent, sourceName } from '../tickets/words.js';

/** @typedef {import('../tickets/words.js').TicketStatus} TicketStatus */

/**
 * The ticket that is decided next.
 * @param {HTMLElement} place
 * @param {string} id
 * @param {TicketStatus} status
 * @param {ReturnType<typeof import('../common/time.js').clockOf>} clock
 * @param {{ decide: (label: string) => unknown, pick: () => unknown }} acts
 */
export function drawDetail(place, id, status, clock, { decide, pick }) {
  const { text, solving, mediaUrls = [], top, label, confidence, source, reasons, reviewLock, receivedAt } = status;
  const received = Date.parse(receivedAt ?? '');
  const isWaiting = status.phase === 'inReview';
  place.setAttribute('aria-label', t('ticketTitle', { id }));
  place.replaceChildren(
    make(
      'p',
      { class: 'review-top' },
      make('a', { href: `/console/tickets/${id}` }, t('ticketTitle', { id })),
      reviewLock !== null &&
        chip(
          `🔒 ${t('lockUntil', { name: reviewLock.holder.name, time: clock.time(Date.parse(reviewLock.until)) })}`,
          'warn',
        ),
      !isWaiting && chip(t('notWaiting')),
    ),
    make('p', { class: 'problem-text' }, text === '' ? make('i', {}, t('noText')) : text),
    ...(mediaUrls.length > 0 ? [attachments(mediaUrls)] : []),
    facts([
      receivedAt !== null && [
        t('received'),
        `${clock.dayKey(received)} ${clock.time(received)} · ${status.groupLabel}`,
      ],
      solving !== null && [t('solving'), solving],
      [
        t('guess'),
        make('b', {}, label ?? '–'),
        ` ${[percent(confidence), sourceName(source)].filter(Boolean).join(' · ')}`,
      ],
      reasons?.lightgbm ? ['LightGBM', `${reasons.lightgbm.label} · ${percent(reasons.lightgbm.confidence)}`] : null,
      reasons?.gemini ? ['Gemini', `${reasons.gemini.label} · ${percent(reasons.gemini.confidence)}`] : null,
      reasons?.geminiReasoning != null && [t('reasoning'), reasons.geminiReasoning],
    ]),
    can('admin')
      ? make(
          'div',
          { class: 'picks' },
          ...top
            .slice(0, 3)
            .map(({ label: name, confidence: sure }, at) =>
              make(
                'button',
                { type: 'button', class: 'quiet pick', disabled: !isWaiting, onclick: () => decide(name) },
                make('kbd', {}, String(at + 1)),
                make('span', {}, name),
                make('span', { class: 'faint' }, percent(sure)),
              ),
            ),
          make(
            'button',
            { type: 'button', class: 'quiet pick', disabled: !isWaiting, onclick: () => pick() },
            make('kbd', {}, 'l'),
            make('span', {}, t('otherLabel')),
          ),
        )
      : make('p', { class: 'faint' }, t('adminsDecide')),
  );
}
