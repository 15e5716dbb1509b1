import { escapeHtml } from '../../domain/html';
import type { Language } from '../../domain/language';
import { automationShare, remarksOn, reviewAccuracy, type PredictionFigures } from '../../domain/report';
import type { ReportPeriod } from '../../domain/report-period';
import { reportTextsIn } from '../texts/texts-in';
import { numbersIn } from './report-numbers';

/**
 * `/stats`: all predictions so far.
 * @param modelVersion - null: no model in service
 */
export function renderStats(figures: PredictionFigures, modelVersion: string | null, language: Language): string {
  const { stats } = reportTextsIn(language);
  return [stats.title, ...figureLines(figures, language), ...modelLine(modelVersion, language)].join('\n');
}

/**
 * `/report`: the figures of some days with remarks.
 * @param input.before - the figures of as many days before; null: none are known
 */
export function renderPredictionReport(input: {
  period: ReportPeriod;
  figures: PredictionFigures;
  before: PredictionFigures | null;
  modelVersion: string | null;
  language: Language;
}): string {
  const { period, figures, before, modelVersion, language } = input;
  const { stats, none, remarks } = reportTextsIn(language);
  const { percentText, periodText } = numbersIn(language);
  const title = stats.report(periodText(period));
  if (figures.total === 0) return [title, none].join('\n');
  const earlier = before && automationShare(before);
  const found = remarksOn(figures).map((remark) => remarks[remark]);
  return [
    title,
    ...figureLines(figures, language),
    ...(earlier === null ? [] : [stats.trend(percentText(earlier), percentText(automationShare(figures)))]),
    ...modelLine(modelVersion, language),
    ...(found.length > 0 ? ['', stats.remarksTitle, ...found] : []),
  ].join('\n');
}

function figureLines(figures: PredictionFigures, language: Language): string[] {
  const { stats } = reportTextsIn(language);
  const { countText, percentText } = numbersIn(language);
  const { total, auto, review, pending, reviewed, gemini, hybrid } = figures;
  const accuracy = reviewAccuracy(figures);
  return [
    stats.total(countText(total)),
    stats.confidence(percentText(figures.avgConfidence)),
    stats.automation(percentText(automationShare(figures))),
    stats.split(countText(auto), countText(review)),
    stats.people(countText(pending), countText(reviewed)),
    ...(accuracy === null ? [] : [stats.accuracy(percentText(accuracy))]),
    stats.gemini(countText(gemini), countText(hybrid)),
  ];
}

function modelLine(version: string | null, language: Language): string[] {
  return version === null ? [] : [reportTextsIn(language).stats.model(escapeHtml(version))];
}
