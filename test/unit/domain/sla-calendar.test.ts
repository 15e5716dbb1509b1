import { activeMinutes, addActiveMinutes, nextActiveInstant, readCalendar, slaCalendar } from '../../../domain/sla';
import { failure } from './failure';

const timeZone = 'Asia/Jakarta';
const calendar = (breaks: string, holidays = '') => slaCalendar({ timeZone, breaks, holidays });
/** Active minutes of a whole local day in Jakarta; 5 January 2026 is a Monday. */
const dayMinutes = (date: string, held: ReturnType<typeof calendar>) => {
  const from = new Date(`${date}T00:00:00+07:00`).toISOString();
  return activeMinutes(from, new Date(Date.parse(from) + 86_400_000).toISOString(), held);
};
const at = (local: string) => new Date(`${local}:00+07:00`).toISOString();
const [MON, FRI, SAT, SUN] = ['2026-01-05', '2026-01-09', '2026-01-10', '2026-01-11'] as const;

describe('breaks of weekdays', () => {
  test('add to the daily ones: Friday from 11:30 to 14:00, Sunday off', () => {
    const held = calendar('00:00-06:00,13:00-14:00,19:00-20:00; sun=00:00-24:00; fri=11:30-13:00');
    expect([MON, FRI, SUN].map((date) => dayMinutes(date, held))).toEqual([960, 870, 0]);
    expect(held.weekdayBreaks).toEqual({
      5: [
        { startMin: 0, endMin: 360 },
        { startMin: 690, endMin: 840 },
        { startMin: 1140, endMin: 1200 },
      ],
      7: [{ startMin: 0, endMin: 1440 }],
    });
  });

  test('replace them with "only"; "only" alone leaves none', () => {
    const held = calendar('00:00-06:00; sat=only 12:00-13:00; sun=only');
    expect([MON, SAT, SUN].map((date) => dayMinutes(date, held))).toEqual([1080, 1380, 1440]);
  });

  test('are read from left to right, over spans of days that may pass Sunday', () => {
    const held = calendar('mon-fri=12:00-13:00; fri=12:30-14:00; sat-mon=only 20:00-21:00');
    expect([MON, '2026-01-06', FRI, SAT, SUN].map((date) => dayMinutes(date, held))).toEqual([
      1380, 1380, 1320, 1380, 1380,
    ]);
    expect(nextActiveInstant(at(`${MON}T12:30`), held)).toBe(at(`${MON}T12:30`));
  });

  test('over midnight belong to the day they start on: Friday 22:00 to Saturday 06:00, not Friday morning', () => {
    const held = calendar('fri=22:00-06:00; sat=only');
    expect(nextActiveInstant(at(`${FRI}T23:00`), held)).toBe(at(`${SAT}T06:00`));
    expect([FRI, SAT, SUN].map((date) => dayMinutes(date, held))).toEqual([1320, 1080, 1440]);
  });

  test('that are the same as the daily ones are not kept', () => {
    expect(calendar('13:00-14:00; fri=13:00-14:00')).toEqual({ timeZone, breaks: [{ startMin: 780, endMin: 840 }] });
  });

  test('may leave a single weekday, and a plain text is what it was', () => {
    expect(dayMinutes(MON, calendar('00:00-24:00; mon=only 00:00-08:00'))).toBe(960);
    expect(calendar('22:00-06:00')).toEqual({
      timeZone,
      breaks: [
        { startMin: 0, endMin: 360 },
        { startMin: 1320, endMin: 1440 },
      ],
    });
  });

  test.each(['fri=', 'fri', 'day=12:00-13:00', 'mon-=12:00-13:00', '; ', '12:00-13:00;', 'fri=onl 12:00-13:00'])(
    'refuses %p by name',
    (text) => {
      expect(() => calendar(text)).toThrow(failure('InvalidCalendar'));
    },
  );

  test('refuses a week without an active minute', () => {
    expect(() => calendar('mon-sun=00:00-24:00')).toThrow(failure('InvalidCalendar'));
  });
});

