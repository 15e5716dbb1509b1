import { type CsrMatrix, rowCount } from './csr';
import { createKernel, type Kernel, roundUp } from './kernel/kernel';
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

/** Rows between two chances for the event loop: some milliseconds. */
const ROWS_PER_TURN = 1_000;

/**
 * Fits all machines side by side by dual coordinate descent (Hsieh et al., 2008), yielding within each pass. One order
 * of the rows serves all of them; the fit ends when each has reached its optimum.
 */
export async function trainLinear({ rows, labels, classes, options, seed, signal }: LinearTask): Promise<LinearModel> {
  const kernel = createKernel();
  const { numCols } = rows;
  const count = rowCount(rows);
  const wide = roundUp(classes, 4);
  const room = reserveRoom(kernel, rows, wide);
  const price = classWeights(labels, classes, options.balance).map((weight) => weight * options.c);
  kernel.ints(room.indptr, count + 1).set(rows.indptr);
  kernel.ints(room.columns, rows.indices.length).set(rows.indices);
  kernel.floats(room.values, rows.values.length).set(rows.values);
  kernel.ints(room.labels, count).set(labels);
  kernel.floats(room.squares, count).set(rowSquares(rows));
  kernel.floats(room.diagonals, classes).set(price.map((one) => 0.5 / one));
  const spans = kernel.floats(room.spans, 2 * wide);
  const random = createRandom(seed);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  for (let pass = 0; pass < options.maxPasses; pass += 1) {
    kernel.ints(room.order, count).set(shuffle(random, order));
    spans.fill(-Infinity, 0, wide).fill(Infinity, wide);
    for (let at = 0; at < count; at += ROWS_PER_TURN) {
      await pause(signal);
      const now = Math.min(ROWS_PER_TURN, count - at);
      const { indptr, columns, values, labels: labelsAt, squares, diagonals, alphas, weights } = room;
      kernel.loops.descend(
        room.order + 4 * at,
        now,
        indptr,
        columns,
        values,
        labelsAt,
        squares,
        diagonals,
        alphas,
        weights,
        numCols,
        wide,
        room.spans,
      );
    }
    if (widestSpan(spans, classes) <= options.tolerance) break;
  }
  const fitted = kernel.floats(room.weights, (numCols + 1) * wide);
  const weights = new Float32Array(numCols * classes);
  for (let column = 0; column < numCols; column += 1) {
    weights.set(fitted.subarray(column * wide, column * wide + classes), column * classes);
  }
  return {
    numCols,
    classes,
    weights,
    bias: Float64Array.from(fitted.subarray(numCols * wide, numCols * wide + classes)),
  };
}

/** How far apart the highest and the lowest projected gradient of a machine are, at most. */
function widestSpan(spans: Float32Array, classes: number): number {
  let widest = 0;
  for (let label = 0; label < classes; label += 1) {
    widest = Math.max(widest, spans[label]! - spans[spans.length / 2 + label]!);
  }
  return widest;
}

function reserveRoom(kernel: Kernel, rows: CsrMatrix, classes: number) {
  const count = rowCount(rows);
  const words = (size: number): number => kernel.reserve(4 * size);
  return {
    order: words(count),
    indptr: words(count + 1),
    columns: words(rows.indices.length),
    values: words(rows.values.length),
    labels: words(count),
    squares: words(count),
    diagonals: words(classes),
    alphas: words(count * classes),
    weights: words((rows.numCols + 1) * classes),
    spans: words(2 * classes),
  };
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
