import type { Break, WrittenBreak } from './breaks';
import { mergeBreaks, readBreaks } from './breaks';
import { OncekError } from './errors';

/** ISO: 1 Monday .. 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

/** The breaks of a week. */
export interface WeekBreaks {
  /** Of every weekday that `weekdayBreaks` does not name. Sorted and disjoint. */
  breaks: readonly Break[];
  /** All breaks of the weekdays it names, instead of `breaks`. Sorted and disjoint; a whole day may be a break. */
  weekdayBreaks?: WeekdayBreaks;
}

export type WeekdayBreaks = Readonly<Partial<Record<Weekday, readonly Break[]>>>;

const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const ENTRY = /^([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s*=\s*(only\b)?(.*)$/i;

/**
 * The breaks of a week from their text: daily ones first, then entries of weekdays, parted by `;`, read from left to
 * right: `00:00-06:00,13:00-14:00; fri=11:30-13:00; sat-sun=00:00-24:00; mon=only 00:00-07:00`.
 *
 * An entry adds to the breaks of its days, as each line of a notice on the door does; with `only` it replaces what they
 * had before, and `only` alone leaves them none. A break belongs to the day it starts on: `fri=22:00-06:00` ends on
 * Saturday morning, whatever Saturday's own breaks are.
 * @returns in the normal form of `weekBreaks`
 * @throws InvalidCalendar when a part is malformed
 */
export function parseWeek(text: string): WeekBreaks {
  const [daily = '', ...entries] = text.split(';').map((part) => part.trim());
  const isDaily = !daily.includes('=');
  const all = isDaily ? readBreaks(daily) : [];
  const week = new Map<Weekday, WrittenBreak[]>(WEEKDAYS.map((day) => [day, [...all]]));
  for (const entry of isDaily ? entries : [daily, ...entries]) takeEntry(week, entry);
  return weekBreaks((day) => [
    ...(week.get(day) ?? []).map(({ today }) => today),
    ...(week.get(dayBefore(day)) ?? []).flatMap(({ tomorrow }) => tomorrow ?? []),
  ]);
}

/**
 * The breaks of a week in their one normal form: `breaks` is what most days have, of two as frequent what comes first in
 * the week.
 */
export function weekBreaks(breaksOf: (day: Weekday) => readonly Break[]): WeekBreaks {
  const days = WEEKDAYS.map((day) => {
    const own = mergeBreaks(breaksOf(day));
    return { day, own, text: JSON.stringify(own) };
  });
  const daysWith = (text: string): number => days.filter((other) => other.text === text).length;
  const most = days.reduce((best, next) => (daysWith(next.text) > daysWith(best.text) ? next : best));
  const others = days.filter(({ text }) => text !== most.text);
  if (others.length === 0) return { breaks: most.own };
  return { breaks: most.own, weekdayBreaks: Object.fromEntries(others.map(({ day, own }) => [day, own])) };
}

function takeEntry(week: Map<Weekday, WrittenBreak[]>, entry: string): void {
  const match = ENTRY.exec(entry);
  const [, first = '', last = first, only, list = ''] = match ?? [];
  const [from, to] = [weekdayOf(first), weekdayOf(last)];
  if (!match || from === null || to === null || (!only && list.trim() === '')) {
    throw new OncekError(
      'InvalidCalendar',
      `"${entry.slice(0, 40)}" is no entry of a weekday: write mon=HH:MM-HH:MM, mon-fri=…, or sun=only HH:MM-HH:MM`,
    );
  }
  const added = readBreaks(list);
  for (const day of daysFrom(from, to)) week.set(day, only ? [...added] : [...(week.get(day) ?? []), ...added]);
}

/** `fri` to `mon` goes on over Sunday. */
function daysFrom(from: Weekday, to: Weekday): Weekday[] {
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => (((from - 1 + index) % 7) + 1) as Weekday);
}

function dayBefore(day: Weekday): Weekday {
  return day === 1 ? 7 : ((day - 1) as Weekday);
}

function weekdayOf(name: string): Weekday | null {
  const index = NAMES.indexOf(name.toLowerCase());
  return index < 0 ? null : ((index + 1) as Weekday);
}
