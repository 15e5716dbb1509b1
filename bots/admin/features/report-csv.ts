import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import type { CardButton } from '../../../domain/review';
import type { Language } from '../../../domain/language';
import { localDay } from '../../../domain/local-time';
import { csvOf } from '../../../activities/logs-csv';
import { answerPress, replyWithFile } from '../../reply';
import { botTextsIn, reportTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';

/** Which rows a file holds. */
export interface CsvRequest {
  /** `YYYY-MM-DD`, local, both included. */
  readonly period: { readonly from: string; readonly to: string };
  readonly app: string | null;
}

const DATA = /^csv:(\d{4}-\d{2}-\d{2}):(\d{4}-\d{2}-\d{2}):(\w{0,16})$/;

/** The button under a report that asks for its rows; at most 42 bytes of data. */
export function csvButton({ period, app }: CsvRequest, language: Language): CardButton {
  return { text: reportTextsIn(language).csv.button, data: `csv:${period.from}:${period.to}:${app ?? ''}` };
}

/** The request behind a button; null when the data is of another. */
export function parseCsvData(data: string): CsvRequest | null {
  const [, from = '', to = '', app = ''] = DATA.exec(data) ?? [];
  if (localDay(from) === null || localDay(to) === null) return null;
  return { period: { from, to }, app: app === '' ? null : app };
}

/** The button for the rows of a report. */
export function reportCsv({ reportDesk, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  if (!reportDesk) return Composer.passThru();
  return Composer.action(/^csv:/, async (ctx) => {
    const request = parseCsvData(ctx.match.input);
    if (!request) return answerPress(ctx, botTextsIn(config.language).press.refused, log);
    const { period, app } = request;
    const rows = await reportDesk.reports.logsRows({ days: period, app });
    await answerPress(ctx, reportTextsIn(config.language).csv.rows(rows.length), log);
    const fileName = `tiket_${period.from}_${period.to}${app === null ? '' : `_${app}`}.csv`;
    await replyWithFile(ctx, { fileName, content: csvOf(rows) }, log);
  });
}
