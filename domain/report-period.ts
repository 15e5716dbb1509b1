import { localDateOf, localDay } from './local-time';

/** Local calendar days that a report covers, both ends included. */
export interface ReportPeriod {
  readonly kind: 'days' | 'week' | 'month' | 'quarter';
  /** `YYYY-MM-DD`, local. */
  readonly from: string;
  /** `YYYY-MM-DD`, local; not before `from`. */
  readonly to: string;
  readonly year: number;
  /** 1..12; of a quarter its first; of a stretch of days that of its end. */
  readonly month: number;
  /** 1..5 within the month, of a week only: days 1-7, 8-14, 15-21, 22-28 and the rest. */
  readonly week: number | null;
}

const DAYS_OF_WEEK = 7;
const LAST_WEEK = 5;

/** The month as a period. @param month - 1..12 */
export function monthPeriod(year: number, month: number): ReportPeriod {
  return { kind: 'month', from: dateText(year, month, 1), to: lastDayOf(year, month), year, month, week: null };
}

/** Three months. @param quarter - 1..4 */
export function quarterPeriod(year: number, quarter: number): ReportPeriod {
  const month = (quarter - 1) * 3 + 1;
  const to = lastDayOf(year, month + 2);
  return { kind: 'quarter', from: dateText(year, month, 1), to, year, month, week: null };
}

/**
 * A week of a month.
 * @param week - 1..5
 * @returns null for the fifth week of a February of 28 days, which has no day
 */
export function weekPeriod(year: number, month: number, week: number): ReportPeriod | null {
  const first = (week - 1) * DAYS_OF_WEEK + 1;
  const monthEnd = lastDayOf(year, month);
  const from = dateText(year, month, first);
  if (from > monthEnd) return null;
  const to = week === LAST_WEEK ? monthEnd : dateText(year, month, first + DAYS_OF_WEEK - 1);
  return { kind: 'week', from, to, year, month, week };
}

/** The last `days` days up to and with today. @param today - `YYYY-MM-DD`, local; @param days - >= 1 */
export function lastDays(today: string, days: number): ReportPeriod {
  const { year, month } = partsOf(today);
  const from = localDateOf((localDay(today) ?? 0) - days + 1);
  return { kind: 'days', from, to: today, year, month, week: null };
}

/** The period of a kind that a day lies in. @param today - `YYYY-MM-DD`, local */
export function periodOf(kind: 'week' | 'month' | 'quarter', today: string): ReportPeriod {
  const { year, month, day } = partsOf(today);
  switch (kind) {
    case 'week':
      return weekPeriod(year, month, Math.min(LAST_WEEK, Math.ceil(day / DAYS_OF_WEEK))) ?? weekPeriod(year, month, 4)!;
    case 'month':
      return monthPeriod(year, month);
    case 'quarter':
      return quarterPeriod(year, Math.ceil(month / 3));
  }
}

/** The period of the same kind and length just before. */
export function periodBefore(period: ReportPeriod): ReportPeriod {
  const { kind, year, month, week } = period;
  const [beforeYear, beforeMonth] = month === 1 ? [year - 1, 12] : [year, month - 1];
  switch (kind) {
    case 'days': {
      const days = (localDay(period.to) ?? 0) - (localDay(period.from) ?? 0) + 1;
      return lastDays(localDateOf((localDay(period.from) ?? 0) - 1), days);
    }
    case 'week':
      if (week !== null && week > 1) return weekPeriod(year, month, week - 1)!;
      return weekPeriod(beforeYear, beforeMonth, LAST_WEEK) ?? weekPeriod(beforeYear, beforeMonth, LAST_WEEK - 1)!;
    case 'month':
      return monthPeriod(beforeYear, beforeMonth);
    case 'quarter':
      return month === 1 ? quarterPeriod(year - 1, 4) : quarterPeriod(year, Math.ceil(month / 3) - 1);
  }
}

function partsOf(date: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return { year, month, day };
}

function dateText(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function lastDayOf(year: number, month: number): string {
  return dateText(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate());
}
