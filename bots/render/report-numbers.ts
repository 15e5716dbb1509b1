import { localDay } from '../../domain/local-time';
import type { ReportPeriod } from '../../domain/report-period';
import { reportTexts } from '../texts/reports-id';

/** A whole number as Indonesians write it: `1.234`. */
export function countText(count: number): string {
  return count.toLocaleString('id-ID', { maximumFractionDigits: 0 });
}

/** A share 0..1 as percent with one decimal: `83,1%`; `-` where there is none. */
export function percentText(share: number | null): string {
  if (share === null) return '-';
  return `${(100 * share).toLocaleString('id-ID', { maximumFractionDigits: 1 })}%`;
}

/** Minutes with at most one decimal: `4,5`. */
export function minutesText(minutes: number): string {
  return minutes.toLocaleString('id-ID', { maximumFractionDigits: 1 });
}

/** The period in words: `November 2026`, `minggu 4, November 2026`, `18/11/2026 – 24/11/2026`. */
export function periodText({ kind, from, to, year, month, week }: ReportPeriod): string {
  const { period, months } = reportTexts;
  const name = months[month - 1] ?? '';
  switch (kind) {
    case 'days':
      return period.days(dayText(from), dayText(to));
    case 'week':
      return period.week(week ?? 1, name, year);
    case 'month':
      return period.month(name, year);
    case 'quarter':
      return period.quarter(Math.ceil(month / 3), year);
  }
}

/** `24/11/2026`. @param date - `YYYY-MM-DD` */
function dayText(date: string): string {
  return localDay(date) === null ? date : date.split('-').reverse().join('/');
}
