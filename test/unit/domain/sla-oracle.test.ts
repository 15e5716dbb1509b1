import fc from 'fast-check';
import {
  activeMinutes,
  addActiveMinutes,
  minuteAccount,
  nextActiveInstant,
  readCalendar,
  slaCalendar,
  type SlaCalendar,
} from '../../../domain/sla';
import { failure } from './failure';
import { oracleClock, type OracleClock } from './sla-oracle-clock';
import { anyRules, oracleDays, settingsOf, type Rules } from './sla-oracle-rules';

/** Clocks of Berlin and New York change by an hour, of Lord Howe by half an hour, of Jakarta never. */
const ZONES = ['Asia/Jakarta', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
const CASES = 10_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK = [0, 1, 2, 3, 4, 5, 6];

const iso = (ms: number) => new Date(ms).toISOString();

/** Whether each minute of UTC counts, by the clock on the wall. Globals are slow to reach in Jest: none in the loops. */
function oracle(clock: OracleClock, rules: Rules): (utcMinute: number) => boolean {
  const dayOf = oracleDays(rules);
  let [day, minutes] = [0, dayOf(0)];
  return (utcMinute) => {
    const wall = clock.wallMinute(utcMinute);
    const dayNow = (wall / 1440) | 0;
    if (dayNow !== day) [day, minutes] = [dayNow, dayOf(dayNow)];
    return minutes[wall - day * 1440] === 1;
  };
}

/** Counts minute by minute, of the first and last one only the part that lies within. */
function countActive(from: number, to: number, isActive: (utcMinute: number) => boolean): number {
  let activeMs = 0;
  for (let minute = Math.floor(from / MINUTE_MS); minute * MINUTE_MS < to; minute += 1) {
    if (!isActive(minute)) continue;
    const [begin, end] = [minute * MINUTE_MS, (minute + 1) * MINUTE_MS];
    activeMs += (end < to ? end : to) - (begin > from ? begin : from);
  }
  return activeMs;
}

/** The calendar of the rules; null when no day of the week has an active minute, which is refused by name. */
function calendarOf(timeZone: string, rules: Rules): SlaCalendar | null {
  const dayOf = oracleDays({ ...rules, holidays: [] });
  if (WEEK.some((day) => dayOf(day).includes(1))) return slaCalendar({ timeZone, ...settingsOf(rules) });
  expect(() => slaCalendar({ timeZone, ...settingsOf(rules) })).toThrow(failure('InvalidCalendar'));
  return null;
}

describe.each(ZONES)('the SLA clock agrees with counting minute by minute in %s', (timeZone) => {
  let clock: OracleClock;
  beforeAll(() => {
    clock = oracleClock(timeZone);
  });

  /** Half of the instants lie within two days of a change of the clocks; some have seconds and milliseconds. */
  const starts = fc
    .tuple(fc.nat(), fc.boolean(), fc.integer({ min: -2 * 1440, max: 2 * 1440 }), fc.constantFrom(0, 0, 12_345, 59_999))
    .map(([pick, isNearChange, shift, restMs]) => {
      const change = isNearChange ? clock.changes[pick % Math.max(1, clock.changes.length)] : undefined;
      const day = clock.fromMs + 3 * DAY_MS + (pick % 650) * DAY_MS;
      return (change ?? day) + shift * MINUTE_MS + restMs;
    });
  const spans = fc.oneof(
    { weight: 16, arbitrary: fc.integer({ min: 0, max: 3 * DAY_MS }) },
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 5_000 }).map((minutes) => minutes * MINUTE_MS) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * DAY_MS }) },
  );

  test(`on how many minutes are active, and on the account of them, in ${CASES} cases`, () => {
    let counted = 0;
    fc.assert(
      fc.property(anyRules, starts, spans, (rules, start, spanMs) => {
        const calendar = calendarOf(timeZone, rules);
        if (!calendar) return;
        const end = Math.min(clock.endMs - DAY_MS, start + spanMs);
        const expectedMs = countActive(start, end, oracle(clock, rules));
        counted += expectedMs > 0 ? 1 : 0;
        const found = activeMinutes(iso(start), iso(end), calendar);
        const account = minuteAccount(iso(start), iso(end), calendar);
        const accountMs = account.map((s) => [Date.parse(s.to) - Date.parse(s.from), s.active] as const);
        const sumMs = (isActive: boolean) =>
          accountMs.reduce((sum, [ms, active]) => sum + (active || !isActive ? ms : 0), 0);
        const expected = [expectedMs / MINUTE_MS, expectedMs, end - start];
        const answered = [found, sumMs(true), sumMs(false)];
        // `expect` costs more than the counting, so it only tells the difference.
        if (answered.some((value, index) => value !== expected[index])) expect(answered).toEqual(expected);
      }),
      { numRuns: CASES, seed: 20260105 },
    );
    expect(counted).toBeGreaterThan(CASES / 2);
  });

  test('on when so many active minutes have passed, and when the next one begins', () => {
    fc.assert(
      fc.property(anyRules, starts, fc.integer({ min: 1, max: 3_000 }), (rules, start, minutes) => {
        const calendar = calendarOf(timeZone, rules);
        if (!calendar) return;
        const isActive = oracle(clock, rules);
        const from = Math.floor(start / MINUTE_MS);
        const last = clock.endMs / MINUTE_MS;
        let [minute, left] = [from, minutes];
        for (; left > 0 && minute < last; minute += 1) left -= isActive(minute) ? 1 : 0;
        const reached = addActiveMinutes(iso(from * MINUTE_MS), minutes, calendar);
        if (left === 0) expect(reached).toBe(iso(minute * MINUTE_MS));
        else expect(Date.parse(reached)).toBeGreaterThanOrEqual(clock.endMs);
        let next = from;
        while (next < last && !isActive(next)) next += 1;
        const found = nextActiveInstant(iso(from * MINUTE_MS), calendar);
        if (next < last) expect(found).toBe(iso(next * MINUTE_MS));
        else expect(Date.parse(found)).toBeGreaterThanOrEqual(clock.endMs);
      }),
      { numRuns: 1_000, seed: 20260106 },
    );
  });

  test('adding what was counted leads back to it, seconds included; JSON and back is the same calendar', () => {
    fc.assert(
      fc.property(anyRules, starts, fc.integer({ min: 1, max: 90_000_000 }), (rules, start, activeMs) => {
        const calendar = calendarOf(timeZone, rules);
        if (!calendar) return;
        expect(readCalendar(JSON.parse(JSON.stringify(calendar)))).toEqual(calendar);
        const reached = addActiveMinutes(iso(start), activeMs / MINUTE_MS, calendar);
        expect(activeMinutes(iso(start), reached, calendar) * MINUTE_MS).toBeCloseTo(activeMs, 3);
      }),
      { numRuns: 1_000, seed: 20260107 },
    );
  });
});
