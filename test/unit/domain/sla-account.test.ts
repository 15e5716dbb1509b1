import fc from 'fast-check';
import { activeMinutes, slaCalendar } from '../../../domain/sla';
import { MAX_SEGMENTS, slaAccount, slaSegments } from '../../../domain/sla-account';
import { toLocal } from '../../../domain/local-time';

const JAKARTA = slaCalendar({
  timeZone: 'Asia/Jakarta',
  breaks: '00:00-06:00,13:00-14:00,19:00-20:00; sun=00:00-24:00',
  holidays: '2031-03-04',
});
/** Monday, 3 March 2031, by the clock in Jakarta. */
const monday = (time: string) => `2031-03-03T${time}:00.000+07:00`;
const shown = (from: string, to: string) =>
  slaSegments(from, to, JAKARTA).map(({ from: start, counts, reason, minutes }) => {
    const { date, time } = toLocal(start, JAKARTA.timeZone);
    return [`${date.slice(8)} ${time.slice(0, 5)}`, counts, reason, minutes];
  });

test('12:30 to 14:10 on a working day: 30 minutes, a break of 60, 10 minutes', () => {
  expect(shown(monday('12:30'), monday('14:10'))).toEqual([
    ['03 12:30', true, 'active', 30],
    ['03 13:00', false, 'break', 60],
    ['03 14:00', true, 'active', 10],
  ]);
});

test('a holiday between two nights is named as one, and parted from the breaks at its midnights', () => {
  expect(shown(monday('23:50'), '2031-03-05T06:05:00.000+07:00')).toEqual([
    ['03 23:50', true, 'active', 10],
    ['04 00:00', false, 'holiday', 1_440],
    ['05 00:00', false, 'break', 360],
    ['05 06:00', true, 'active', 5],
  ]);
});

test('a Sunday off by its breaks and the night after it are one break', () => {
  expect(shown('2031-03-08T23:00:00.000+07:00', '2031-03-10T06:01:00.000+07:00')).toEqual([
    ['08 23:00', true, 'active', 60],
    ['09 00:00', false, 'break', 1_800],
    ['10 06:00', true, 'active', 1],
  ]);
});

test('the account says what was used of the target; without a clock it is empty', () => {
  const known = { firstResponse: monday('14:10'), dueAt: monday('12:45'), targetMin: 15, until: monday('14:10') };
  expect(slaAccount({ clockStart: monday('12:30'), ...known }, JAKARTA)).toMatchObject({ usedMin: 40, targetMin: 15 });
  expect(slaAccount({ clockStart: null, ...known, firstResponse: null }, JAKARTA)).toMatchObject({
    segments: [],
    usedMin: 0,
  });
});

test('ten years without an answer: the first and last 250 stretches are listed, the middle by its sums, in under 100 kB', () => {
  const span = { clockStart: monday('12:30'), until: '2041-03-03T12:30:00.000+07:00' };
  const account = slaAccount({ ...span, firstResponse: null, dueAt: monday('12:45'), targetMin: 15 }, JAKARTA);
  const { segments, unlisted } = account;
  expect(segments).toHaveLength(MAX_SEGMENTS);
  expect(segments[249]?.to).toBe(unlisted?.from);
  expect(segments[250]?.from).toBe(unlisted?.to);
  const listed = segments.reduce((sum, { counts, minutes }) => sum + (counts ? minutes : 0), 0);
  const used = activeMinutes(span.clockStart, span.until, JAKARTA);
  expect(listed + (unlisted?.activeMin ?? 0)).toBeCloseTo(used, 6);
  expect(account.usedMin).toBeCloseTo(used, 2);
  const elapsed = segments.reduce((sum, { minutes }) => sum + minutes, unlisted?.minutes ?? 0);
  expect(elapsed * 60_000).toBe(Date.parse(span.until) - Date.parse(span.clockStart));
  expect(JSON.stringify(account).length).toBeLessThan(100_000);
});

test('a wait of a month is listed whole', () => {
  const span = { clockStart: monday('12:30'), until: '2031-04-03T12:30:00.000+07:00' };
  const account = slaAccount({ ...span, firstResponse: null, dueAt: null, targetMin: 15 }, JAKARTA);
  expect(account.unlisted).toBeNull();
  expect(account.segments.at(-1)?.to).toBe(new Date(span.until).toISOString());
});

test.each(['Asia/Jakarta', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])(
  'in %s the stretches follow each other without gaps, and those that count add up to the active minutes',
  (timeZone) => {
    const calendar = slaCalendar({
      timeZone,
      breaks: '22:00-06:00,13:00-14:00; fri=11:30-13:00; sun=only 00:00-24:00',
      holidays: '2031-03-28..2031-04-01,2031-10-26,2031-11-02',
    });
    const start = Date.UTC(2031, 2, 1);
    const instants = fc.tuple(fc.integer({ min: 0, max: 260 * 1_440 }), fc.integer({ min: 0, max: 9 * 86_400 }));
    fc.assert(
      fc.property(instants, ([minute, seconds]) => {
        const from = new Date(start + minute * 60_000).toISOString();
        const to = new Date(start + minute * 60_000 + seconds * 1_000).toISOString();
        const segments = slaSegments(from, to, calendar);
        const counted = segments.reduce((sum, { counts, minutes }) => sum + (counts ? minutes : 0), 0);
        expect(counted).toBeCloseTo(activeMinutes(from, to, calendar), 6);
        expect([from, ...segments.map((segment) => segment.to)]).toEqual([
          ...segments.map((segment) => segment.from),
          to,
        ]);
        for (const { counts, reason, from: at } of segments) {
          expect(counts).toBe(reason === 'active');
          const { date } = toLocal(at, timeZone);
          const isDayOff = (calendar.holidays ?? []).some((holiday) => holiday.from <= date && date <= holiday.to);
          expect(reason === 'holiday').toBe(isDayOff);
        }
      }),
      { seed: 3, numRuns: 200 },
    );
  },
);
