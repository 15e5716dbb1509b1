import { OncekError } from './errors';

/** A daily span that does not count: local wall-clock minutes, [startMin, endMin) within 0..1440. */
export interface Break {
  startMin: number;
  endMin: number;
}

export const DEFAULT_BREAKS = '00:00-06:00,13:00-14:00,19:00-20:00';

/** Minutes on the dial of a day. */
export const DAY_MIN = 1440;

const BREAK = /^([01]\d|2[0-4]):([0-5]\d)\s*-\s*([01]\d|2[0-4]):([0-5]\d)$/;

/**
 * Daily breaks from their text, e.g. `00:00-06:00,13:00-14:00`. One that ends at or before its start crosses midnight.
 * @returns sorted and disjoint; touching ones are merged; empty text: none
 * @throws InvalidCalendar when a part is malformed or empty, or when nothing of the day is left
 */
export function parseBreaks(text: string): Break[] {
  const parts = text.trim() === '' ? [] : text.split(',').map((part) => part.trim());
  const breaks = mergeBreaks(parts.flatMap(parseBreak));
  assertSomethingActive(breaks);
  return breaks;
}

function parseBreak(part: string): Break[] {
  const match = BREAK.exec(part);
  const [startMin, endMin] = [minuteOf(match?.[1], match?.[2]), minuteOf(match?.[3], match?.[4])];
  if (!match || startMin >= DAY_MIN || endMin > DAY_MIN || startMin === endMin) {
    throw new OncekError('InvalidCalendar', `"${part.slice(0, 40)}" is no break: write HH:MM-HH:MM, comma-separated`);
  }
  if (startMin < endMin) {
    return [{ startMin, endMin }];
  }
  return [{ startMin, endMin: DAY_MIN }, ...(endMin > 0 ? [{ startMin: 0, endMin }] : [])];
}

function minuteOf(hour: string | undefined, minute: string | undefined): number {
  return Number(hour) * 60 + Number(minute);
}

function mergeBreaks(breaks: Break[]): Break[] {
  const merged: Break[] = [];
  for (const next of [...breaks].sort((a, b) => a.startMin - b.startMin)) {
    const last = merged.at(-1);
    if (last && next.startMin <= last.endMin) {
      last.endMin = Math.max(last.endMin, next.endMin);
    } else {
      merged.push({ ...next });
    }
  }
  return merged;
}

/** @throws InvalidCalendar when the breaks cover the whole day */
export function assertSomethingActive(breaks: readonly Break[]): void {
  const breakMin = mergeBreaks([...breaks]).reduce((sum, b) => sum + b.endMin - b.startMin, 0);
  if (breakMin >= DAY_MIN) {
    throw new OncekError('InvalidCalendar', 'the breaks leave nothing of the day: shorten one of them');
  }
}
