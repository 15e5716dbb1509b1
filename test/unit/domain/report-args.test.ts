import { parseMonthTrend, parseTicketReport, parseWeekTrend } from '../../../domain/report-args';
import { lastDays, periodBefore, periodOf } from '../../../domain/report-period';

const CONTEXT = { today: '2026-11-24', appCodes: ['MIT', 'MIS'] };
const words = (text: string) => text.split(' ').filter(Boolean);
const shown = (request: ReturnType<typeof parseTicketReport>) =>
  request.ok ? `${request.period.from}..${request.period.to} ${request.app ?? '-'}` : request.reason;

describe('/tiketreport', () => {
  test.each([
    ['', '2026-11-01..2026-11-30 -'],
    ['MIT', '2026-11-01..2026-11-30 MIT'],
    ['monthly', '2026-11-01..2026-11-30 -'],
    ['monthly 2 2024', '2024-02-01..2024-02-29 -'],
    ['Monthly 02 2025 mis', '2025-02-01..2025-02-28 MIS'],
    ['quarterly', '2026-10-01..2026-12-31 -'],
    ['quarterly 1 2026 MIT', '2026-01-01..2026-03-31 MIT'],
    ['monthly 13 2026', 'usage'],
    ['monthly 0 2026', 'usage'],
    ['monthly 5', 'usage'],
    ['monthly 5 26', 'usage'],
    ['monthly 5 2026 MIT extra', 'usage'],
    ['quarterly 5 2026', 'usage'],
    ['yearly 1 2026', 'usage'],
    ['ABC', 'usage'],
    ['monthly 12 2026', 'future'],
    ['quarterly 1 2027', 'future'],
  ])('%j is %s', (text, expected) => {
    expect(shown(parseTicketReport(words(text), CONTEXT))).toBe(expected);
  });
});

describe('/trendbulan', () => {
  test.each([
    ['MIT', '2026-11-01..2026-11-30 MIT'],
    ['mis 1 2026', '2026-01-01..2026-01-31 MIS'],
    ['', 'usage'],
    ['1 2026', 'usage'],
    ['MIT 1', 'usage'],
    ['MIT satu 2026', 'usage'],
    ['MIT 1 2030', 'future'],
  ])('%j is %s', (text, expected) => {
    expect(shown(parseMonthTrend(words(text), CONTEXT))).toBe(expected);
  });
});

describe('/trendmingguan', () => {
  test.each([
    ['', '2026-11-22..2026-11-28 -'],
    ['MIT', '2026-11-22..2026-11-28 MIT'],
    ['1 11 2026', '2026-11-01..2026-11-07 -'],
    ['5 10 2026 mit', '2026-10-29..2026-10-31 MIT'],
    ['5 2 2024', '2024-02-29..2024-02-29 -'],
    ['5 2 2026', 'usage'],
    ['6 1 2026', 'usage'],
    ['1 11', 'usage'],
    ['5 11 2026', 'future'],
  ])('%j is %s', (text, expected) => {
    expect(shown(parseWeekTrend(words(text), CONTEXT))).toBe(expected);
  });
});

describe('the period before', () => {
  test.each([
    [periodOf('month', '2026-01-15'), '2025-12-01..2025-12-31'],
    [periodOf('quarter', '2026-02-01'), '2025-10-01..2025-12-31'],
    [periodOf('quarter', '2026-11-01'), '2026-07-01..2026-09-30'],
    [periodOf('week', '2026-03-05'), '2026-02-22..2026-02-28'],
    [periodOf('week', '2024-03-05'), '2024-02-29..2024-02-29'],
    [periodOf('week', '2026-03-30'), '2026-03-22..2026-03-28'],
    [lastDays('2026-03-02', 7), '2026-02-17..2026-02-23'],
  ])('%o', (period, expected) => {
    const { from, to } = periodBefore(period);
    expect(`${from}..${to}`).toBe(expected);
  });
});
