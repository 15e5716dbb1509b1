import { make } from '../common/dom.js';
import { t } from '../console/language.js';
import { chip, emptyBlock, facts, table } from '../console/parts.js';

/** @typedef {import('./words.js').TicketEvents} TicketEvents */

/**
 * Where the minutes of a ticket went, stretch by stretch.
 * @param {TicketEvents['sla']} account
 * @param {ReturnType<typeof import('../common/time.js').clockOf>} clock
 */
export function slaAccount(account, clock) {
  if (account === null) return emptyBlock(t('noAccount'));
  const { clockStart, firstResponse, dueAt, targetMin, segments, unlisted, usedMin } = account;
  const at = (/** @type {string | null} */ instant) =>
    instant === null ? '–' : `${clock.dayKey(Date.parse(instant))} ${clock.seconds(Date.parse(instant))}`;
  const figure = (/** @type {number} */ minutes) => String(Math.round(minutes * 100) / 100);
  const listed = segments.map(({ from, to, counts, reason, minutes }) => [
    at(from),
    at(to),
    chip(t(`segment_${reason}`), counts ? 'good' : 'plain'),
    figure(minutes),
    counts ? figure(minutes) : '0',
  ]);
  const summed = unlisted
    ? [[at(unlisted.from), at(unlisted.to), chip(t('summedUp')), figure(unlisted.minutes), figure(unlisted.activeMin)]]
    : [];
  return make(
    'div',
    {},
    facts([
      [t('clockStart'), at(clockStart)],
      [t('firstResponse'), at(firstResponse)],
      [t('due'), at(dueAt)],
      [t('used'), t('usedOf', { used: figure(usedMin), target: figure(targetMin) })],
    ]),
    segments.length > 0 &&
      table(
        t('slaAccount'),
        [t('from'), t('to'), t('reason'), t('minutesWord'), t('counted')],
        [...listed, ...summed],
        [3, 4],
      ),
  );
}
