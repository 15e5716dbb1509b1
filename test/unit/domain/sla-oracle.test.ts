import fc from 'fast-check';
import {
  activeMinutes,
  addActiveMinutes,
  minuteAccount,
  nextActiveInstant,
  parseBreaks,
  type SlaCalendar,
} from '../../../domain/sla';

/** Each zone with instants around which its clocks change in 2026, Jakarta's never. */
const ZONES: Record<string, string[]> = {
  'Asia/Jakarta': ['2026-01-05T00:00:00Z'],
  'America/New_York': ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z'],
  'Australia/Lord_Howe': ['2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z'],
  'Europe/London': ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'],
};
const BREAKS = ['', '00:00-06:00,13:00-14:00,19:00-20:00', '22:00-06:00', '01:00-02:00', '01:30-03:15', '02:00-02:20'];
const MINUTE_MS = 60_000;

/** Asks the clock on the wall about every single minute. */
function isActive(ms: number, calendar: SlaCalendar): boolean {
  const text = clockOf(calendar.timeZone).format(ms);
  const minute = Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  return !calendar.breaks.some((b) => b.startMin <= minute && minute < b.endMin);
}

const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  return clock;
}

describe.each(Object.entries(ZONES))(
  'the SLA clock agrees with counting minute by minute in %s',
  (timeZone, changes) => {
    const calendars = fc.constantFrom(...BREAKS).map((text): SlaCalendar => ({ timeZone, breaks: parseBreaks(text) }));
    const starts = fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -1600, max: 400 }))
      .map(([change, shift]) => Date.parse(change) + shift * MINUTE_MS);
    const spans = fc.integer({ min: 0, max: 2000 });

    it('on how many minutes are active, and on the account of them', () => {
      fc.assert(
        fc.property(calendars, starts, spans, (calendar, start, span) => {
          let counted = 0;
          for (let minute = 0; minute < span; minute += 1) {
            counted += isActive(start + minute * MINUTE_MS, calendar) ? 1 : 0;
          }
          const [from, to] = [new Date(start).toISOString(), new Date(start + span * MINUTE_MS).toISOString()];
          expect(activeMinutes(from, to, calendar)).toBe(counted);
          const account = minuteAccount(from, to, calendar);
          expect(account.reduce((sum, s) => sum + s.minutes, 0)).toBe(span);
          expect(account.filter((s) => s.active).reduce((sum, s) => sum + s.minutes, 0)).toBe(counted);
        }),
        { numRuns: 200, seed: 20260105 },
      );
    });

    it('on when so many active minutes have passed, and when the next one begins', () => {
      fc.assert(
        fc.property(calendars, starts, fc.integer({ min: 1, max: 900 }), (calendar, start, minutes) => {
          let [ms, left] = [start, minutes];
          for (; left > 0; ms += MINUTE_MS) {
            left -= isActive(ms, calendar) ? 1 : 0;
          }
          const from = new Date(start).toISOString();
          expect(addActiveMinutes(from, minutes, calendar)).toBe(new Date(ms).toISOString());
          let next = start;
          while (!isActive(next, calendar)) {
            next += MINUTE_MS;
          }
          expect(nextActiveInstant(from, calendar)).toBe(new Date(next).toISOString());
        }),
        { numRuns: 200, seed: 20260106 },
      );
    });

    it('adding what was counted leads back to the start of the last active minute or its end, seconds included', () => {
      fc.assert(
        fc.property(calendars, starts, fc.integer({ min: 1, max: 90_000_000 }), (calendar, start, minuteMs) => {
          const from = new Date(start + 12_345).toISOString();
          const reached = addActiveMinutes(from, minuteMs / MINUTE_MS, calendar);
          expect(activeMinutes(from, reached, calendar) * MINUTE_MS).toBeCloseTo(minuteMs, 3);
        }),
        { numRuns: 200, seed: 20260107 },
      );
    });
  },
);
