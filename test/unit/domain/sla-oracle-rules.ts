import fc from 'fast-check';

/** Minutes of the day; `end` at or before `start` is of the next day. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A calendar as an operator thinks of it. */
export interface Rules {
  readonly daily: readonly Span[];
  readonly entries: readonly { from: number; to: number; only: boolean; spans: readonly Span[] }[];
  /** Days since 1970-01-01 by their dates, both included. */
  readonly holidays: readonly { first: number; last: number }[];
}

const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const FIRST_DAY = Date.UTC(2025, 11, 20) / 86_400_000;

/** Ends at edges that clock changes touch more often than chance would have it. */
const minute = fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.constantFrom(0, 60, 90, 120, 150, 180, 1380, 1439));
const span = fc
  .tuple(minute, fc.oneof(minute, fc.constant(1440)))
  .filter(([start, end]) => start !== end)
  .map(([start, end]): Span => ({ start, end }));
const shortSpan = fc
  .tuple(minute, fc.integer({ min: 1, max: 200 }))
  .map(([start, length]): Span => ({ start, end: (start + length) % 1440 }));
const spans = (maxLength: number) => fc.array(fc.oneof({ weight: 4, arbitrary: shortSpan }, span), { maxLength });
const entry = fc
  .tuple(fc.nat(6), fc.nat(6), fc.boolean(), fc.oneof(spans(3), fc.constant([{ start: 0, end: 1440 }])))
  .map(([from, to, only, list]) => ({ from, to, only, spans: list }))
  .filter(({ only, spans: list }) => only || list.length > 0);
const holiday = fc
  .tuple(fc.integer({ min: 0, max: 740 }), fc.oneof(fc.constant(0), fc.nat(20)))
  .map(([first, length]) => ({ first: FIRST_DAY + first, last: FIRST_DAY + first + length }));

/** Any breaks a day, some over midnight, some of weekdays, some holidays. */
export const anyRules: fc.Arbitrary<Rules> = fc.record({
  daily: spans(6),
  entries: fc.array(entry, { maxLength: 3 }),
  holidays: fc.array(holiday, { maxLength: 6 }),
});

const two = (value: number) => String(value).padStart(2, '0');
const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
const list = (all: readonly Span[]) => all.map(({ start, end }) => `${clock(start)}-${clock(end)}`).join(',');
const date = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The settings an operator would write for the rules. */
export function settingsOf({ daily, entries, holidays }: Rules): { breaks: string; holidays: string } {
  const named = entries.map(({ from, to, only, spans: own }) => {
    const days = from === to ? DAY_NAMES[from] : `${DAY_NAMES[from]}-${DAY_NAMES[to]}`;
    return `${days}=${only ? 'only ' : ''}${list(own)}`;
  });
  const days = holidays.map(({ first, last }) => (first === last ? date(first) : `${date(first)}..${date(last)}`));
  return { breaks: [list(daily), ...named].join('; '), holidays: days.join(',') };
}

/** Says of each minute of a local day whether it counts: crossed out by each break of that day and of the day before. */
export function oracleDays(rules: Rules): (day: number) => Uint8Array {
  const writtenOn = (weekday: number): readonly Span[] => {
    let spansOfDay = [...rules.daily];
    for (const { from, to, only, spans: own } of rules.entries) {
      const isNamed = from <= to ? from <= weekday && weekday <= to : weekday >= from || weekday <= to;
      if (isNamed) spansOfDay = only ? [...own] : [...spansOfDay, ...own];
    }
    return spansOfDay;
  };
  const paint = (weekday: number): Uint8Array => {
    const minutes = new Uint8Array(1440).fill(1);
    for (const { start, end } of writtenOn(weekday)) {
      for (let at = start; at < (end <= start ? 1440 : end); at += 1) minutes[at] = 0;
    }
    for (const { start, end } of writtenOn((weekday + 6) % 7)) {
      for (let at = 0; at < (end <= start ? end : 0); at += 1) minutes[at] = 0;
    }
    return minutes;
  };
  const known = new Map<number, Uint8Array>();
  const none = new Uint8Array(1440);
  return (day) => {
    if (rules.holidays.some(({ first, last }) => first <= day && day <= last)) return none;
    // Monday is 0; 1 January 1970 was a Thursday.
    const weekday = (day + 3) % 7;
    const minutes = known.get(weekday) ?? paint(weekday);
    known.set(weekday, minutes);
    return minutes;
  };
}
