import type { HourReportContent } from '../../activities/report';
import { escapeHtml } from '../../domain/html';
import type { Language } from '../../domain/language';
import { automationShare, compliance, remarksOn } from '../../domain/report';
import { reportTextsIn } from '../texts/texts-in';
import { numbersIn } from './report-numbers';

/** The hourly report of the reporting group: short, for it stands below a picture. */
export function renderHourReport(
  { hour, figures, pending, day, modelVersion }: HourReportContent,
  language: Language,
): string {
  const { hourly, stats, remarks } = reportTextsIn(language);
  const { countText, percentText } = numbersIn(language);
  const [date = '', time = ''] = hour.split(' ');
  // Admins hear of what waits in all, so the remark speaks of the same number.
  const found = remarksOn({ ...figures, pending }).map((remark) => remarks[remark]);
  return [
    hourly.title(date.split('-').reverse().join('/'), time),
    hourly.predictions(countText(figures.total), percentText(automationShare(figures))),
    stats.confidence(percentText(figures.avgConfidence)),
    stats.split(countText(figures.auto), countText(figures.review)),
    stats.gemini(countText(figures.gemini), countText(figures.hybrid)),
    hourly.pending(countText(pending)),
    ...(day.total > 0 ? [hourly.day(countText(day.total), percentText(compliance(day)))] : []),
    ...(modelVersion === null ? [] : [stats.model(escapeHtml(modelVersion))]),
    ...found,
  ].join('\n');
}
