import {
  parseOldDate,
  parseOldDateTime,
  parseOldNumber,
  parseOldShare,
  parseOldTime,
  parseSlaStatus,
} from '../../../domain/old-formats';

describe('old formats', () => {
  it.each([
    [0.57, 0.57],
    ['0,57', 0.57],
    ['0.57', 0.57],
    ['-3', -3],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1.234.567', 1234567],
    ['95%', 95],
    ['95,5 %', 95.5],
    ['', null],
    ['-', null],
    ['1.2.3', null],
    ['12,', null],
    ['12 menit', null],
    [null, null],
    [true, null],
    [Number.NaN, null],
    [`1${' '.repeat(48_000)}x`, null],
  ])('the number %p is %p', (cell, expected) => {
    expect(parseOldNumber(cell)).toBe(expected);
  });

  it.each([
    ['0,57', 0.57],
    ['57%', 0.57],
    [1, 1],
    [57, null],
    ['-0,1', null],
    ['', null],
  ])('the share %p is %p', (cell, expected) => {
    expect(parseOldShare(cell)).toBe(expected);
  });

  it.each([
    ['2025-04-03', '2025-04-03'],
    ['3/4/2025', '2025-04-03'],
    ['04/25/2025', '2025-04-25'],
    ['25-04-2025', '2025-04-25'],
    ['25/04/2025 10:00:00', '2025-04-25'],
    ['04-25-2025', null],
    ['31/02/2025', null],
    ['2025-13-01', null],
    ['25/04/25', null],
    ['besok', null],
    ['', null],
    [45_772, '2025-04-25'],
    [3, null],
  ])('the date %p is %p', (cell, expected) => {
    expect(parseOldDate(cell)).toBe(expected);
  });

  it.each([
    ['9:05', '09:05:00'],
    ['09:05:07', '09:05:07'],
    ['9.05', '09:05:00'],
    ['2025-04-25 09:05:07', '09:05:07'],
    ['24:00', null],
    ['pagi', null],
    ['', null],
    [0.5, '12:00:00'],
    [45_772.25, '06:00:00'],
  ])('the time %p is %p', (cell, expected) => {
    expect(parseOldTime(cell)).toBe(expected);
  });

  it.each([
    ['25/04/2025 9:05:07', '2025-04-25 09:05:07'],
    ['2025-04-25T09:05:07Z', '2025-04-25 09:05:07'],
    ['2025-04-25', '2025-04-25 00:00:00'],
    [45_772.5, '2025-04-25 12:00:00'],
    ['x', null],
  ])('the date and time %p is %p', (cell, expected) => {
    expect(parseOldDateTime(cell)).toBe(expected);
  });

  it.each([
    ['OK', 'OK'],
    ['met', 'OK'],
    ['Within SLA', 'OK'],
    ['TERLAMBAT', 'TERLAMBAT'],
    ['BREACH', 'TERLAMBAT'],
    ['breached', 'TERLAMBAT'],
    ['OVER SLA', 'TERLAMBAT'],
    ['late', 'TERLAMBAT'],
    ['', null],
    ['?', null],
  ])('the SLA word %p is %p', (cell, expected) => {
    expect(parseSlaStatus(cell)).toBe(expected);
  });
});
