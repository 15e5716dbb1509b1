import { cutWithEllipsis } from '../../domain/html';

/** A Vega-Lite specification with its data inside. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/** Tickets of one day. */
export interface DayTickets {
  /** `YYYY-MM-DD`, local. */
  readonly day: string;
  readonly met: number;
  readonly late: number;
  /** Median and 90th percentile of the active minutes to the first response; null on days without one. */
  readonly p50Min: number | null;
  readonly p90Min: number | null;
}

/** Predictions of one day. */
export interface DayPredictions {
  /** `YYYY-MM-DD`, local. */
  readonly day: string;
  readonly total: number;
  readonly auto: number;
}

/** What stands on the charts, in the reader's language. */
export interface ChartTexts {
  readonly slaByDay: string;
  readonly slaUnit: string;
  readonly onTime: string;
  readonly late: string;
  readonly responseByDay: string;
  /** @param targetMin - active minutes */
  readonly responseUnit: (targetMin: number) => string;
  readonly median: string;
  readonly p90: string;
  readonly symptoms: string;
  readonly tickets: string;
  readonly automationByDay: string;
  readonly automationUnit: string;
}

/*
 * A phone shows a picture some 390 points wide, and Telegram scales its longer side down to 1,280 pixels: so charts are as
 * narrow as the phone, letters as large as those of the chat, and what an axis would say on its side stands below the title.
 */
const WIDTH = 330;
const HEIGHT = 130;
const MARGIN = 12;
/** For title, subtitle and legend above, figures on the left, dates below. */
const PADDING = { top: 88, left: 50, right: 18, bottom: 42 } as const;
/** Where there is no legend. */
const TITLE_TOP = 60;
const SIZES = { title: 17, subtitle: 13, label: 13, bar: 12, barStep: 36 } as const;
/** Dates written below a chart: as many as fit beside each other. */
const MAX_DATES = 6;
/** Of a symptom's name: as many capitals as fit beside each other. */
const NAME_CHARS = 40;
/** More days are lines without points. */
const MAX_POINTS = 45;
const COLORS = { good: '#2e7d32', bad: '#c62828', main: '#1565c0', second: '#ef6c00', quiet: '#616161' } as const;

/** Share of the tickets of each day answered in time and late, in percent; days without a judged one have no bar. */
export function slaChart(days: readonly DayTickets[], texts: ChartTexts): ChartSpec {
  const values = days
    .filter(({ met, late }) => met + late > 0)
    .flatMap(({ day, met, late }) => [
      { day, kind: texts.onTime, place: 0, percent: (100 * met) / (met + late) },
      { day, kind: texts.late, place: 1, percent: (100 * late) / (met + late) },
    ]);
  return chart({ title: texts.slaByDay, subtitle: texts.slaUnit }, values, {
    mark: { type: 'bar' },
    encoding: {
      x: dayAxis(days),
      y: percentAxis(),
      color: kindColors([texts.onTime, texts.late], [COLORS.good, COLORS.bad]),
      order: { field: 'place', type: 'quantitative' },
    },
  });
}

/** Median and 90th percentile of the response time by day, with the target as a broken line. @param targetMin - active minutes */
export function responseChart(days: readonly DayTickets[], targetMin: number, texts: ChartTexts): ChartSpec {
  const values = days.flatMap(({ day, p50Min, p90Min }) => [
    ...(p50Min === null ? [] : [{ day, kind: texts.median, minutes: p50Min }]),
    ...(p90Min === null ? [] : [{ day, kind: texts.p90, minutes: p90Min }]),
  ]);
  return chart({ title: texts.responseByDay, subtitle: texts.responseUnit(targetMin) }, values, {
    layer: [
      {
        data: { values: [{ target: targetMin }] },
        mark: { type: 'rule', strokeDash: [6, 4], color: COLORS.quiet, strokeWidth: 1.5 },
        encoding: { y: { field: 'target', type: 'quantitative' } },
      },
      {
        mark: lineMark(days.length),
        encoding: {
          x: dayAxis(days),
          y: { field: 'minutes', type: 'quantitative', title: null, axis: { tickCount: 5 } },
          color: kindColors([texts.median, texts.p90], [COLORS.main, COLORS.second]),
        },
      },
    ],
  });
}

