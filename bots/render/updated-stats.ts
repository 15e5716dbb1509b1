import { escapeHtml } from '../../domain/html';
import type { Language } from '../../domain/language';
import type { ReportResult } from '../../workflows/contracts/report';
import { reportTextsIn } from '../texts/texts-in';
import { numbersIn } from './report-numbers';

/** `/updatestats`. @param result - null: the run takes longer than one waits for it */
export function renderUpdatedStats(result: ReportResult | null, language: Language): string {
  const { now } = reportTextsIn(language);
  const { countText, percentText } = numbersIn(language);
  if (result === null) return now.later;
  const { hour, row, filled } = result;
  return [
    ...(row
      ? [
          now.done(escapeHtml(hour)),
          now.figures(
            countText(row.totalPredictions),
            percentText(row.avgConfidencePercent / 100),
            countText(row.autoCount),
            countText(row.reviewCount),
          ),
        ]
      : [now.empty(escapeHtml(hour))]),
    ...(filled > 0 ? [now.filled(countText(filled))] : []),
  ].join('\n');
}
