import {
  activeMinutes,
  addActiveMinutes,
  minuteAccount,
  nextActiveInstant,
  parseBreaks,
  slaCalendar,
  slaResult,
  DEFAULT_BREAKS,
} from '../../../domain/sla';
import { failure } from './failure';

const JAKARTA = slaCalendar({ timeZone: 'Asia/Jakarta', breaks: DEFAULT_BREAKS });
/** An instant on 5 January 2026 by the clocks of Jakarta. */
const at = (time: string, day = '05') => new Date(`2026-01-${day}T${time}:00+07:00`).toISOString();

describe('breaks', () => {
  it('reads spans of the local day, sorted', () => {
    expect(parseBreaks('13:00-14:00, 00:00-06:00')).toEqual([
      { startMin: 0, endMin: 360 },
      { startMin: 780, endMin: 840 },
    ]);
  });

  it('splits one that crosses midnight', () => {
    expect(parseBreaks('22:00-06:00')).toEqual([
      { startMin: 0, endMin: 360 },
      { startMin: 1320, endMin: 1440 },
    ]);
    expect(parseBreaks('22:00-00:00')).toEqual([{ startMin: 1320, endMin: 1440 }]);
    expect(parseBreaks('22:00-24:00')).toEqual([{ startMin: 1320, endMin: 1440 }]);
  });

  it('merges overlapping and touching ones', () => {
    expect(parseBreaks('13:00-14:00,13:30-15:00,15:00-16:00')).toEqual([{ startMin: 780, endMin: 960 }]);
  });

  it('has none for an empty text', () => {
    expect(parseBreaks(' ')).toEqual([]);
  });

  it.each([
    '13:00',
    '13:00-13:00',
    '25:00-26:00',
    '24:30-25:00',
    '13:60-14:00',
    '13:00-14:00,',
    'noon',
    '00:00-24:00',
    '00:00-12:00,12:00-24:00',
    '24:00-01:00',
  ])('refuses %p by name', (text) => {
    expect(() => parseBreaks(text)).toThrow(failure('InvalidCalendar'));
  });

  it('refuses an unknown zone when the calendar is made', () => {
    expect(() => slaCalendar({ timeZone: 'Mars/Base', breaks: '' })).toThrow(failure('InvalidCalendar'));
  });
});

describe('active minutes', () => {
  it('counts all minutes outside breaks', () => {
    expect(activeMinutes(at('09:00'), at('09:14'), JAKARTA)).toBe(14);
  });

  it('counts no minute of a break that the ticket spans: 12:50 to 14:10 is 20', () => {
    expect(activeMinutes(at('12:50'), at('14:10'), JAKARTA)).toBe(20);
  });

  it('counts nothing within a break, and both its edges right', () => {
    expect(activeMinutes(at('13:10'), at('13:50'), JAKARTA)).toBe(0);
    expect(activeMinutes(at('13:00'), at('14:00'), JAKARTA)).toBe(0);
    expect(activeMinutes(at('12:59'), at('14:01'), JAKARTA)).toBe(2);
  });

  it('counts 16 hours a day over days: 18 less the breaks of an hour each', () => {
    expect(activeMinutes(at('00:00', '05'), at('00:00', '15'), JAKARTA)).toBe(10 * 16 * 60);
  });

  it('swaps instants that come in the wrong order', () => {
    expect(activeMinutes(at('14:10'), at('12:50'), JAKARTA)).toBe(20);
  });

  it('counts parts of minutes', () => {
    expect(activeMinutes('2026-01-05T02:00:00Z', '2026-01-05T02:00:30.600Z', JAKARTA)).toBeCloseTo(0.51, 10);
  });

  it('refuses what is no instant', () => {
    expect(() => activeMinutes('soon', at('09:00'), JAKARTA)).toThrow(failure('InvalidInstant'));
  });

  it('counts an hour that clocks show twice twice, and a skipped one not at all', () => {
    const newYork = slaCalendar({ timeZone: 'America/New_York', breaks: '13:00-14:00' });
    expect(activeMinutes('2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', newYork)).toBe(24 * 60);
    expect(activeMinutes('2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', newYork)).toBe(22 * 60);
  });

  it('counts a break twice that clocks show twice: 01:00-02:00 in New York on 1 November 2026', () => {
    const newYork = slaCalendar({ timeZone: 'America/New_York', breaks: '01:00-02:00' });
    expect(activeMinutes('2026-11-01T04:00:00Z', '2026-11-01T08:00:00Z', newYork)).toBe(120);
  });
});

