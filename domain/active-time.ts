import { OncekError } from './errors';
import { instantMs, instantOf, offsetMs, type IsoInstant } from './local-time';
import { daySegments, type SlaCalendar } from './sla-calendar';

/** One stretch of a ticket's time, and whether it counted. */
export interface MinuteSegment {
  from: IsoInstant;
  to: IsoInstant;
  active: boolean;
  /** Elapsed minutes, unrounded. */
  minutes: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Ten years of minutes: more is a mistake, and would keep the process busy. */
const MAX_ACTIVE_MIN = 5_256_000;
/** Ten active years at a working week of 17 hours; a search of so many days takes some 0.3 s. */
const SEARCH_DAYS = 36_525;

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
 * @throws InvalidInstant, InvalidInput (minutes out of range), InvalidCalendar, also when the calendar has not so many
 * active minutes in the next hundred years
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
  for (const piece of pieces(start, searchEnd(start), calendar)) {
    const lengthMs = piece.active ? piece.endMs - piece.startMs : 0;
    if (piece.active && leftMs <= lengthMs) {
      return instantOf(piece.startMs + leftMs);
    }
    leftMs -= lengthMs;
  }
  throw tooFewMinutes(from, minutes);
}

/**
 * The instant itself, or the end of the break it falls into: when a timer due then may fire.
 * @throws InvalidInstant, InvalidCalendar, also when there is no active minute in the next hundred years
 */
export function nextActiveInstant(instant: IsoInstant, calendar: SlaCalendar): IsoInstant {
  const start = instantMs(instant);
  for (const piece of pieces(start, searchEnd(start), calendar)) {
    if (piece.active) {
      return instantOf(piece.startMs);
    }
  }
  throw tooFewMinutes(instant, 0);
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

interface Piece {
  startMs: number;
  endMs: number;
  active: boolean;
}

/** Stretches of [startMs, endMs) that are wholly active or wholly break, in order. */
function* pieces(startMs: number, endMs: number, calendar: SlaCalendar): Generator<Piece> {
  let cursor = startMs;
  let offset = offsetMs(cursor, calendar.timeZone);
  while (cursor < endMs) {
    const next = offsetChange(cursor, offset, calendar.timeZone);
    const chunkEnd = Math.min(endMs, next.atMs);
    while (cursor < chunkEnd) {
      const wallMs = cursor + offset;
      const day = Math.floor(wallMs / DAY_MS);
      for (const { endMin, active } of daySegments(calendar, day)) {
        const pieceEnd = Math.min(chunkEnd, day * DAY_MS + endMin * MINUTE_MS - offset);
        if (pieceEnd <= cursor) continue;
        yield { startMs: cursor, endMs: pieceEnd, active };
        cursor = pieceEnd;
      }
    }
    offset = next.offset;
  }
}

/** When the offset next changes, or a day later, and the offset then: no zone changes its clocks twice a day. */
function offsetChange(startMs: number, offset: number, timeZone: string): { atMs: number; offset: number } {
  let same = startMs;
  let other = startMs + DAY_MS;
  const after = offsetMs(other, timeZone);
  if (after === offset) {
    return { atMs: other, offset };
  }
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetMs(middle, timeZone) === offset) {
      same = middle;
    } else {
      other = middle;
    }
  }
  return { atMs: other, offset: after };
}

function searchEnd(startMs: number): number {
  return startMs + SEARCH_DAYS * DAY_MS;
}

function tooFewMinutes(from: IsoInstant, minutes: number): OncekError {
  return new OncekError(
    'InvalidCalendar',
    `the calendar has not ${minutes > 0 ? minutes : 'any'} active minutes in the hundred years after ${from}`,
  );
}

function ordered(from: IsoInstant, to: IsoInstant): [number, number] {
  const [a, b] = [instantMs(from), instantMs(to)];
  return a <= b ? [a, b] : [b, a];
}
