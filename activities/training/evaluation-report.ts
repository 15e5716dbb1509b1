import { type LabelNumbers, reliability } from '../../ml/evaluation';
import { confusionMatrix, type Judged } from '../../ml/metrics';
import type { EvaluationFile, EvaluationSummary, SnapshotSummary } from '../../workflows/contracts/training';
import type { ObjectStore } from '../adapters/object-store';
import { classRowsChart, confusionChart, perClassChart, reliabilityChart } from '../charts/evaluation-specs';
import type { ChartRenderer } from '../charts/renderer';
import type { ChartSpec } from '../charts/specs';

/** What a report is made of. */
export interface ReportInput {
  /** Folder in the object store. */
  readonly reportKey: string;
  readonly summary: Omit<EvaluationSummary, 'pictures' | 'files'>;
  readonly snapshot: SnapshotSummary;
  readonly labels: LabelNumbers;
  /** What candidate and Production said of the rows held out. */
  readonly own: readonly Judged[];
  readonly theirs: readonly Judged[] | null;
}

/**
 * Stores an evaluation's pictures and tables under the names that operators know (domain.md §10). They hold labels,
 * counts and row keys, never a text.
 */
export async function storeReport(
  deps: { readonly store: Pick<ObjectStore, 'put'>; readonly charts: Pick<ChartRenderer, 'png'> },
  input: ReportInput,
): Promise<EvaluationSummary> {
  const { reportKey, summary, snapshot, own, theirs } = input;
  const matrix = matrixOf(input);
  const put = async (name: string, content: Uint8Array | string): Promise<EvaluationFile> => {
    const key = `${reportKey}/${name}`;
    await deps.store.put(key, content);
    return { name, key };
  };
  const series = [
    { name: 'candidate', bins: reliability(own) },
    ...(theirs ? [{ name: 'production', bins: reliability(theirs) }] : []),
  ];
  const charts: readonly (readonly [string, ChartSpec])[] = [
    ['calibration.png', reliabilityChart(series)],
    ['per_class_metrics.png', perClassChart(summary.classes)],
    ['confusion_matrix.png', confusionChart(matrix.labels, matrix.rows)],
    ['class_distribution.png', classRowsChart(snapshot.classes)],
  ];
  const pictures: EvaluationFile[] = [];
  for (const [name, spec] of charts) pictures.push(await put(name, await deps.charts.png([spec])));
  const files = [
    await put('class_distribution.csv', csv(['label', 'rows', 'by_people'], classRows(snapshot))),
    await put('per_class_metrics.csv', csv(PER_CLASS_HEADINGS, perClassRows(summary))),
    await put('confusion_matrix.csv', csv(['expected', ...matrix.labels], matrix.rows.map(withName(matrix.labels)))),
    await put(
      'top_confusion_pairs.csv',
      csv(
        ['expected', 'predicted', 'rows'],
        summary.confusions.map(({ expected, predicted, rows }) => [expected, predicted, rows]),
      ),
    ),
    await put(
      'classification_report.json',
      json({ all: summary.all, unseen: summary.unseen, classes: summary.classes }),
    ),
    await put('calibration.json', json(series)),
    await put('dataset_lineage.json', json(snapshot)),
    await put('label_distribution_drift_vs_prev_run.json', json(snapshot.drift)),
    await put('report.json', json(summary)),
  ];
  return { ...summary, pictures, files };
}

const PER_CLASS_HEADINGS = ['label', 'rows', 'precision', 'recall', 'f1', 'production_f1'];

/** Rows per expected and predicted label, over the labels of the hold-out and those said of it, most frequent first. */
function matrixOf({ summary, labels, own }: ReportInput): { labels: string[]; rows: number[][] } {
  const counts = confusionMatrix(own, labels.names.length);
  const expected = summary.classes.map(({ label }) => label);
  const others = labels.names.filter((label, at) => !expected.includes(label) && counts.some((row) => row[at]! > 0));
  const names = [...expected, ...others];
  const numbers = names.map((name) => labels.numberOf(name));
  return { labels: names, rows: numbers.map((row) => numbers.map((column) => counts[row]![column]!)) };
}

function classRows({ classes }: SnapshotSummary): (string | number)[][] {
  return classes.map(({ label, rows, byPeople }) => [label, rows, byPeople]);
}

function perClassRows({ classes }: ReportInput['summary']): (string | number)[][] {
  return classes.map(({ label, rows, precision, recall, f1, productionF1 }) => [
    ...[label, rows, precision, recall, f1],
    productionF1 ?? '',
  ]);
}

function withName(names: readonly string[]) {
  return (row: readonly number[], at: number): (string | number)[] => [names[at] ?? '', ...row];
}

/** A label may begin with what spreadsheets take for a formula: then a quote stands before it. */
function csv(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string => {
    if (typeof value === 'number') return String(value);
    return `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  };
  return [headings, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