/** How often each symptom came, most frequent on top; its name stands above its bar, where the longest has room. */
export function symptomChart(
  symptoms: readonly { readonly name: string; readonly count: number }[],
  texts: ChartTexts,
): ChartSpec {
  const values = symptoms.map(({ name, count }, place) => ({ place, name: cutWithEllipsis(name, NAME_CHARS), count }));
  const most = Math.max(1, ...values.map(({ count }) => count));
  const y = { field: 'place', type: 'ordinal', axis: null };
  const barOffset = SIZES.bar / 2 + 3;
  // Room for the figure right of the longest bar.
  const x = { field: 'count', type: 'quantitative', axis: null, scale: { domain: [0, most * 1.2] } };
  const text = { type: 'text', align: 'left', fontSize: SIZES.label, color: '#212121' };
  return chart({ title: texts.symptoms, subtitle: texts.tickets, dx: 0 }, values, {
    height: { step: SIZES.barStep },
    padding: { ...PADDING, top: TITLE_TOP, left: MARGIN, right: PADDING.left + PADDING.right - MARGIN, bottom: MARGIN },
    layer: [
      {
        mark: { type: 'bar', color: COLORS.main, height: SIZES.bar, yOffset: barOffset },
        encoding: { x, y },
      },
      {
        mark: { ...text, dx: 4, yOffset: barOffset, fontWeight: 'bold' },
        encoding: { x, y, text: { field: 'count', type: 'quantitative' } },
      },
      {
        mark: { ...text, yOffset: -7 },
        encoding: { x: { value: 0 }, y, text: { field: 'name', type: 'nominal' } },
      },
    ],
  });
}

/** Part of the predictions that needed nobody, by day, in percent. */
export function automationChart(days: readonly DayPredictions[], texts: ChartTexts): ChartSpec {
  const values = days
    .filter(({ total }) => total > 0)
    .map(({ day, total, auto }) => ({ day, percent: (100 * auto) / total }));
  return chart({ title: texts.automationByDay, subtitle: texts.automationUnit }, values, {
    padding: { ...PADDING, top: TITLE_TOP },
    mark: lineMark(days.length, COLORS.good),
    encoding: { x: dayAxis(days), y: percentAxis() },
  });
}

function chart(
  title: { readonly title: string; readonly subtitle: string; readonly dx?: number },
  values: readonly object[],
  marks: Readonly<Record<string, unknown>>,
): ChartSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    // Vega only guesses how wide letters are, and would make room for what it takes them for.
    autosize: { type: 'none' },
    padding: PADDING,
    config: {
      font: 'DejaVu Sans',
      axis: { labelFontSize: SIZES.label, labelColor: '#212121', labelPadding: 4 },
      legend: { labelFontSize: SIZES.label, symbolSize: 120, symbolStrokeWidth: 3 },
      view: { stroke: null },
    },
    title: {
      text: title.title,
      subtitle: title.subtitle,
      anchor: 'start',
      frame: 'group',
      dx: title.dx ?? MARGIN - PADDING.left,
      fontSize: SIZES.title,
      subtitleFontSize: SIZES.subtitle,
      subtitleColor: COLORS.quiet,
      subtitlePadding: 4,
      offset: 8,
    },
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    ...marks,
  };
}

/** @param color - of a line that no data colours */
function lineMark(days: number, color?: string): Readonly<Record<string, unknown>> {
  const own = color === undefined ? {} : { color };
  return days > MAX_POINTS
    ? { type: 'line', strokeWidth: 1.5, ...own }
    : { type: 'line', strokeWidth: 2.5, point: { size: 45, filled: true, ...own }, ...own };
}

function percentAxis(): Readonly<Record<string, unknown>> {
  return {
    field: 'percent',
    type: 'quantitative',
    title: null,
    scale: { domain: [0, 100] },
    axis: { tickCount: 5, labelExpr: `datum.label + '%'` },
  };
}

function kindColors(domain: readonly string[], range: readonly string[]): Readonly<Record<string, unknown>> {
  return { field: 'kind', type: 'nominal', title: null, scale: { domain, range }, legend: { orient: 'top' } };
}

/** All days in order, also those without a value; of many only some are written, so that none has to be tilted. */
function dayAxis(days: readonly { readonly day: string }[]): Readonly<Record<string, unknown>> {
  const names = days.map(({ day }) => day);
  const step = Math.max(1, Math.ceil(names.length / MAX_DATES));
  return {
    field: 'day',
    type: 'ordinal',
    title: null,
    scale: { domain: names },
    axis: {
      values: names.filter((_, index) => index % step === 0),
      labelExpr: `slice(datum.value, 8, 10) + '/' + slice(datum.value, 5, 7)`,
      labelAngle: 0,
    },
  };
}
