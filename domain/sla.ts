import { activeMinutes } from './active-time';
import type { IsoInstant } from './local-time';
import type { SlaCalendar } from './sla-calendar';

export { activeMinutes, addActiveMinutes, minuteAccount, nextActiveInstant, type MinuteSegment } from './active-time';
export { DEFAULT_BREAKS, parseBreaks, type Break } from './breaks';
export { readCalendar, slaCalendar, type SlaCalendar } from './sla-calendar';

export type SlaStatus = 'OK' | 'TERLAMBAT';

/** The three SLA cells of a ticket; minutes are active ones, rounded to 2 decimals. */
export interface SlaResult {
  responseMin: number;
  /** Judged on the rounded minutes: `OK` at or under the target. */
  status: SlaStatus;
  /** Never below 0. */
  remainingMin: number;
}

export const DEFAULT_SLA_TARGET_MIN = 15;

/**
 * The SLA figures of a ticket.
 * @param ticket.receivedAt - swapped with `respondedAt` if later
 * @returns null where an instant is missing: the cells stay empty
 * @throws InvalidInstant, InvalidCalendar
 */
export function slaResult(ticket: {
  receivedAt: IsoInstant | null;
  respondedAt: IsoInstant | null;
  targetMin: number;
  calendar: SlaCalendar;
}): SlaResult | null {
  if (ticket.receivedAt === null || ticket.respondedAt === null) {
    return null;
  }
  const responseMin = round2(activeMinutes(ticket.receivedAt, ticket.respondedAt, ticket.calendar));
  return {
    responseMin,
    status: responseMin <= ticket.targetMin ? 'OK' : 'TERLAMBAT',
    remainingMin: Math.max(0, round2(ticket.targetMin - responseMin)),
  };
}

/** Two decimals, half up; the nudge makes 1.005 round as written, not as stored. */
export function round2(value: number): number {
  return Math.round((value + Number.EPSILON * Math.max(1, Math.abs(value))) * 100) / 100;
}