describe('holidays', () => {
  test('are whole local days without an active minute', () => {
    const held = calendar('00:00-06:00', '2026-01-05, 2026-01-09..2026-01-10');
    expect([MON, '2026-01-06', FRI, SAT, SUN].map((date) => dayMinutes(date, held))).toEqual([0, 1080, 0, 0, 1080]);
    expect(addActiveMinutes(at('2026-01-08T23:50'), 15, held)).toBe(at(`${SUN}T06:05`));
  });

  test('a night that begins on a holiday still ends the morning after', () => {
    expect(nextActiveInstant(at(`${MON}T10:00`), calendar('22:00-06:00', MON))).toBe(at('2026-01-06T06:00'));
  });

  test('are sorted and joined where they touch', () => {
    expect(calendar('', '2027-01-01,2026-12-26,2026-12-25..2026-12-31').holidays).toEqual([
      { from: '2026-12-25', to: '2027-01-01' },
    ]);
  });

  test('last as long as the local day: 25 hours where clocks are set back', () => {
    const berlin = slaCalendar({ timeZone: 'Europe/Berlin', breaks: '', holidays: '2026-10-25' });
    expect(nextActiveInstant('2026-10-24T22:00:00.000Z', berlin)).toBe('2026-10-25T23:00:00.000Z');
  });

  test.each([
    ...['25.12.2026', '2026-02-30', '2026-12-25,', '2026-12-26..2026-12-25', '2026-01-01..2026-01-02..2026-01-03'],
    '2026-1-1',
  ])('refuses %p by name', (text) => {
    expect(() => calendar('', text)).toThrow(failure('InvalidCalendar'));
  });

  test('refuses a whole year of them, 365 days, also where closed weekdays complete it; 364 pass', () => {
    expect(() => calendar('', '2026-01-01..2026-12-31')).toThrow(failure('InvalidCalendar'));
    // From Sunday, 4 January, 363 days on: with the Saturday before and the Sunday after closed it is 365.
    expect(() => calendar('sat-sun=00:00-24:00', '2026-01-04..2027-01-01')).toThrow(failure('InvalidCalendar'));
    expect(calendar('', '2026-01-01..2026-12-30').holidays).toHaveLength(1);
  });
});

describe('a calendar from outside', () => {
  test('of an older release, without the new fields, is read as it was meant', () => {
    const old = { timeZone, breaks: [{ startMin: 0, endMin: 360 }] };
    expect(readCalendar(JSON.parse(JSON.stringify(old)))).toEqual(old);
    expect(dayMinutes(MON, old)).toBe(1080);
  });

  test.each([
    [null],
    [{ timeZone }],
    [{ timeZone: 7, breaks: [] }],
    [{ timeZone: 'Mars/Base', breaks: [] }],
    [{ timeZone, breaks: [{ startMin: 10, endMin: 10 }] }],
    [{ timeZone, breaks: [{ startMin: 0, endMin: 1440 }] }],
    [{ timeZone, breaks: [{ startMin: 0.5, endMin: 60 }] }],
    [{ timeZone, breaks: [], weekdayBreaks: { 8: [] } }],
    [{ timeZone, breaks: [], holidays: ['2026-12-25'] }],
    [{ timeZone, breaks: [], holidays: [{ from: 'soon', to: 'later' }] }],
  ])('without the shape of one is refused by name: %j', (value) => {
    expect(() => readCalendar(value)).toThrow(failure('InvalidCalendar'));
  });
});

describe('a search for active minutes ends', () => {
  const start = '2026-01-01T00:00:00.000Z';

  test('by name when a hundred years have too few: a minute a week are 5,218 in all', () => {
    const sparse = calendar('00:00-24:00; mon=only 00:00-23:59');
    expect(Date.parse(addActiveMinutes(start, 5_200, sparse))).toBeGreaterThan(Date.UTC(2125, 0, 1));
    expect(() => addActiveMinutes(start, 5_300, sparse)).toThrow(failure('InvalidCalendar'));
  });

  test('by name on a calendar nobody checked, that leaves nothing', () => {
    const closed = { timeZone, breaks: [{ startMin: 0, endMin: 1440 }] };
    const years = { timeZone, breaks: [], holidays: [{ from: '2020-01-01', to: '2300-01-01' }] };
    expect(() => nextActiveInstant(start, closed)).toThrow(failure('InvalidCalendar'));
    expect(() => addActiveMinutes(start, 1, years)).toThrow(failure('InvalidCalendar'));
  });
});
