import type { CsrMatrix } from './csr';
import type { Random } from './random';

/** A network while it is fitted. */
export interface Draft {
  numCols: number;
  /** A multiple of 32. */
  hidden: number;
  classes: number;
  /** Column by column, one weight per unit. */
  inner: Float32Array;
  innerBias: Float64Array;
  /** Class by class, one weight per unit. */
  outerByClass: Float32Array;
  outerBias: Float64Array;
}

/** What the steps work on. */
export interface StepSetting {
  /** Changed in place. */
  draft: Draft;
  random: Random;
  /** Share of a row's entries left out, 0 to below 1. */
  inputDropout: number;
  /** Entries of the longest row. */
  longest: number;
}

/** Start of the sums of squared gradients: the first steps stay bounded. */
const FIRST_SQUARE = 1e-3;
/**
 * A class whose probability is off by less than this share of an even chance teaches nothing worth the time. It must
 * stay well below 1: at the start every class is off by an even chance.
 */
const LEAST_ERROR = 0.3;
/** However few the classes. */
const MOST_LEAST_ERROR = 0.01;

/** A row to learn from. */
export interface StepInput {
  rows: CsrMatrix;
  row: number;
  label: number;
  /** How much the row counts. */
  weight: number;
  rate: number;
}

/**
 * One gradient step on one row. Only units that are on, and entries that are not dropped, are computed and changed;
 * kept ones count for the others, so that nothing needs scaling when all are there.
 */
export function createStep({ draft, random, inputDropout, longest }: StepSetting): (input: StepInput) => void {
  const { numCols, hidden, classes, inner, innerBias, outerByClass: outer, outerBias } = draft;
  const innerSquares = new Float64Array(numCols).fill(FIRST_SQUARE);
  const outerSquares = new Float64Array(classes).fill(FIRST_SQUARE);
  const columns = new Int32Array(longest);
  const values = new Float64Array(longest);
  const units = new Int32Array(hidden);
  const levels = new Float64Array(hidden);
  const slopes = new Float64Array(hidden);
  const scores = new Float64Array(classes);
  const leastError = Math.min(MOST_LEAST_ERROR, LEAST_ERROR / classes);
  const keptInput = 1 / (1 - inputDropout);

  function readEntries({ rows, row }: StepInput): number {
    let count = 0;
    for (let entry = rows.indptr[row]!; entry < rows.indptr[row + 1]!; entry += 1) {
      if (random() < inputDropout) continue;
      columns[count] = rows.indices[entry]!;
      values[count] = rows.values[entry]! * keptInput;
      count += 1;
    }
    return count;
  }

  /** @returns how many units are on: kept by the dice, and above 0 */
  function raiseUnits(entries: number): number {
    let kept = 0;
    for (let first = 0; first < hidden; first += 32) {
      // One number decides for 32 units, a bit each.
      let bits = (random() * 4_294_967_296) | 0;
      for (let unit = first; unit < first + 32; unit += 1) {
        if (bits & 1) {
          units[kept] = unit;
          levels[kept] = innerBias[unit]!;
          kept += 1;
        }
        bits >>>= 1;
      }
    }
    for (let entry = 0; entry < entries; entry += 1) {
      const base = columns[entry]! * hidden;
      const value = values[entry]!;
      for (let at = 0; at < kept; at += 1) levels[at]! += inner[base + units[at]!]! * value;
    }
    let on = 0;
    for (let at = 0; at < kept; at += 1) {
      if (levels[at]! <= 0) continue;
      // The half that is kept counts double.
      levels[on] = 2 * levels[at]!;
      units[on] = units[at]!;
      slopes[on] = 0;
      on += 1;
    }
    return on;
  }

  /** Turns the units' levels into class probabilities in `scores`. */
  function scoreClasses(on: number): void {
    let highest = -Infinity;
    for (let label = 0; label < classes; label += 1) {
      let score = outerBias[label]!;
      const base = label * hidden;
      for (let at = 0; at < on; at += 1) score += outer[base + units[at]!]! * levels[at]!;
      scores[label] = score;
      if (score > highest) highest = score;
    }
    let sum = 0;
    for (let label = 0; label < classes; label += 1) sum += scores[label] = Math.exp(scores[label]! - highest);
    for (let label = 0; label < classes; label += 1) scores[label]! /= sum;
  }

  function moveOuter(on: number, { label: expected, weight, rate }: StepInput): void {
    let square = 1;
    for (let at = 0; at < on; at += 1) square += levels[at]! ** 2;
    for (let label = 0; label < classes; label += 1) {
      const error = weight * (scores[label]! - (label === expected ? 1 : 0));
      if (Math.abs(error) < leastError) continue;
      const squares = (outerSquares[label]! += (error * error * square) / hidden);
      const move = (rate * error) / Math.sqrt(squares);
      outerBias[label]! -= move;
      const base = label * hidden;
      for (let at = 0; at < on; at += 1) {
        const weightAt = base + units[at]!;
        slopes[at]! += error * outer[weightAt]!;
        outer[weightAt]! -= move * levels[at]!;
      }
    }
  }

  function moveInner(on: number, entries: number, rate: number): void {
    let square = 0;
    for (let at = 0; at < on; at += 1) {
      slopes[at]! *= 2;
      square += slopes[at]! ** 2;
    }
    if (square === 0) return;
    for (let at = 0; at < on; at += 1) innerBias[units[at]!]! -= 0.1 * rate * slopes[at]!;
    for (let entry = 0; entry < entries; entry += 1) {
      const column = columns[entry]!;
      const value = values[entry]!;
      const squares = (innerSquares[column]! += (square * value * value) / hidden);
      const move = (rate * value) / Math.sqrt(squares);
      const base = column * hidden;
      for (let at = 0; at < on; at += 1) inner[base + units[at]!]! -= move * slopes[at]!;
    }
  }

  return (input) => {
    const entries = readEntries(input);
    const on = raiseUnits(entries);
    scoreClasses(on);
    moveOuter(on, input);
    moveInner(on, entries, input.rate);
  };
}
