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
  readonly onTime: string;
  readonly late: string;
  readonly tickets: string;
  readonly responseByDay: string;
  readonly minutes: string;
  readonly median: string;
  readonly p90: string;
  readonly target: string;
  readonly symptoms: string;
  readonly automationByDay: string;
  readonly percent: string;
  readonly day: string;
}

const WIDTH = 480;
const HEIGHT = 240;
/** Longest label beside a bar; longer ones are cut by Vega with an ellipsis. */
const LABEL_PX = 320;
const COLORS = { good: '#2e7d32', bad: '#c62828', main: '#1565c0', second: '#ef6c00', quiet: '#757575' } as const;

/** Tickets answered in time and late, stacked by day. */
export function slaChart(days: readonly DayTickets[], texts: ChartTexts): ChartSpec {
  const values = days.flatMap(({ day, met, late }) => [
    { day, kind: texts.onTime, count: met },
    { day, kind: texts.late, count: late },
  ]);
  return chart(texts.slaByDay, values, {
    mark: { type: 'bar' },
    encoding: {
      x: dayAxis(texts, days),
      y: { field: 'count', type: 'quantitative', title: texts.tickets, axis: { tickMinStep: 1, format: 'd' } },
      color: {
        field: 'kind',
        type: 'nominal',
        title: null,
        scale: { domain: [texts.onTime, texts.late], range: [COLORS.good, COLORS.bad] },
        legend: { orient: 'top' },
      },
      order: { field: 'kind', sort: 'descending' },
    },
  });
}

/** Median and 90th percentile of the response time by day, with the target as a line. @param targetMin - active minutes */
export function responseChart(days: readonly DayTickets[], targetMin: number, texts: ChartTexts): ChartSpec {
  const values = days.flatMap(({ day, p50Min, p90Min }) => [
    ...(p50Min === null ? [] : [{ day, kind: texts.median, minutes: p50Min }]),
    ...(p90Min === null ? [] : [{ day, kind: texts.p90, minutes: p90Min }]),
  ]);
  return chart(texts.responseByDay, values, {
    layer: [
      {
        mark: { type: 'line', point: true, strokeWidth: 2 },
        encoding: {
          x: dayAxis(texts, days),
          y: { field: 'minutes', type: 'quantitative', title: texts.minutes },
          color: {
            field: 'kind',
            type: 'nominal',
            title: null,
            scale: { domain: [texts.median, texts.p90], range: [COLORS.main, COLORS.second] },
            legend: { orient: 'top' },
          },
        },
      },
      {
        data: { values: [{ target: targetMin, name: texts.target }] },
        mark: { type: 'rule', strokeDash: [6, 4], color: COLORS.quiet },
        encoding: { y: { field: 'target', type: 'quantitative' } },
      },
      {
        data: { values: [{ target: targetMin, name: texts.target }] },
        mark: { type: 'text', align: 'left', dx: 4, dy: -6, color: COLORS.quiet },
        encoding: {
          x: { value: 0 },
          y: { field: 'target', type: 'quantitative' },
          text: { field: 'name', type: 'nominal' },
        },
      },
    ],
  });
}

/** How often each symptom came, most frequent on top. */
export function symptomChart(
  symptoms: readonly { readonly name: string; readonly count: number }[],
  texts: ChartTexts,
): ChartSpec {
  const values = symptoms.map(({ name, count }) => ({ name, count }));
  const x = { field: 'count', type: 'quantitative', title: texts.tickets, axis: { tickMinStep: 1, format: 'd' } };
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: LABEL_PX } };
  return chart(texts.symptoms, values, {
    width: WIDTH / 2,
    height: { step: 24 },
    layer: [
      { mark: { type: 'bar', color: COLORS.main }, encoding: { x, y } },
      {
        mark: { type: 'text', align: 'left', dx: 4 },
        encoding: { x, y, text: { field: 'count', type: 'quantitative' } },
      },
    ],
  });
}

/** Part of the predictions that needed nobody, by day, in percent. */
export function automationChart(days: readonly DayPredictions[], texts: ChartTexts): ChartSpec {
  const values = days
    .filter(({ total }) => total > 0)
    .map(({ day, total, auto }) => ({ day, percent: (100 * auto) / total }));
  return chart(texts.automationByDay, values, {
    mark: { type: 'line', point: true, strokeWidth: 2, color: COLORS.good },
    encoding: {
      x: dayAxis(texts, days),
      y: { field: 'percent', type: 'quantitative', title: texts.percent, scale: { domain: [0, 100] } },
    },
  });
}

function chart(title: string, values: readonly object[], marks: Readonly<Record<string, unknown>>): ChartSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    padding: 12,
    config: {
      font: 'DejaVu Sans',
      axis: { labelFontSize: 12, titleFontSize: 12 },
      legend: { labelFontSize: 12 },
      view: { stroke: null },
    },
    title: { text: title, anchor: 'start', fontSize: 16 },
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    ...marks,
  };
}

/** All days in order, also those without a value; of many only every second is labelled. */
function dayAxis(texts: ChartTexts, days: readonly { readonly day: string }[]): Readonly<Record<string, unknown>> {
  return {
    field: 'day',
    type: 'ordinal',
    title: texts.day,
    scale: { domain: days.map(({ day }) => day) },
    axis: {
      labelExpr: `slice(datum.value, 8, 10) + '/' + slice(datum.value, 5, 7)`,
      labelAngle: days.length > 10 ? -60 : 0,
      labelOverlap: 'parity',
    },
  };
}
