import { clockHourNamed, clockHourOf, hourBefore, monitoringRecordOf } from '../../../domain/report-hour';

const JAKARTA = 'Asia/Jakarta';

test.each([
  // 09:02 in Jakarta: the hour that is over is the one from 8 to 9.
  ['2026-11-24T02:02:00.000Z', JAKARTA, '2026-11-24 08:00', '2026-11-24T01:00:00.000Z'],
  ['2026-11-24T02:00:00.000Z', JAKARTA, '2026-11-24 08:00', '2026-11-24T01:00:00.000Z'],
  ['2026-11-24T01:59:59.999Z', JAKARTA, '2026-11-24 07:00', '2026-11-24T00:00:00.000Z'],
  ['2026-12-31T17:01:00.000Z', JAKARTA, '2026-12-31 23:00', '2026-12-31T16:00:00.000Z'],
  // Half an hour off: 14:32 in Calcutta.
  ['2026-11-24T09:02:00.000Z', 'Asia/Kolkata', '2026-11-24 13:00', '2026-11-24T07:30:00.000Z'],
  // Clocks in Berlin skip the hour from 2 to 3 on this day: before 3 comes the hour from 1.
  ['2026-03-29T01:02:00.000Z', 'Europe/Berlin', '2026-03-29 01:00', '2026-03-29T00:00:00.000Z'],
])('at %s in %s the last full hour is %s', (at, timeZone, hour, from) => {
  expect(hourBefore(at, timeZone)).toMatchObject({ hour, from });
});

test('an hour is found again by its name', () => {
  const hour = clockHourOf('2026-11-24T01:34:56.789Z', JAKARTA);
  expect(hour.before).toBe('2026-11-24T02:00:00.000Z');
  expect(clockHourNamed(hour.hour, JAKARTA)).toEqual(hour);
});

test('accuracy is APPROVED of APPROVED and CORRECTED, and blank where nothing was decided', () => {
  const figures = {
    ...{ total: 8, avgConfidence: 0.875, auto: 6, review: 2, pending: 1, reviewed: 5 },
    ...{ approved: 3, corrected: 1, gemini: 0, hybrid: 0 },
  };
  expect(monitoringRecordOf('2026-11-24 08:00', figures, 'v3')).toEqual({
    hour: '2026-11-24 08:00',
    ...{ totalPredictions: 8, avgConfidencePercent: 87.5, autoCount: 6, reviewCount: 2, pendingCount: 1 },
    ...{ reviewedCount: 5, accuracyPercent: 75, modelVersion: 'v3' },
  });
  const undecided = { ...figures, approved: 0, corrected: 0 };
  expect(monitoringRecordOf('2026-11-24 08:00', undecided, '')?.accuracyPercent).toBeNull();
  expect(monitoringRecordOf('2026-11-24 08:00', { ...figures, total: 0 }, 'v3')).toBeNull();
});
