import { createRandom, shuffle } from './random';

/** Which rows a model is fitted on and which it is judged on. */
export interface Split {
  train: Int32Array;
  test: Int32Array;
}

/**
 * Folds that each hold out a like share of every label. A label with fewer rows than folds is held out in as many
 * folds as it has rows; one with a single row is never held out, since no model could know it then.
 * @param labels - label number per row
 * @param folds - 2 or more
 * @returns fold number per row, or -1 for a row that stays in every training part
 */
export function stratifiedFolds(labels: Int32Array, folds: number, seed: number): Int32Array {
  const random = createRandom(seed);
  const foldOf = new Int32Array(labels.length).fill(-1);
  let next = 0;
  for (const rows of rowsByLabel(labels)) {
    if (rows.length < 2) continue;
    // Going on where the last label stopped keeps the folds' sizes alike when many labels are small.
    for (const row of shuffle(random, rows)) {
      foldOf[row] = next;
      next = (next + 1) % folds;
    }
  }
  return foldOf;
}

/** The split that holds out one fold. */
export function foldSplit(foldOf: Int32Array, fold: number): Split {
  const train: number[] = [];
  const test: number[] = [];
  foldOf.forEach((of, row) => (of === fold ? test : train).push(row));
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

/**
 * A hold-out with about `testShare` of every label of two or more rows, at least one and never all of them.
 * @param testShare - in (0, 1)
 */
export function stratifiedHoldOut(labels: Int32Array, testShare: number, seed: number): Split {
  const random = createRandom(seed);
  const foldOf = new Int32Array(labels.length).fill(-1);
  for (const rows of rowsByLabel(labels)) {
    if (rows.length < 2) continue;
    const size = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * testShare)));
    for (const row of shuffle(random, rows).slice(0, size)) foldOf[row] = 0;
  }
  return foldSplit(foldOf, 0);
}

/**
 * A hold-out of about `testShare` of all rows, at least one of several and never all of them, whatever their labels.
 * @param testShare - in (0, 1)
 */
export function randomHoldOut(rows: number, testShare: number, seed: number): Split {
  const foldOf = new Int32Array(rows).fill(-1);
  const order = shuffle(
    createRandom(seed),
    Int32Array.from({ length: rows }, (_, row) => row),
  );
  const size = rows < 2 ? 0 : Math.min(rows - 1, Math.max(1, Math.round(rows * testShare)));
  for (const row of order.subarray(0, size)) foldOf[row] = 0;
  return foldSplit(foldOf, 0);
}

function rowsByLabel(labels: Int32Array): number[][] {
  const rows: number[][] = [];
  labels.forEach((label, row) => (rows[label] ??= []).push(row));
  return rows.filter((list) => list !== undefined);
}
