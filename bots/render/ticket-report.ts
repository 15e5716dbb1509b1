import { cutWithEllipsis, escapeHtml } from '../../domain/html';
import { foldSpace } from '../../domain/messages';
import { maskPersonalData } from '../../domain/pii';
import { compliance, type Counted, type TicketFigures, type TrendFigures } from '../../domain/report';
import type { ReportPeriod } from '../../domain/report-period';
import { reportTexts } from '../texts/reports-id';
import { countText, minutesText, percentText, periodText } from './report-numbers';

/** Characters of a ticket's text in an example. */
const EXAMPLE_CHARS = 50;

/** `/tiketreport`. @param app - code, or null for all apps */
export function renderTicketReport(period: ReportPeriod, app: string | null, figures: TicketFigures): string {
  const { tickets, none } = reportTexts;
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
    ...section(tickets.apps, apps),
    ...section(tickets.solvers, solvers),
    ...section(tickets.symptoms, symptoms),
    ...othersLine(otherSymptoms),
  ].join('\n');
}

/** `/trendbulan`: the most frequent symptoms of an app in a month. */
export function renderMonthTrend(period: ReportPeriod, app: string, figures: TrendFigures): string {
  return trend(reportTexts.trend.month(escapeHtml(app), periodText(period)), figures);
}

/** `/trendmingguan`: the most frequent symptoms of a week, each with examples. */
export function renderWeekTrend(period: ReportPeriod, app: string | null, figures: TrendFigures): string {
  return trend(reportTexts.trend.week(periodText(period), appPart(app)), figures);
}

function trend(title: string, { total, symptoms, otherSymptoms }: TrendFigures): string {
  const texts = reportTexts.trend;
  if (total === 0) return [title, reportTexts.none].join('\n');
  const lines = symptoms.flatMap(({ name, count, share, examples }, index) => [
    texts.line(index + 1, nameText(name), countText(count), percentText(share)),
    ...examples.map((text) => texts.example(exampleText(text))),
  ]);
  return [title, reportTexts.tickets.total(countText(total)), ...lines, ...othersLine(otherSymptoms)].join('\n');
}

function section(title: string, counted: readonly Counted[]): string[] {
  if (counted.length === 0) return [];
  const lines = counted.map(({ name, count, share }) =>
    reportTexts.tickets.line(nameText(name), countText(count), percentText(share)),
  );
  return ['', title, ...lines];
}

function othersLine(count: number): string[] {
  return count > 0 ? [reportTexts.tickets.others(countText(count))] : [];
}

function nameText(name: string): string {
  return name === '' ? reportTexts.noSymptom : escapeHtml(name);
}

/** The start of a ticket's text, masked: a report is passed on to people who were not in the group. */
function exampleText(text: string): string {
  return escapeHtml(cutWithEllipsis(foldSpace(maskPersonalData(text)), EXAMPLE_CHARS));
}

function appPart(app: string | null): string {
  return app === null ? '' : ` · ${escapeHtml(app)}`;
}
