import { t } from '../console/language.js';
import { chip } from '../console/parts.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/tickets').listedTicket>} ListedTicket */
/** @typedef {import('zod').z.infer<typeof import('../../../schemas/tickets').ticketStatus>} TicketStatus */
/** @typedef {import('zod').z.infer<typeof import('../../../schemas/tickets').ticketEvents>} TicketEvents */

export const PHASES = /** @type {const} */ (['open', 'answered', 'solved', 'inReview', 'done', 'closed']);
export const SOURCES = /** @type {const} */ (['lightgbm', 'hybrid', 'gemini', 'person']);
export const SLA_WORDS = /** @type {const} */ (['running', 'warned', 'OK', 'TERLAMBAT']);

const TONES = /** @type {const} */ ({
  open: 'warn',
  answered: 'plain',
  solved: 'plain',
  inReview: 'warn',
  done: 'good',
  closed: 'plain',
});

/** @param {string | null} phase */
export function phaseChip(phase) {
  const known = PHASES.find((one) => one === phase);
  return known ? chip(t(`phase_${known}`), TONES[known]) : chip(phase ?? '–');
}

/** @param {string | null} sla */
export function slaChip(sla) {
  const known = SLA_WORDS.find((one) => one === sla);
  if (!known) return null;
  const tones = /** @type {const} */ ({ running: 'plain', warned: 'warn', OK: 'good', TERLAMBAT: 'bad' });
  return chip(t(`sla_${known}`), tones[known]);
}

/** @param {string | null} source */
export function sourceName(source) {
  const known = SOURCES.find((one) => one === source);
  return known ? t(`source_${known}`) : (source ?? '');
}

/**
 * `93 %`; nothing for none.
 * @param {number | null} share
 */
export function percent(share) {
  return share === null ? '' : `${Math.round(share * 100)} %`;
}
