import { OncekError } from './errors';

/** A span of the local day that does not count: wall-clock minutes, [startMin, endMin) within 0..1440. */
export interface Break {
  startMin: number;
  endMin: number;
}

export const DEFAULT_BREAKS = '00:00-06:00,13:00-14:00,19:00-20:00';

/** Minutes on the dial of a day. */
export const DAY_MIN = 1440;

const BREAK = /^([01]\d|2[0-4]):([0-5]\d)\s*-\s*([01]\d|2[0-4]):([0-5]\d)$/;

/** A break as it is written: the part on the day it starts, and the part it has of the day after. */
export interface WrittenBreak {
  today: Break;
  /** null unless it goes on after midnight. */
  tomorrow: Break | null;
}

/**
 * Daily breaks from their text, e.g. `00:00-06:00,13:00-14:00`. One that ends at or before its start crosses midnight.
 * @returns sorted and disjoint; touching ones are merged; empty text: none
 * @throws InvalidCalendar when a part is malformed or empty, or when nothing of the day is left
 */
export function parseBreaks(text: string): Break[] {
  const breaks = mergeBreaks(readBreaks(text).flatMap(({ today, tomorrow }) => (tomorrow ? [today, tomorrow] : today)));
  assertSomethingActive(breaks);
  return breaks;
}

/** A comma list of breaks. @returns in the order written; empty text: none. @throws InvalidCalendar */
export function readBreaks(text: string): WrittenBreak[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => readBreak(part.trim()));
}

function readBreak(part: string): WrittenBreak {
  const match = BREAK.exec(part);
  const [startMin, endMin] = [minuteOf(match?.[1], match?.[2]), minuteOf(match?.[3], match?.[4])];
  if (!match || startMin >= DAY_MIN || endMin > DAY_MIN || startMin === endMin) {
    throw new OncekError('InvalidCalendar', `"${part.slice(0, 40)}" is no break: write HH:MM-HH:MM, comma-separated`);
  }
  if (startMin < endMin) return { today: { startMin, endMin }, tomorrow: null };
  return { today: { startMin, endMin: DAY_MIN }, tomorrow: endMin > 0 ? { startMin: 0, endMin } : null };
}

function minuteOf(hour: string | undefined, minute: string | undefined): number {
  return Number(hour) * 60 + Number(minute);
}

/** The same breaks, sorted and disjoint; touching ones are merged. */
export function mergeBreaks(breaks: readonly Break[]): Break[] {
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

/** Minutes of the day that breaks leave. */
export function activeMinutesOfDay(breaks: readonly Break[]): number {
  return DAY_MIN - mergeBreaks(breaks).reduce((sum, b) => sum + b.endMin - b.startMin, 0);
}

/** @throws InvalidCalendar when the breaks cover the whole day */
export function assertSomethingActive(breaks: readonly Break[]): void {
  if (activeMinutesOfDay(breaks) <= 0) {
    throw new OncekError('InvalidCalendar', 'the breaks leave nothing of the day: shorten one of them');
  }
}
