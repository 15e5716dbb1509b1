import { OncekError } from '../domain/errors';
import { CANCELLED_LABEL } from '../domain/labels';
import { modelText } from '../domain/text';
import { pause } from './pause';
import type { LabelledRow } from './predict';
import { createRandom } from './random';

/** Training rows as the fit needs them: prepared texts, and for each the row it came from. */
export interface PreparedRows {
  /** Sorted. */
  labels: string[];
  /** Class number per used row. */
  rowLabels: Int32Array;
  /** A row with problem and solving gives two texts: a ticket is also classified before it is solved. */
  texts: string[];
  /** Used row per text. */
  rowOf: Int32Array;
  /** Per used row whether it may be held out: rows that count in full. */
  isFull: boolean[];
}

/** Rows cleaned between two chances for the event loop: some milliseconds. */
const ROWS_PER_TURN = 200;

/**
 * Cleans rows, letting the event loop run, and drops those nothing can be learned from: no label, a cancelled ticket's label, no word in the text.
 * @throws NoTrainingData when fewer than two labels are left
 */
export async function prepareRows(rows: readonly LabelledRow[], signal?: AbortSignal): Promise<PreparedRows> {
  const used: { label: string; texts: string[]; isFull: boolean }[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % ROWS_PER_TURN === 0) await pause(signal);
    const label = row.label.trim();
    if (label === '' || label === CANCELLED_LABEL) continue;
    const texts = variants(row);
    if (texts.length > 0) used.push({ label, texts, isFull: (row.weight ?? 1) >= 1 });
  }
  const labels = [...new Set(used.map((row) => row.label))].sort();
  if (labels.length < 2) throw tooLittle(rows.length, labels);
  const numbers = new Map(labels.map((label, at) => [label, at]));
  return {
    labels,
    rowLabels: Int32Array.from(used, (row) => numbers.get(row.label)!),
    texts: used.flatMap((row) => row.texts),
    rowOf: Int32Array.from(used.flatMap((row, at) => row.texts.map(() => at))),
    isFull: used.map((row) => row.isFull),
  };
}

/**
 * Rows by their weights: each is kept with the probability that its weight is, so that all members of a student, which
 * know no weights, learn from as many of them as they are worth. The same seed keeps the same rows.
 */
export function thinned(rows: readonly LabelledRow[], seed: number): LabelledRow[] {
  const random = createRandom(seed);
  return rows.filter(({ weight = 1 }) => weight >= 1 || random() < weight);
}

function variants({ problem, solving }: LabelledRow): string[] {
  const alone = modelText({ problem, solving: '' }).text;
  const whole = modelText({ problem, solving }).text;
  return [...new Set([alone, whole])].filter((text) => text !== '');
}

function tooLittle(given: number, labels: readonly string[]): OncekError {
  const found = labels.length === 0 ? 'none' : `only ${JSON.stringify(labels[0])}`;
  return new OncekError(
    'NoTrainingData',
    `training needs rows with text of at least two labels; of ${given} rows given, the usable ones hold ${found}`,
  );
}
