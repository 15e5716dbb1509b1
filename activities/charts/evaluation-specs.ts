import { cutWithEllipsis } from '../../domain/html';
import type { ClassComparison } from '../../workflows/contracts/training';
import type { ReliabilityBin } from '../../ml/evaluation';
import type { ChartSpec } from './specs';

/** A model's bins, under the name it has in the legend. */
export interface ReliabilitySeries {
  readonly name: string;
  readonly bins: readonly ReliabilityBin[];
}

const FONT = 'DejaVu Sans';
/** Of labels on an axis: as many capitals as leave room for the figures. */
const NAME_CHARS = 30;
/** More labels would make a picture that nobody reads. */
const MOST_LABELS = 60;
/** Of a matrix: labels beyond these are in its table. */
const MOST_MATRIX_LABELS = 35;
const COLORS = ['#1565c0', '#ef6c00'] as const;

/** How often answers are right against how sure they were; on the broken line they are as good as they claim. */
export function reliabilityChart(series: readonly ReliabilitySeries[]): ChartSpec {
  const values = series.flatMap(({ name, bins }) =>
    bins.filter(({ rows }) => rows > 0).map(({ confidence, accuracy, rows }) => ({ name, confidence, accuracy, rows })),
  );
  const x = { field: 'confidence', type: 'quantitative', title: 'confidence', scale: { domain: [0, 1] } };
  const y = { field: 'accuracy', type: 'quantitative', title: 'share of right answers', scale: { domain: [0, 1] } };
  const color = { ...colors(series.map(({ name }) => name)), field: 'name', type: 'nominal', title: null };
  return chart('Calibration on the rows held out', {
    width: 330,
    height: 330,
    data: { values },
    layer: [
      {
        data: { values: [0, 1].map((end) => ({ confidence: end, accuracy: end })) },
        mark: { type: 'line', strokeDash: [6, 4], color: '#616161' },
        encoding: { x, y },
      },
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color } },
      {
        mark: { type: 'point', filled: true, opacity: 1 },
        encoding: { x, y, color, size: { field: 'rows', type: 'quantitative', legend: null } },
      },
    ],
  });
}

/** F1 of each label, the candidate's bar and Production's mark on it; those with most rows on top. */
export function perClassChart(classes: readonly ClassComparison[]): ChartSpec {
  const values = classes
    .slice(0, MOST_LABELS)
    .map(({ label, rows, f1, productionF1 }) => ({ label: `${shortName(label)} (${rows})`, f1, productionF1 }));
  const y = { field: 'label', type: 'nominal', title: null, sort: null, axis: { labelLimit: 400 } };
  const f1 = (field: string) => ({ field, type: 'quantitative', title: 'F1', scale: { domain: [0, 1] } });
  return chart('F1 of each label: candidate (bar), Production (mark)', {
    width: 330,
    height: { step: 18 },
    data: { values },
    layer: [
      { mark: { type: 'bar', color: COLORS[0], height: 11 }, encoding: { y, x: f1('f1') } },
      {
        transform: [{ filter: 'isValid(datum.productionF1)' }],
        mark: { type: 'tick', color: COLORS[1], thickness: 3, height: 15 },
        encoding: { y, x: f1('productionF1') },
      },
    ],
  });
}

/** Rows of each label in the training set, most frequent on top. */
export function classRowsChart(classes: readonly { readonly label: string; readonly rows: number }[]): ChartSpec {
  const values = classes.slice(0, MOST_LABELS).map(({ label, rows }) => ({ label: shortName(label), rows }));
  return chart('Rows of each label in the training set', {
    width: 330,
    height: { step: 18 },
    data: { values },
    mark: { type: 'bar', color: COLORS[0] },
    encoding: {
      y: { field: 'label', type: 'nominal', title: null, sort: null, axis: { labelLimit: 400 } },
      x: { field: 'rows', type: 'quantitative', title: 'rows' },
    },
  });
}

/**
 * Which label was taken for which, as shares of the expected label's rows.
 * @param labels - most frequent first; of more than 35 the rest is left to the table
 * @param matrix - rows per expected (outer) and predicted label (inner), both in the order of `labels`
 */
export function confusionChart(labels: readonly string[], matrix: readonly (readonly number[])[]): ChartSpec {
  const names = labels.slice(0, MOST_MATRIX_LABELS).map(shortName);
  const values = names.flatMap((expected, row) => {
    const all = (matrix[row] ?? []).reduce((sum, count) => sum + count, 0);
    return names.flatMap((predicted, column) => {
      const count = matrix[row]?.[column] ?? 0;
      return count === 0 ? [] : [{ expected, predicted, share: count / all }];
    });
  });
  const axis = { labelLimit: 400 };
  // Vega guesses widths of letters and would write an axis' title across its labels: the chart's title says it.
  return chart('Confusion matrix: expected down, predicted across', {
    width: { step: 16 },
    height: { step: 16 },
    data: { values },
    mark: { type: 'rect' },
    encoding: {
      y: { field: 'expected', type: 'nominal', title: null, sort: names, axis, scale: { domain: names } },
      x: {
        field: 'predicted',
        type: 'nominal',
        title: null,
        sort: names,
        axis: { ...axis, labelAngle: -90 },
        scale: { domain: names },
      },
      color: {
        field: 'share',
        type: 'quantitative',
        title: 'share of the expected label',
        scale: { domain: [0, 1], scheme: 'blues' },
      },
    },
  });
}

function chart(title: string, marks: Readonly<Record<string, unknown>>): ChartSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 16,
    config: {
      font: FONT,
      axis: { labelFontSize: 11, titleFontSize: 12 },
      legend: { labelFontSize: 12, orient: 'top' },
    },
    title: { text: title, anchor: 'start', frame: 'group', fontSize: 15, offset: 10 },
    ...marks,
  };
}

function colors(domain: readonly string[]): Readonly<Record<string, unknown>> {
  return { scale: { domain, range: COLORS.slice(0, domain.length) } };
}

function shortName(label: string): string {
  return cutWithEllipsis(label, NAME_CHARS);
}
