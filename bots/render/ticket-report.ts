import { cutWithEllipsis, escapeHtml } from '../../domain/html';
import type { Language } from '../../domain/language';
import { foldSpace } from '../../domain/messages';
import { maskPersonalData } from '../../domain/pii';
import { compliance, type Counted, type TicketFigures, type TrendFigures } from '../../domain/report';
import type { ReportPeriod } from '../../domain/report-period';
import type { ReportTexts } from '../texts/id/reports';
import { reportTextsIn } from '../texts/texts-in';
import { numbersIn, type NumberTexts } from './report-numbers';

/** Characters of a ticket's text in an example. */
const EXAMPLE_CHARS = 50;

/** `/tiketreport`. @param app - code, or null for all apps */
export function renderTicketReport(
  period: ReportPeriod,
  app: string | null,
  figures: TicketFigures,
  language: Language,
): string {
  const how = inLanguage(language);
  const { texts, countText, minutesText, percentText, periodText } = how;
  const { tickets, none } = texts;
  const title = tickets.title(periodText(period), appPart(app));
  if (figures.total === 0) return [title, none].join('\n');
  const { response, met, late, apps, solvers, symptoms, otherSymptoms } = figures;
  return [
    title,
    tickets.total(countText(figures.total)),
    ...(response
      ? [tickets.response(minutesText(response.meanMin), minutesText(response.minMin), minutesText(response.maxMin))]
      : []),
    tickets.compliance(percentText(compliance(figures)), countText(met), countText(late)),
    ...section(how, tickets.apps, apps),
    ...section(how, tickets.solvers, solvers),
    ...section(how, tickets.symptoms, symptoms),
    ...othersLine(how, otherSymptoms),
  ].join('\n');
}

/** `/trendbulan`: the most frequent symptoms of an app in a month. */
export function renderMonthTrend(period: ReportPeriod, app: string, figures: TrendFigures, language: Language): string {
  const how = inLanguage(language);
  return trend(how, how.texts.trend.month(escapeHtml(app), how.periodText(period)), figures);
}

/** `/trendmingguan`: the most frequent symptoms of a week, each with examples. */
export function renderWeekTrend(
  period: ReportPeriod,
  app: string | null,
  figures: TrendFigures,
  language: Language,
): string {
  const how = inLanguage(language);
  return trend(how, how.texts.trend.week(how.periodText(period), appPart(app)), figures);
}

/** Words and numbers of one language. */
interface How extends NumberTexts {
  readonly texts: ReportTexts;
}

function inLanguage(language: Language): How {
  return { texts: reportTextsIn(language), ...numbersIn(language) };
}

function trend(how: How, title: string, { total, symptoms, otherSymptoms }: TrendFigures): string {
  const { texts, countText, percentText } = how;
  if (total === 0) return [title, texts.none].join('\n');
  const lines = symptoms.flatMap(({ name, count, share, examples }, index) => [
    texts.trend.line(index + 1, nameText(how, name), countText(count), percentText(share)),
    ...examples.map((text) => texts.trend.example(exampleText(text))),
  ]);
  return [title, texts.tickets.total(countText(total)), ...lines, ...othersLine(how, otherSymptoms)].join('\n');
}

function section(how: How, title: string, counted: readonly Counted[]): string[] {
  if (counted.length === 0) return [];
  const lines = counted.map(({ name, count, share }) =>
    how.texts.tickets.line(nameText(how, name), how.countText(count), how.percentText(share)),
  );
  return ['', title, ...lines];
}

function othersLine({ texts, countText }: How, count: number): string[] {
  return count > 0 ? [texts.tickets.others(countText(count))] : [];
}

function nameText({ texts }: How, name: string): string {
  return name === '' ? texts.noSymptom : escapeHtml(name);
}

/** The start of a ticket's text, masked: a report is passed on to people who were not in the group. */
function exampleText(text: string): string {
  return escapeHtml(cutWithEllipsis(foldSpace(maskPersonalData(text)), EXAMPLE_CHARS));
}

function appPart(app: string | null): string {
  return app === null ? '' : ` · ${escapeHtml(app)}`;
}
