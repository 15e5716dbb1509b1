import { fromLocal, instantMs, instantOf, instantOfUnix, localDateTime, toLocal } from '../../../domain/local-time';
import { failure } from './failure';

describe('local time', () => {
  it('shows an instant as clocks in Jakarta do, 7 hours ahead of UTC', () => {
    expect(toLocal('2026-01-31T18:30:05.900Z', 'Asia/Jakarta')).toEqual({
      date: '2026-02-01',
      time: '01:30:05',
      minuteOfDay: 90,
      weekday: 7,
    });
    expect(localDateTime('2026-01-31T17:00:00Z', 'Asia/Jakarta')).toBe('2026-02-01 00:00:00');
  });

  it('reads offsets other than Z', () => {
    expect(instantMs('2026-01-31T15:00:00+07:00')).toBe(instantMs('2026-01-31T08:00:00Z'));
  });

  it('takes Unix seconds', () => {
    expect(instantOfUnix(1_769_846_400)).toBe('2026-01-31T08:00:00.000Z');
  });

  it.each([
    '',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2026-01-31',
    '2026-01-31T08:00:00',
    '2026-01-31T25:00:00Z',
    '0000-01-01T00:00:00Z',
  ])('refuses the instant %p by name', (text) => {
    expect(() => toLocal(text, 'Asia/Jakarta')).toThrow(failure('InvalidInstant'));
  });

  it('refuses milliseconds that are no instant', () => {
    expect(() => instantOf(Number.NaN)).toThrow(failure('InvalidInstant'));
    expect(() => instantOfUnix(1e15)).toThrow(failure('InvalidInstant'));
  });

  it('refuses an unknown zone by name', () => {
    expect(() => toLocal('2026-01-31T08:00:00Z', 'Asia/Bandung')).toThrow(failure('InvalidCalendar'));
  });
});

describe('from local time', () => {
  it('inverts toLocal', () => {
    expect(fromLocal({ date: '2026-02-01', time: '01:30:05', timeZone: 'Asia/Jakarta' })).toBe(
      '2026-01-31T18:30:05.000Z',
    );
  });

  it('reads a time that clocks skip on the clock from before: 02:30 in New York is the instant shown as 03:30', () => {
    const instant = fromLocal({ date: '2026-03-08', time: '02:30', timeZone: 'America/New_York' });
    expect(instant).toBe('2026-03-08T07:30:00.000Z');
    expect(toLocal(instant, 'America/New_York').time).toBe('03:30:00');
  });

  it('takes the earlier of two instants that clocks show alike', () => {
    expect(fromLocal({ date: '2026-11-01', time: '01:30', timeZone: 'America/New_York' })).toBe(
      '2026-11-01T05:30:00.000Z',
    );
  });

  it('knows changes of half an hour: Lord Howe skips 02:00-02:30 on 4 October 2026', () => {
    expect(fromLocal({ date: '2026-10-04', time: '02:15', timeZone: 'Australia/Lord_Howe' })).toBe(
      '2026-10-03T15:45:00.000Z',
    );
    expect(fromLocal({ date: '2026-04-05', time: '01:45', timeZone: 'Australia/Lord_Howe' })).toBe(
      '2026-04-04T14:45:00.000Z',
    );
  });

  it.each([
    ['2026-02-29', '10:00'],
    ['2026-01-01', '24:00'],
    ['01/02/2026', '10:00'],
  ])('refuses %s %s', (date, time) => {
    expect(() => fromLocal({ date, time, timeZone: 'Asia/Jakarta' })).toThrow(failure('InvalidInstant'));
  });
});
