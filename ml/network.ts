import type { CsrMatrix } from './csr';
import { classWeights } from './linear';
import { createFit, type Fit } from './network-fit';
import { pause } from './pause';

/**
 * Several networks of one hidden layer, whose scores are averaged. Each starts and is shuffled by a seed of its own;
 * half of the hidden units and a share of the entries of each row are left out at random while fitting.
 */
export interface NetworkOptions {
  /** How many are averaged in the model, 1 or more. */
  networks: number;
  /** How many are averaged in each fold: fewer cost less, and the blend they choose is on the careful side. */
  foldNetworks: number;
  /** Units of each, a multiple of 32. */
  hidden: number;
  /** Passes over the rows. */
  epochs: number;
  /** More passes where the rows are so few that fewer steps than this would be made. */
  minSteps: number;
  /** Step size at the start; it falls to almost nothing. */
  rate: number;
  /** Share of a row's entries left out in each step, 0 to below 1. */
  inputDropout: number;
  /** Share of words left out of the copies of a text that it is fitted on, 0 to below 1. */
  wordDropout: number;
  /** Such copies per text, taken in turn; 1 or more. */
  copies: number;
  /** Copies of all texts together, about at most: with many texts each has fewer, and one at least. */
  mostCopies: number;
  /** Exponent of balanced class weights. */
  balance: number;
}

/**
 * Fitted networks: scores = mean over them of outer · max(0, inner · row + bias), plus a bias. All arrays hold one
 * network after the other. A weight of `inner` is a byte times its column's scale, a quarter of the memory of 32
 * bits; out-of-fold scores are of these bytes, so what rounding costs is in the figures.
 */
export interface NetworkModel {
  networks: number;
  numCols: number;
  /** Units of each. */
  hidden: number;
  classes: number;
  /** Column by column, one weight per unit. */
  inner: Int8Array;
  /** One per column. */
  scales: Float32Array;
  /** One per unit. */
  innerBias: Float32Array;
  /** Unit by unit, one weight per class, divided by the number of networks. */
  outer: Float32Array;
  /** One per class, of all together. */
  outerBias: Float32Array;
}

/** Rows to fit on. */
export interface NetworkTask {
  /** The same rows in differing copies, at least one; pass p takes copy p modulo their number. */
  copies: readonly CsrMatrix[];
  /** Class number per row. */
  labels: Int32Array;
  classes: number;
  /** How many to average, 1 or more. */
  networks: number;
  options: NetworkOptions;
  seed: number;
  signal?: AbortSignal;
}

/** Rows between two chances for the event loop: some milliseconds. */
const ROWS_PER_TURN = 256;
/** Share of the first rate that is left in the last step. */
const LAST_RATE = 0.002;
/** Small classes count at most so many times as much. */
const MOST_WEIGHT = 5;

/** Fits the networks one after the other by stochastic gradient steps (Adagrad, one sum per column and per class). */
export async function trainNetwork(task: NetworkTask): Promise<NetworkModel> {
  const { copies, labels, classes, networks, options } = task;
  const fit = createFit({
    copies,
    labels,
    classes,
    hidden: options.hidden,
    inputDropout: options.inputDropout,
    weights: classWeights(labels, classes, options.balance).map((weight) => Math.min(weight, MOST_WEIGHT)),
  });
  const model = emptyModel({ networks, numCols: copies[0]!.numCols, hidden: options.hidden, classes });
  for (let at = 0; at < networks; at += 1) {
    await fitOne(fit, task, task.seed + at);
    await fit.writeTo(model, at, task.signal);
  }
  return model;
}

async function fitOne(fit: Fit, { copies, labels, options, signal }: NetworkTask, seed: number): Promise<void> {
  const rows = labels.length;
  const epochs = Math.max(options.epochs, Math.ceil(options.minSteps / Math.max(1, rows)));
  const rateAt = (done: number): number => options.rate * (1 - done / (epochs * rows) + LAST_RATE);
  fit.start(seed);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    fit.startPass(epoch % copies.length);
    for (let at = 0; at < rows; at += ROWS_PER_TURN) {
      await pause(signal);
      const count = Math.min(ROWS_PER_TURN, rows - at);
      const done = epoch * rows + at;
      fit.learn(at, count, rateAt(done), (rateAt(done + count) - rateAt(done)) / count);
    }
  }
}

function emptyModel(sizes: Pick<NetworkModel, 'networks' | 'numCols' | 'hidden' | 'classes'>): NetworkModel {
  const { networks, numCols, hidden, classes } = sizes;
  return {
    ...sizes,
    inner: new Int8Array(networks * numCols * hidden),
    scales: new Float32Array(networks * numCols),
    innerBias: new Float32Array(networks * hidden),
    outer: new Float32Array(networks * hidden * classes),
    outerBias: new Float32Array(classes),
  };
}
