import { monthPeriod, periodOf, quarterPeriod, weekPeriod, type ReportPeriod } from './report-period';

/** What a report command asks for; `future`: the period has not begun; `usage`: the words make no request. */
export type ReportRequest =
  | { readonly ok: true; readonly period: ReportPeriod; readonly app: string | null }
  | { readonly ok: false; readonly reason: 'usage' | 'future' };

/** What the words are read against. */
export interface RequestContext {
  /** `YYYY-MM-DD`, local. */
  readonly today: string;
  /** Upper case, e.g. `MIT`. */
  readonly appCodes: readonly string[];
}

const FIRST_YEAR = 2_000;
const LAST_YEAR = 2_999;
const USAGE = { ok: false, reason: 'usage' } as const;

/** `[monthly m y|quarterly q y] [APP]`; without month and year the current month or quarter. */
export function parseTicketReport(args: readonly string[], context: RequestContext): ReportRequest {
  const { words, app } = takeApp(args, context.appCodes);
  const [kind = 'monthly', ...numbers] = words.map((word) => word.toLowerCase());
  if (kind !== 'monthly' && kind !== 'quarterly') return USAGE;
  const unit = kind === 'monthly' ? 'month' : 'quarter';
  if (numbers.length === 0) return request(periodOf(unit, context.today), app, context);
  const [part, year] = [wholeNumber(numbers[0], 1, unit === 'month' ? 12 : 4), yearOf(numbers[1])];
  if (part === null || year === null || numbers.length > 2) return USAGE;
  return request(unit === 'month' ? monthPeriod(year, part) : quarterPeriod(year, part), app, context);
}

/** `APP [m y]`; without month and year the current month. */
export function parseMonthTrend(args: readonly string[], context: RequestContext): ReportRequest {
  const { words, app } = takeApp(args, context.appCodes);
  if (app === null) return USAGE;
  if (words.length === 0) return request(periodOf('month', context.today), app, context);
  const [month, year] = [wholeNumber(words[0], 1, 12), yearOf(words[1])];
  if (month === null || year === null || words.length > 2) return USAGE;
  return request(monthPeriod(year, month), app, context);
}

/** `[week m y] [APP]`; without week, month and year the current week of the month. */
export function parseWeekTrend(args: readonly string[], context: RequestContext): ReportRequest {
  const { words, app } = takeApp(args, context.appCodes);
  if (words.length === 0) return request(periodOf('week', context.today), app, context);
  const [week, month, year] = [wholeNumber(words[0], 1, 5), wholeNumber(words[1], 1, 12), yearOf(words[2])];
  if (week === null || month === null || year === null || words.length > 3) return USAGE;
  const period = weekPeriod(year, month, week);
  return period ? request(period, app, context) : USAGE;
}

function request(period: ReportPeriod, app: string | null, { today }: RequestContext): ReportRequest {
  return period.from > today ? { ok: false, reason: 'future' } : { ok: true, period, app };
}

/** Takes the first app code out of the words, wherever it stands: people put it first or last. */
function takeApp(args: readonly string[], appCodes: readonly string[]): { words: string[]; app: string | null } {
  const at = args.findIndex((word) => appCodes.includes(word.toUpperCase()));
  if (at < 0) return { words: [...args], app: null };
  return { words: args.filter((_, index) => index !== at), app: args[at]!.toUpperCase() };
}

function wholeNumber(word: string | undefined, min: number, max: number): number | null {
  if (word === undefined || !/^\d{1,4}$/.test(word)) return null;
  const value = Number(word);
  return value >= min && value <= max ? value : null;
}

function yearOf(word: string | undefined): number | null {
  return wholeNumber(word, FIRST_YEAR, LAST_YEAR);
}
