import { type CsrMatrix, rowCount } from './csr';
import { createKernel, type Kernel, roundUp } from './kernel/kernel';
import type { NetworkModel } from './network';
import { pause } from './pause';
import { createRandom, shuffle } from './random';

/** What networks are fitted on. */
export interface FitSetting {
  /** The same rows in differing copies. */
  copies: readonly CsrMatrix[];
  /** Class number per row. */
  labels: Int32Array;
  classes: number;
  /** A multiple of 32. */
  hidden: number;
  inputDropout: number;
  /** How much a row of each class counts. */
  weights: Float64Array;
}

/** One network at a time, while it is fitted in a kernel's memory. */
export interface Fit {
  /** A new network in place of the last. */
  start(seed: number): void;
  /** Takes up a copy of the rows, in a new order. */
  startPass(copy: number): void;
  /** Steps on `count` rows of the order from the `at`-th on, the first at `rate`, each next one `rateStep` more. */
  learn(at: number, count: number, rate: number, rateStep: number): void;
  /** Writes the network into a model as its `at`-th, yielding now and then. */
  writeTo(model: NetworkModel, at: number, signal?: AbortSignal): Promise<void>;
}

/** Columns written between two chances for the event loop: some milliseconds. */
const COLUMNS_PER_TURN = 1_000;
const INNER_SPREAD = 0.03;
/** Start of the sums of squared gradients: the first steps stay bounded. */
const FIRST_SQUARE = 1e-3;
/**
 * A class whose probability is off by less than this share of an even chance teaches nothing worth the time. It must
 * stay well below 1: at the start every class is off by an even chance.
 */
const LEAST_ERROR = 0.3;
/** However few the classes. */
const MOST_LEAST_ERROR = 0.01;
/** Bias of a class that is there to fill a group of four: it never gets a share. */
const NEVER = -1e30;

/** Room and loops for fitting networks on the same rows, one after the other. */
export function createFit({ copies, labels, classes, hidden, inputDropout, weights }: FitSetting): Fit {
  const kernel = createKernel();
  const { loops } = kernel;
  const { numCols } = copies[0]!;
  const rows = labels.length;
  const room = reserveRoom(kernel, { copies, rows, numCols, classes: roundUp(classes, 4), hidden });
  kernel.ints(room.labels, rows).set(labels);
  kernel.floats(room.weights, classes).set(weights);
  const leastError = Math.min(MOST_LEAST_ERROR, LEAST_ERROR / classes);
  loops.setUpSizes(hidden, classes, inputDropout, leastError);
  loops.setUpWeights(room.inner, room.innerSquares, room.innerBias, room.outer, room.outerSquares, room.outerBias);
  let random = createRandom(0);
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  let loaded = -1;

  return {
    start(seed) {
      random = createRandom(seed);
      loops.seedRandom(seed >>> 0);
      loops.fillRandom(room.inner, numCols * hidden, INNER_SPREAD);
      kernel.floats(room.outer, roundUp(classes, 4) * hidden).fill(0);
      loops.fillRandom(room.outer, classes * hidden, Math.sqrt(3 / hidden));
      kernel.floats(room.innerSquares, numCols).fill(FIRST_SQUARE);
      kernel.floats(room.outerSquares, classes).fill(FIRST_SQUARE);
      kernel.floats(room.innerBias, hidden).fill(0);
      kernel.floats(room.outerBias, roundUp(classes, 4)).fill(NEVER).fill(0, 0, classes);
      // Which groups a step keeps depends on the order the last one left them in.
      loops.setUpRoom(room.columns, room.values, room.moves, room.offsets, room.levels, room.slopes, room.scores);
      order.forEach((_, row) => (order[row] = row));
    },
    startPass(copy) {
      kernel.ints(room.order, rows).set(shuffle(random, order));
      if (copy === loaded) return;
      loaded = copy;
      const { indptr, indices, values } = copies[copy]!;
      kernel.ints(room.indptr, indptr.length).set(indptr);
      kernel.ints(room.rowColumns, indices.length).set(indices);
      kernel.floats(room.rowValues, values.length).set(values);
    },
    learn(at, count, rate, rateStep) {
      const { indptr, rowColumns, rowValues, labels: labelsAt, weights: weightsAt } = room;
      loops.learnRows(room.order + 4 * at, count, indptr, rowColumns, rowValues, labelsAt, weightsAt, rate, rateStep);
    },
    async writeTo(model, at, signal) {
      const inner = kernel.floats(room.inner, numCols * hidden);
      for (let column = 0; column < numCols; column += 1) {
        if (column % COLUMNS_PER_TURN === 0) await pause(signal);
        const weightsOf = inner.subarray(column * hidden, (column + 1) * hidden);
        const place = at * numCols + column;
        model.scales[place] = toBytes(weightsOf, model.inner.subarray(place * hidden, (place + 1) * hidden));
      }
      model.innerBias.set(kernel.floats(room.innerBias, hidden), at * hidden);
      const outer = kernel.floats(room.outer, classes * hidden);
      for (let unit = 0; unit < hidden; unit += 1) {
        const base = (at * hidden + unit) * classes;
        for (let label = 0; label < classes; label += 1) {
          model.outer[base + label] = outer[label * hidden + unit]! / model.networks;
        }
      }
      kernel.floats(room.outerBias, classes).forEach((bias, label) => {
        model.outerBias[label]! += bias / model.networks;
      });
    },
  };
}

interface Sizes {
  copies: readonly CsrMatrix[];
  rows: number;
  numCols: number;
  classes: number;
  hidden: number;
}

function reserveRoom(kernel: Kernel, { copies, rows, numCols, classes, hidden }: Sizes) {
  const entries = Math.max(...copies.map(({ indices }) => indices.length));
  const longest = Math.max(...copies.map(longestRow));
  const words = (count: number): number => kernel.reserve(4 * count);
  return {
    order: words(rows),
    labels: words(rows),
    weights: words(classes),
    indptr: words(rows + 1),
    rowColumns: words(entries),
    rowValues: words(entries),
    inner: words(numCols * hidden),
    innerSquares: words(numCols),
    innerBias: words(hidden),
    outer: words(classes * hidden),
    outerSquares: words(classes),
    outerBias: words(classes),
    columns: words(longest),
    values: words(longest),
    moves: words(longest),
    offsets: words(hidden / 4),
    levels: words(hidden),
    slopes: words(hidden),
    scores: words(classes),
  };
}

/** Rounds numbers to 127 steps up and down. @returns the size of a step */
function toBytes(from: Float32Array, to: Int8Array): number {
  let largest = 0;
  for (const value of from) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 0;
  for (let at = 0; at < from.length; at += 1) to[at] = Math.round((from[at]! * 127) / largest);
  return largest / 127;
}

function longestRow(rows: CsrMatrix): number {
  let longest = 0;
  for (let row = 0; row < rowCount(rows); row += 1)
    longest = Math.max(longest, rows.indptr[row + 1]! - rows.indptr[row]!);
  return longest;
}
