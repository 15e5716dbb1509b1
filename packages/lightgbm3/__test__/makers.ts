import type { CsrMatrix, Params } from '../lib';

/** A random number in [0, 1), equal for equal seeds (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Problem {
  readonly rows: CsrMatrix;
  readonly label: number[];
  readonly numClass: number;
}

/**
 * Rows whose class shows: column `label` is filled with 1..2 and no other class's column is, among random columns that
 * say nothing.
 */
export function aProblem({ numRows = 300, numClass = 3, numNoise = 20, seed = 1 } = {}): Problem {
  const random = seededRandom(seed);
  const indptr = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const label: number[] = [];
  for (let row = 0; row < numRows; row++) {
    label.push(row % numClass);
    indices.push(row % numClass);
    values.push(1 + random());
    for (let noise = 0; noise < numNoise; noise++) {
      if (random() >= 0.3) continue;
      indices.push(numClass + noise);
      values.push(random());
    }
    indptr.push(indices.length);
  }
  return { rows: csr({ indptr, indices, values, numCols: numClass + numNoise }), label, numClass };
}

export function csr(plain: { indptr: number[]; indices: number[]; values: number[]; numCols: number }): CsrMatrix {
  return {
    indptr: Int32Array.from(plain.indptr),
    indices: Int32Array.from(plain.indices),
    values: Float64Array.from(plain.values),
    numCols: plain.numCols,
  };
}

/** The columns and values of one row. */
export function rowOf(rows: CsrMatrix, row: number): { indices: Int32Array; values: Float64Array } {
  const [from, to] = [rows.indptr[row], rows.indptr[row + 1]];
  return { indices: rows.indices.slice(from, to), values: rows.values.slice(from, to) };
}

export function multiclass(numClass: number, more: Params = {}): Params {
  return { objective: 'multiclass', num_class: numClass, num_leaves: 7, seed: 42, num_threads: 1, ...more };
}

/** The largest absolute difference of two equally long lists. */
export function maxDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  expect(left).toHaveLength(right.length);
  return Array.from(left).reduce((worst, value, at) => Math.max(worst, Math.abs(value - (right[at] ?? NaN))), 0);
}

/** A model text whose trees come `times` times after each other: a big model without a long training. */
export function repeatTrees(modelText: string, times: number): string {
  const [from, to] = [modelText.indexOf('Tree=0\n'), modelText.indexOf('end of trees')];
  const once = modelText
    .slice(from, to)
    .split(/^Tree=\d+\n/m)
    .slice(1);
  const trees = Array.from({ length: once.length * times }, (_, at) => `Tree=${at}\n${once[at % once.length] ?? ''}`);
  const sizes = trees.map((tree) => tree.length).join(' ');
  const head = modelText.slice(0, from).replace(/tree_sizes=.*/, `tree_sizes=${sizes}`);
  return head + trees.join('') + modelText.slice(to);
}
