import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import {
  automationChart,
  responseChart,
  slaChart,
  symptomChart,
  type ChartSpec,
} from '../../../activities/charts/specs';
import type { Language } from '../../../domain/language';
import { parseCommand } from '../../../domain/messages';
import { parseMonthTrend, parseTicketReport, parseWeekTrend, type ReportRequest } from '../../../domain/report-args';
import { lastDays, periodBefore, type ReportPeriod } from '../../../domain/report-period';
import { renderPredictionReport, renderStats } from '../../render/prediction-report';
import { renderMonthTrend, renderTicketReport, renderWeekTrend } from '../../render/ticket-report';
import { renderUpdatedStats } from '../../render/updated-stats';
import { reply, replyWithPicture } from '../../reply';
import { botTextsIn, reportTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import { requestContextOf, type ReportDesk } from '../report-desk';
import { csvButton } from './report-csv';

const TOP_MONTH = 10;
const TOP_WEEK = 5;
const WEEK_EXAMPLES = 3;
const DAYS = { weekly: 7, monthly: 30 } as const;

/** A report ready to be sent. */
interface Answer {
  readonly html: string;
  /** None: there is nothing to draw. */
  readonly charts: readonly ChartSpec[];
  /** What the button for a CSV file asks for; null: there are no rows to give. */
  readonly rows: { readonly period: ReportPeriod; readonly app: string | null } | null;
}

/** `/stats`, `/report`, `/tiketreport`, `/trendbulan`, `/trendmingguan`, `/updatestats`: figures from the mirror, with pictures. */
export function reports({ reportDesk: desk, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  if (!desk) return Composer.passThru();
  const { language } = config;
  const reportDesk = { ...desk, language };
  const commands: Readonly<Record<string, (args: readonly string[]) => Promise<Answer | string>>> = {
    stats: () => stats(reportDesk),
    report: (args) => predictionReport(reportDesk, args),
    tiketreport: (args) => ticketReport(reportDesk, parseTicketReport(args, requestContextOf(reportDesk))),
    trendbulan: (args) => monthTrend(reportDesk, parseMonthTrend(args, requestContextOf(reportDesk))),
    updatestats: async () => renderUpdatedStats(await reportDesk.runReport(), language),
    trendmingguan: (args) => weekTrend(reportDesk, parseWeekTrend(args, requestContextOf(reportDesk))),
  };
  return Composer.privateChat(
    Composer.command(Object.keys(commands), async (ctx) => {
      const command = parseCommand(ctx.message.text);
      const run = command ? commands[command.name] : undefined;
      if (!run) return;
      const answer = await run(command?.args ?? []);
      if (typeof answer === 'string') return reply(ctx, answer, log);
      await reply(ctx, answer.html, log, answer.rows ? [[csvButton(answer.rows, language)]] : []);
      if (answer.charts.length === 0) return;
      // The figures were sent: a picture that cannot be drawn must not bring the command back.
      const png = await reportDesk.charts.png(answer.charts).catch((error: unknown) => {
        log.error({ err: error }, 'a chart was not drawn');
        return null;
      });
      if (png) await replyWithPicture(ctx, png, log);
    }),
  );
}

/** The desk, and what its visitors read. */
type Desk = ReportDesk & { readonly language: Language };

async function stats({ reports: figures, modelVersion, language }: Desk): Promise<string> {
  return renderStats(await figures.predictions(null), modelVersion(), language);
}

async function predictionReport(desk: Desk, args: readonly string[]): Promise<Answer | string> {
  const word = args[0]?.toLowerCase() ?? 'weekly';
  if (args.length > 1 || (word !== 'weekly' && word !== 'monthly')) return reportTextsIn(desk.language).usage.report;
  const period = lastDays(requestContextOf(desk).today, DAYS[word]);
  const [figures, before, days] = await Promise.all([
    desk.reports.predictions(period),
    desk.reports.predictions(periodBefore(period)),
    desk.reports.predictionDays(period),
  ]);
  const { language } = desk;
  const html = renderPredictionReport({ period, figures, before, modelVersion: desk.modelVersion(), language });
  return { html, charts: days.length > 0 ? [automationChart(days, botTextsIn(language).charts)] : [], rows: null };
}

async function ticketReport(desk: Desk, request: ReportRequest): Promise<Answer | string> {
  if (!request.ok) return refusalOf(request.reason, 'tiketreport', desk);
  const { period, app } = request;
  const { figures, days } = await desk.reports.ticketReport({ days: period, app }, TOP_MONTH);
  const html = renderTicketReport(period, app, figures, desk.language);
  if (figures.total === 0) return html;
  const { charts: texts } = botTextsIn(desk.language);
  const charts = [
    slaChart(days, texts),
    responseChart(days, desk.slaTargetMin, texts),
    ...(figures.symptoms.length > 0 ? [symptomChart(figures.symptoms, texts)] : []),
  ];
  return { html, charts, rows: { period, app } };
}

async function monthTrend(desk: Desk, request: ReportRequest): Promise<Answer | string> {
  if (!request.ok) return refusalOf(request.reason, 'trendbulan', desk);
  const { period, app } = request;
  const figures = await desk.reports.trend({ days: period, app }, { top: TOP_MONTH, examples: 0 });
  const html = renderMonthTrend(period, app ?? '', figures, desk.language);
  return trendAnswer(html, figures.symptoms, request, desk);
}

async function weekTrend(desk: Desk, request: ReportRequest): Promise<Answer | string> {
  if (!request.ok) return refusalOf(request.reason, 'trendmingguan', desk);
  const { period, app } = request;
  const figures = await desk.reports.trend({ days: period, app }, { top: TOP_WEEK, examples: WEEK_EXAMPLES });
  return trendAnswer(renderWeekTrend(period, app, figures, desk.language), figures.symptoms, request, desk);
}

function trendAnswer(
  html: string,
  symptoms: readonly { readonly name: string; readonly count: number }[],
  { period, app }: { period: ReportPeriod; app: string | null },
  { language }: Desk,
): Answer | string {
  if (symptoms.length === 0) return html;
  return { html, charts: [symptomChart(symptoms, botTextsIn(language).charts)], rows: { period, app } };
}

function refusalOf(
  reason: 'usage' | 'future',
  command: 'tiketreport' | 'trendbulan' | 'trendmingguan',
  { language }: Desk,
): string {
  const { usage, future } = reportTextsIn(language);
  return reason === 'usage' ? usage[command] : future;
}