describe('adding active minutes', () => {
  it('jumps over a break: 15 minutes after 12:50 is 14:05', () => {
    expect(addActiveMinutes(at('12:50'), 15, JAKARTA)).toBe(at('14:05'));
  });

  it('starts at the end of a break when it begins in one: 15 minutes after 03:00 is 06:15', () => {
    expect(addActiveMinutes(at('03:00'), 15, JAKARTA)).toBe(at('06:15'));
  });

  it('is the start of the break when reached exactly there, whose next active instant is its end', () => {
    expect(addActiveMinutes(at('12:45'), 15, JAKARTA)).toBe(at('13:00'));
    expect(nextActiveInstant(at('13:00'), JAKARTA)).toBe(at('14:00'));
  });

  it('is the instant itself for 0 minutes, even inside a break', () => {
    expect(addActiveMinutes(at('13:30'), 0, JAKARTA)).toBe(at('13:30'));
  });

  it('runs over days: 24 active hours after 08:00 take a day and 9 hours', () => {
    expect(addActiveMinutes(at('08:00', '05'), 24 * 60, JAKARTA)).toBe(at('17:00', '06'));
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e9])('refuses %p minutes by name', (minutes) => {
    expect(() => addActiveMinutes(at('08:00'), minutes, JAKARTA)).toThrow(failure('InvalidInput'));
  });
});

describe('the next active instant', () => {
  it('is the instant itself outside breaks, and the end of the break inside', () => {
    expect(nextActiveInstant(at('12:59'), JAKARTA)).toBe(at('12:59'));
    expect(nextActiveInstant(at('14:00'), JAKARTA)).toBe(at('14:00'));
    expect(nextActiveInstant(at('00:00'), JAKARTA)).toBe(at('06:00'));
  });

  it('passes a break that goes on over midnight', () => {
    const night = slaCalendar({ timeZone: 'Asia/Jakarta', breaks: '22:00-06:00' });
    expect(nextActiveInstant(at('23:00', '05'), night)).toBe(at('06:00', '06'));
  });
});

describe('SLA figures', () => {
  const result = (receivedAt: string | null, respondedAt: string | null) =>
    slaResult({ receivedAt, respondedAt, targetMin: 15, calendar: JAKARTA });

  it('is OK at the target and late over it', () => {
    expect(result(at('09:00'), at('09:15'))).toEqual({ responseMin: 15, status: 'OK', remainingMin: 0 });
    expect(result(at('09:00'), at('09:16'))).toEqual({ responseMin: 16, status: 'TERLAMBAT', remainingMin: 0 });
    expect(result(at('09:00'), at('09:04'))).toEqual({ responseMin: 4, status: 'OK', remainingMin: 11 });
  });

  it('judges the rounded minutes: 15.003 minutes are 15.00 and OK, 15.006 are 15.01 and late', () => {
    expect(result('2026-01-05T02:00:00.000Z', '2026-01-05T02:15:00.180Z')).toEqual({
      responseMin: 15,
      status: 'OK',
      remainingMin: 0,
    });
    expect(result('2026-01-05T02:00:00.000Z', '2026-01-05T02:15:00.360Z')).toEqual({
      responseMin: 15.01,
      status: 'TERLAMBAT',
      remainingMin: 0,
    });
  });

  it('rounds to two decimals: 100 seconds are 1.67 and leave 13.33', () => {
    expect(result('2026-01-05T02:00:00Z', '2026-01-05T02:01:40Z')).toEqual({
      responseMin: 1.67,
      status: 'OK',
      remainingMin: 13.33,
    });
  });

  it('has none where an instant is missing', () => {
    expect(result(null, at('09:00'))).toBeNull();
    expect(result(at('09:00'), null)).toBeNull();
  });
});

describe('the account of minutes', () => {
  it('tells stretch by stretch what counted', () => {
    expect(minuteAccount(at('12:50'), at('14:10'), JAKARTA)).toEqual([
      { from: at('12:50'), to: at('13:00'), active: true, minutes: 10 },
      { from: at('13:00'), to: at('14:00'), active: false, minutes: 60 },
      { from: at('14:00'), to: at('14:10'), active: true, minutes: 10 },
    ]);
  });

  it('joins a stretch over midnight', () => {
    const noBreaks = slaCalendar({ timeZone: 'Asia/Jakarta', breaks: '' });
    expect(minuteAccount(at('23:00', '05'), at('01:00', '06'), noBreaks)).toEqual([
      { from: at('23:00', '05'), to: at('01:00', '06'), active: true, minutes: 120 },
    ]);
    expect(minuteAccount(at('09:00'), at('09:00'), JAKARTA)).toEqual([]);
  });
});
