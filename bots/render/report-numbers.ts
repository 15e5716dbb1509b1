import { numberText, type Language } from '../../domain/language';
import { localDay } from '../../domain/local-time';
import type { ReportPeriod } from '../../domain/report-period';
import { reportTextsIn } from '../texts/texts-in';

/** Numbers and periods as readers of a language write them. */
export interface NumberTexts {
  /** A whole number: `1.234`, `1,234`. */
  readonly countText: (count: number) => string;
  /** A share 0..1 as percent with one decimal: `83,1%`, `83.1%`; `-` where there is none. */
  readonly percentText: (share: number | null) => string;
  /** Minutes with at most one decimal: `4,5`, `4.5`. */
  readonly minutesText: (minutes: number) => string;
  /** The period in words: `November 2026`, `minggu 4, November 2026`, `18/11/2026 – 24/11/2026`. */
  readonly periodText: (period: ReportPeriod) => string;
}

/** @param language - the readers' */
export function numbersIn(language: Language): NumberTexts {
  const { period: periods, months } = reportTextsIn(language);
  return {
    countText: (count) => numberText(count, language, { most: 0 }),
    percentText: (share) => (share === null ? '-' : `${numberText(100 * share, language, { most: 1 })}%`),
    minutesText: (minutes) => numberText(minutes, language, { most: 1 }),
    periodText: ({ kind, from, to, year, month, week }) => {
      const name = months[month - 1] ?? '';
      switch (kind) {
        case 'days':
          return periods.days(dayText(from), dayText(to));
        case 'week':
          return periods.week(week ?? 1, name, year);
        case 'month':
          return periods.month(name, year);
        case 'quarter':
          return periods.quarter(Math.ceil(month / 3), year);
      }
    },
  };
}

/** `24/11/2026`. @param date - `YYYY-MM-DD` */
function dayText(date: string): string {
  return localDay(date) === null ? date : date.split('-').reverse().join('/');
}
