import { type CsrMatrix, rowCount } from './csr';
import { classWeights } from './linear';
import { pause } from './pause';
import { createStep, type Draft } from './network-step';
import { createRandom, type Random, shuffle } from './random';

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

/** Fitted networks side by side, as one with all their units: scores = outer · max(0, inner · row + bias) + bias. */
export interface NetworkModel {
  numCols: number;
  hidden: number;
  classes: number;
  /** Column by column, one weight per unit. */
  inner: Float32Array;
  /** One per unit. */
  innerBias: Float64Array;
  /** Unit by unit, one weight per class. */
  outer: Float32Array;
  /** One per class. */
  outerBias: Float64Array;
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
const ROWS_PER_TURN = 64;
const INNER_SPREAD = 0.03;
/** Share of the first rate that is left in the last step. */
const LAST_RATE = 0.002;
/** Small classes count at most so many times as much. */
const MOST_WEIGHT = 5;

/** Fits the networks one after the other by stochastic gradient steps (Adagrad, one sum per column and per class). */
export async function trainNetwork(task: NetworkTask): Promise<NetworkModel> {
  const fitted: Draft[] = [];
  for (let at = 0; at < task.networks; at += 1) fitted.push(await fitOne(task, task.seed + at));
  return mergeNetworks(fitted);
}

async function fitOne({ copies, labels, classes, options, signal }: NetworkTask, seed: number): Promise<Draft> {
  const random = createRandom(seed);
  const draft = newDraft({ numCols: copies[0]!.numCols, hidden: options.hidden, classes, random });
  const rows = labels.length;
  const epochs = Math.max(options.epochs, Math.ceil(options.minSteps / Math.max(1, rows)));
  const longest = Math.max(...copies.map(longestRow));
  const step = createStep({ draft, random, inputDropout: options.inputDropout, longest });
  const weights = classWeights(labels, classes, options.balance).map((weight) => Math.min(weight, MOST_WEIGHT));
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const copy = copies[epoch % copies.length]!;
    shuffle(random, order);
    for (let at = 0; at < rows; at += 1) {
      if (at % ROWS_PER_TURN === 0) await pause(signal);
      const row = order[at]!;
      const done = (epoch * rows + at) / (epochs * rows);
      step({
        rows: copy,
        row,
        label: labels[row]!,
        weight: weights[labels[row]!]!,
        rate: options.rate * (1 - done + LAST_RATE),
      });
    }
  }
  return draft;
}

function newDraft({
  numCols,
  hidden,
  classes,
  random,
}: Pick<Draft, 'numCols' | 'hidden' | 'classes'> & { random: Random }): Draft {
  const spread = Math.sqrt(3 / hidden);
  return {
    numCols,
    hidden,
    classes,
    inner: Float32Array.from({ length: numCols * hidden }, () => INNER_SPREAD * (2 * random() - 1)),
    innerBias: new Float64Array(hidden),
    outerByClass: Float32Array.from({ length: classes * hidden }, () => spread * (2 * random() - 1)),
    outerBias: new Float64Array(classes),
  };
}

/** Units of all side by side; the mean of the networks' scores is then one score. Classes come innermost. */
function mergeNetworks(models: readonly Draft[]): NetworkModel {
  const { numCols, classes } = models[0]!;
  const hidden = models.reduce((sum, model) => sum + model.hidden, 0);
  const merged: NetworkModel = {
    numCols,
    hidden,
    classes,
    inner: new Float32Array(numCols * hidden),
    innerBias: new Float64Array(hidden),
    outer: new Float32Array(hidden * classes),
    outerBias: new Float64Array(classes),
  };
  let offset = 0;
  for (const model of models) {
    for (let column = 0; column < numCols; column += 1) {
      const part = model.inner.subarray(column * model.hidden, (column + 1) * model.hidden);
      merged.inner.set(part, column * hidden + offset);
    }
    merged.innerBias.set(model.innerBias, offset);
    for (let unit = 0; unit < model.hidden; unit += 1) {
      for (let label = 0; label < classes; label += 1) {
        merged.outer[(offset + unit) * classes + label] =
          model.outerByClass[label * model.hidden + unit]! / models.length;
      }
    }
    model.outerBias.forEach((bias, label) => (merged.outerBias[label]! += bias / models.length));
    offset += model.hidden;
  }
  return merged;
}

/** Scores one row after the other into the caller's array: a number per class, logits before any scaling. */
export function createNetworkReader(
  model: NetworkModel,
): (indices: Int32Array, values: Float64Array, start: number, end: number, out: Float64Array) => void {
  const { hidden, classes, inner, innerBias, outer, outerBias } = model;
  const levels = new Float64Array(hidden);
  return (indices, values, start, end, out) => {
    levels.set(innerBias);
    for (let entry = start; entry < end; entry += 1) {
      const value = values[entry]!;
      const base = indices[entry]! * hidden;
      for (let unit = 0; unit < hidden; unit += 1) levels[unit]! += inner[base + unit]! * value;
    }
    out.set(outerBias);
    for (let unit = 0; unit < hidden; unit += 1) {
      const level = levels[unit]!;
      if (level <= 0) continue;
      const base = unit * classes;
      for (let label = 0; label < classes; label += 1) out[label]! += outer[base + label]! * level;
    }
  };
}

function longestRow(rows: CsrMatrix): number {
  let longest = 0;
  for (let row = 0; row < rowCount(rows); row += 1)
    longest = Math.max(longest, rows.indptr[row + 1]! - rows.indptr[row]!);
  return longest;
}
