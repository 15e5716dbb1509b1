import { OncekError } from '../domain/errors';
import { CANCELLED_LABEL } from '../domain/labels';
import { modelText } from '../domain/text';
import type { LabelledRow } from './predict';

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
}

/**
 * Cleans rows and drops those nothing can be learned from: no label, a cancelled ticket's label, no word in the text.
 * @throws NoTrainingData when fewer than two labels are left
 */
export function prepareRows(rows: readonly LabelledRow[]): PreparedRows {
  const used = rows
    .map((row) => ({ label: row.label.trim(), texts: variants(row) }))
    .filter((row) => row.label !== '' && row.label !== CANCELLED_LABEL && row.texts.length > 0);
  const labels = [...new Set(used.map((row) => row.label))].sort();
  if (labels.length < 2) throw tooLittle(rows.length, labels);
  const numbers = new Map(labels.map((label, at) => [label, at]));
  return {
    labels,
    rowLabels: Int32Array.from(used, (row) => numbers.get(row.label)!),
    texts: used.flatMap((row) => row.texts),
    rowOf: Int32Array.from(used.flatMap((row, at) => row.texts.map(() => at))),
  };
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
