import { assertSomethingActive, DAY_MIN, parseBreaks, type Break } from './breaks';
import { OncekError } from './errors';
import { instantMs, instantOf, offsetMs, type IsoInstant } from './local-time';

export { DEFAULT_BREAKS, parseBreaks, type Break } from './breaks';

/** When the SLA clock runs: always, but for the breaks of the local day. Breaks are sorted and disjoint. */
export interface SlaCalendar {
  /** IANA name, e.g. `Asia/Jakarta`. */
  timeZone: string;
  breaks: readonly Break[];
}

export type SlaStatus = 'OK' | 'TERLAMBAT';

/** The three SLA cells of a ticket; minutes are active ones, rounded to 2 decimals. */
export interface SlaResult {
  responseMin: number;
  /** Judged on the rounded minutes: `OK` at or under the target. */
  status: SlaStatus;
  /** Never below 0. */
  remainingMin: number;
}

/** One stretch of a ticket's time, and whether it counted. */
export interface MinuteSegment {
  from: IsoInstant;
  to: IsoInstant;
  active: boolean;
  /** Elapsed minutes, unrounded. */
  minutes: number;
}

export const DEFAULT_SLA_TARGET_MIN = 15;

const MINUTE_MS = 60_000;
const DAY_MS = DAY_MIN * MINUTE_MS;
/** Ten years of minutes: more is a mistake, and would keep the process busy. */
const MAX_ACTIVE_MIN = 5_256_000;

/** A calendar from settings. @throws InvalidCalendar when the zone is unknown or the breaks are malformed */
export function slaCalendar(settings: { timeZone: string; breaks: string }): SlaCalendar {
  offsetMs(0, settings.timeZone);
  return { timeZone: settings.timeZone, breaks: parseBreaks(settings.breaks) };
}

/**
 * Active minutes between two instants: real elapsed time during which local clocks stand outside the breaks, so an
 * hour shown twice counts twice and a skipped one not at all.
 * @param from - swapped with `to` if later
 * @returns minutes >= 0, unrounded
 * @throws InvalidInstant, InvalidCalendar
 */
export function activeMinutes(from: IsoInstant, to: IsoInstant, calendar: SlaCalendar): number {
  const [start, end] = ordered(from, to);
  let activeMs = 0;
  for (const piece of pieces(start, end, calendar)) {
    activeMs += piece.active ? piece.endMs - piece.startMs : 0;
  }
  return activeMs / MINUTE_MS;
}

/**
 * The first instant at which so many active minutes have passed. Reached exactly at the start of a break it is that
 * start, not the break's end; with 0 minutes it is `from` itself, even inside a break. Give the result to
 * `nextActiveInstant` where something may only happen in active time.
 * @param minutes - 0..5,256,000 (ten years), fractions allowed
 * @throws InvalidInstant, InvalidCalendar, InvalidInput (minutes out of range)
 */
export function addActiveMinutes(from: IsoInstant, minutes: number, calendar: SlaCalendar): IsoInstant {
  if (!(minutes >= 0 && minutes <= MAX_ACTIVE_MIN)) {
    throw new OncekError('InvalidInput', `${minutes} active minutes: give 0 to ${MAX_ACTIVE_MIN}`);
  }
  const start = instantMs(from);
  let leftMs = Math.round(minutes * MINUTE_MS);
  if (leftMs === 0) {
    return instantOf(start);
  }
  for (const piece of pieces(start, Number.POSITIVE_INFINITY, calendar)) {
    const lengthMs = piece.active ? piece.endMs - piece.startMs : 0;
    if (piece.active && leftMs <= lengthMs) {
      return instantOf(piece.startMs + leftMs);
    }
    leftMs -= lengthMs;
  }
  throw new OncekError('InvalidInstant', `${minutes} active minutes after ${from} is out of the range of instants`);
}

/**
 * The instant itself, or the end of the break it falls into: when a timer due then may fire.
 * @throws InvalidInstant, InvalidCalendar
 */
export function nextActiveInstant(instant: IsoInstant, calendar: SlaCalendar): IsoInstant {
  for (const piece of pieces(instantMs(instant), Number.POSITIVE_INFINITY, calendar)) {
    if (piece.active) {
      return instantOf(piece.startMs);
    }
  }
  throw new OncekError('InvalidInstant', `no active time after ${instant}`);
}

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

/**
 * How the time between two instants was counted, stretch by stretch; the active ones add up to `activeMinutes`.
 * @param from - swapped with `to` if later
 * @returns in order, without gaps, alternating; empty for equal instants
 * @throws InvalidInstant, InvalidCalendar
 */
export function minuteAccount(from: IsoInstant, to: IsoInstant, calendar: SlaCalendar): MinuteSegment[] {
  const [start, end] = ordered(from, to);
  const merged: Piece[] = [];
  for (const piece of pieces(start, end, calendar)) {
    const last = merged.at(-1);
    if (last && last.active === piece.active) {
      last.endMs = piece.endMs;
    } else {
      merged.push(piece);
    }
  }
  return merged.map(({ startMs, endMs, active }) => ({
    from: instantOf(startMs),
    to: instantOf(endMs),
    active,
    minutes: (endMs - startMs) / MINUTE_MS,
  }));
}

/** Two decimals, half up; the nudge makes 1.005 round as written, not as stored. */
export function round2(value: number): number {
  return Math.round((value + Number.EPSILON * Math.max(1, Math.abs(value))) * 100) / 100;
}

interface Piece {
  startMs: number;
  endMs: number;
  active: boolean;
}

/** Stretches of [startMs, endMs) that are wholly active or wholly break, in order. */
function* pieces(startMs: number, endMs: number, calendar: SlaCalendar): Generator<Piece> {
  assertSomethingActive(calendar.breaks);
  const edges = [...new Set([0, ...calendar.breaks.flatMap((b) => [b.startMin, b.endMin]), DAY_MIN])].sort(
    (a, b) => a - b,
  );
  let cursor = startMs;
  while (cursor < endMs) {
    const offset = offsetMs(cursor, calendar.timeZone);
    const chunkEnd = Math.min(endMs, sameOffsetUntil(cursor, offset, calendar.timeZone));
    while (cursor < chunkEnd) {
      const wallMs = cursor + offset;
      const midnightMs = Math.floor(wallMs / DAY_MS) * DAY_MS;
      const minute = (wallMs - midnightMs) / MINUTE_MS;
      const edge = edges.find((candidate) => candidate > minute) ?? DAY_MIN;
      const pieceEnd = Math.min(chunkEnd, midnightMs + edge * MINUTE_MS - offset);
      const active = !calendar.breaks.some((b) => b.startMin <= minute && minute < b.endMin);
      yield { startMs: cursor, endMs: pieceEnd, active };
      cursor = pieceEnd;
    }
  }
}

/** The end of the stretch, of a day at most, in which the offset holds: no zone changes its clocks twice a day. */
function sameOffsetUntil(startMs: number, offset: number, timeZone: string): number {
  let same = startMs;
  let other = startMs + DAY_MS;
  if (offsetMs(other, timeZone) === offset) {
    return other;
  }
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetMs(middle, timeZone) === offset) {
      same = middle;
    } else {
      other = middle;
    }
  }
  return other;
}

function ordered(from: IsoInstant, to: IsoInstant): [number, number] {
  const [a, b] = [instantMs(from), instantMs(to)];
  return a <= b ? [a, b] : [b, a];
}
