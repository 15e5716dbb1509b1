import { type CsrMatrix, rowCount } from './csr';
import { pause } from './pause';
import { createRandom, shuffle } from './random';

/** One-vs-rest linear support vector machines with squared hinge loss and an L2 penalty, as liblinear's `-s 1`. */
export interface LinearOptions {
  /** Price of an error against the size of the weights; larger fits closer. */
  c: number;
  /** Exponent of balanced class weights: 0 none, 1 scikit-learn's `balanced`. */
  balance: number;
  /** Passes over the rows at most, per label. */
  maxPasses: number;
  /** Stops a label when no dual variable's gradient is further from its optimum than this. */
  tolerance: number;
}

/** Fitted one-vs-rest machines. */
export interface LinearModel {
  numCols: number;
  classes: number;
  /** Column by column, one weight per class: the layout a sparse row reads in runs. */
  weights: Float32Array;
  /** One per class. */
  bias: Float64Array;
}

/** Rows to fit on. `labels` are class numbers; a class without a row gets a machine that always says no. */
export interface LinearTask {
  rows: CsrMatrix;
  labels: Int32Array;
  classes: number;
  options: LinearOptions;
  seed: number;
  signal?: AbortSignal;
}

/**
 * Weight of a class's rows: (rows / (classes present · rows of the class)) ^ balance, so that small labels are heard.
 * @returns one weight per class; 1 for a class without rows
 */
export function classWeights(labels: Int32Array, classes: number, balance: number): Float64Array {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]! += 1;
  const present = counts.filter((count) => count > 0).length;
  return Float64Array.from(counts, (count) => (count === 0 ? 1 : (labels.length / (present * count)) ** balance));
}

/** Fits one machine per class by dual coordinate descent with shrinking (Hsieh et al., 2008), yielding between passes. */
export async function trainLinear({ rows, labels, classes, options, seed, signal }: LinearTask): Promise<LinearModel> {
  const weights = new Float32Array(rows.numCols * classes);
  const bias = new Float64Array(classes);
  const price = classWeights(labels, classes, options.balance).map((weight) => weight * options.c);
  const squares = rowSquares(rows);
  for (let label = 0; label < classes; label += 1) {
    const machine = createMachine({ rows, labels, label, price, squares, seed: seed + label });
    for (let pass = 0; pass < options.maxPasses; pass += 1) {
      const done = machine.pass(options.tolerance);
      await pause(signal);
      if (done) break;
    }
    for (let column = 0; column < rows.numCols; column += 1) {
      weights[column * classes + label] = machine.weights[column]!;
    }
    bias[label] = machine.weights[rows.numCols]!;
  }
  return { numCols: rows.numCols, classes, weights, bias };
}

interface MachineTask {
  rows: CsrMatrix;
  labels: Int32Array;
  label: number;
  price: Float64Array;
  squares: Float64Array;
  seed: number;
}

/** One binary problem. The bias is the last weight, of a column that is 1 everywhere. */
function createMachine({ rows, labels, label, price, squares, seed }: MachineTask) {
  const { indptr, indices, values, numCols } = rows;
  const count = rowCount(rows);
  const random = createRandom(seed);
  const weights = new Float64Array(numCols + 1);
  const alpha = new Float64Array(count);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  let active = count;
  let shrinkAbove = Infinity;

  /** One pass over the active rows. @returns whether every row has reached its optimum */
  function pass(tolerance: number): boolean {
    shuffle(random, order.subarray(0, active));
    let highest = -Infinity;
    let lowest = Infinity;
    for (let at = 0; at < active; at += 1) {
      const row = order[at]!;
      const sign = labels[row] === label ? 1 : -1;
      const diagonal = 0.5 / price[labels[row]!]!;
      const start = indptr[row]!;
      const end = indptr[row + 1]!;
      let margin = weights[numCols]!;
      for (let entry = start; entry < end; entry += 1) margin += weights[indices[entry]!]! * values[entry]!;
      const before = alpha[row]!;
      const gradient = sign * margin - 1 + before * diagonal;
      if (before === 0 && gradient > shrinkAbove) {
        active -= 1;
        order[at] = order[active]!;
        order[active] = row;
        at -= 1;
        continue;
      }
      const projected = before === 0 ? Math.min(gradient, 0) : gradient;
      if (projected > highest) highest = projected;
      if (projected < lowest) lowest = projected;
      if (Math.abs(projected) <= 1e-12) continue;
      const after = Math.max(before - gradient / (squares[row]! + diagonal), 0);
      alpha[row] = after;
      const step = (after - before) * sign;
      weights[numCols]! += step;
      for (let entry = start; entry < end; entry += 1) weights[indices[entry]!]! += step * values[entry]!;
    }
    return settle(highest - lowest, highest, tolerance);
  }

  /** Rows put aside come back once the active ones have settled: only a pass over all rows may end the fit. */
  function settle(spread: number, highest: number, tolerance: number): boolean {
    shrinkAbove = highest > 0 ? highest : Infinity;
    if (spread > tolerance) return false;
    if (active === count) return true;
    active = count;
    shrinkAbove = Infinity;
    return false;
  }

  return { weights, pass };
}

/** Squared length of each row, the bias column included. */
function rowSquares(rows: CsrMatrix): Float64Array {
  return Float64Array.from({ length: rowCount(rows) }, (_, row) => {
    let square = 1;
    for (let entry = rows.indptr[row]!; entry < rows.indptr[row + 1]!; entry += 1) square += rows.values[entry]! ** 2;
    return square;
  });
}

/**
 * Signed distances of one row to each class's border.
 * @param start - first entry of the row; @param end - one past its last
 * @param out - receives one number per class
 */
export function linearMargins(
  model: LinearModel,
  indices: Int32Array,
  values: Float64Array,
  start: number,
  end: number,
  out: Float64Array,
): void {
  const { classes, weights } = model;
  out.set(model.bias);
  for (let entry = start; entry < end; entry += 1) {
    const value = values[entry]!;
    const base = indices[entry]! * classes;
    for (let label = 0; label < classes; label += 1) out[label]! += weights[base + label]! * value;
  }
}
