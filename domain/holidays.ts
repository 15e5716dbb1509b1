import { OncekError } from './errors';
import { localDateOf, localDay } from './local-time';

/** Local days without any active minute, both ends included, as `YYYY-MM-DD`. */
export interface Holiday {
  from: string;
  to: string;
}

/** A setting of more is a mistake: decades of holidays fit. */
export const MAX_HOLIDAYS = 1_000;

/**
 * Holidays from their text: days and spans of days, `2026-12-25,2026-12-31..2027-01-01`.
 * @returns sorted and disjoint; touching ones are merged; empty text: none
 * @throws InvalidCalendar when a part is malformed or empty, ends before it begins, or there are over 1,000
 */
export function parseHolidays(text: string): Holiday[] {
  const parts = text.trim() === '' ? [] : text.split(',').map((part) => part.trim());
  return mergeHolidays(parts.map(readHoliday));
}

function readHoliday(part: string): Holiday {
  const [from = '', to = from, ...rest] = part.split('..').map((date) => date.trim());
  if (rest.length > 0) throw malformed(part);
  return { from, to };
}

/** The same holidays, sorted and disjoint. @throws InvalidCalendar as `parseHolidays` */
export function mergeHolidays(holidays: readonly Holiday[]): Holiday[] {
  if (holidays.length > MAX_HOLIDAYS) {
    throw new OncekError('InvalidCalendar', `${holidays.length} holidays: give at most ${MAX_HOLIDAYS}`);
  }
  const merged: DaySpan[] = [];
  for (const next of holidays.map(holidayDays).sort((a, b) => a.first - b.first)) {
    const last = merged.at(-1);
    if (last && next.first <= last.last + 1) last.last = Math.max(last.last, next.last);
    else merged.push(next);
  }
  return merged.map(({ first, last }) => ({ from: localDateOf(first), to: localDateOf(last) }));
}

/** Days since 1970-01-01, both included. */
export interface DaySpan {
  first: number;
  last: number;
}

/** @throws InvalidCalendar when a date does not exist or the span ends before it begins */
export function holidayDays({ from, to }: Holiday): DaySpan {
  const [first, last] = [localDay(from), localDay(to)];
  if (first === null || last === null || last < first) throw malformed(from === to ? from : `${from}..${to}`);
  return { first, last };
}

function malformed(part: string): OncekError {
  return new OncekError(
    'InvalidCalendar',
    `"${part.slice(0, 40)}" is no holiday: write YYYY-MM-DD, or YYYY-MM-DD..YYYY-MM-DD, comma-separated`,
  );
}
