import type { FitSetting } from '../../../ml/network-fit';
import { createRandom, shuffle } from '../../../ml/random';

const MASK = (1n << 64n) - 1n;

/** The kernel's source of random bits (SplitMix64). */
function bitSource(seed: number): () => bigint {
  let state = (BigInt(seed >>> 0) * 0xd1342543de82ef95n + 0x9e3779b97f4a7c15n) & MASK;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let mixed = state;
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return mixed ^ (mixed >> 31n);
  };
}

/** 16 bits at a time, four of each number. */
function dice(bits: () => bigint): () => number {
  let [left, now] = [0, 0n];
  return () => {
    if (left === 0) [left, now] = [4, bits()];
    const value = Number(now & 0xffffn);
    now >>= 16n;
    left -= 1;
    return value;
  };
}

/** A network as nested lists, class by class outside and column by column inside. */
export interface ReferenceNetwork {
  inner: number[][];
  innerBias: number[];
  outer: number[][];
  outerBias: number[];
}

/** What the kernel does, written plainly and in 64 bits: the same dice, order and formulas. */
export function referenceFit({ setting, seed, passes, rate, rateStep }: Run): ReferenceNetwork {
  const { copies, labels, classes, hidden, inputDropout, weights } = setting;
  const { indptr, indices, values, numCols } = copies[0]!;
  const random = createRandom(seed);
  const bits = bitSource(seed);
  const spread = Math.sqrt(3 / hidden);
  const grid = (rows: number, size: number): number[][] =>
    Array.from({ length: rows }, () =>
      Array.from({ length: hidden / 2 }, bits).flatMap((both) =>
        [both, both >> 32n].map((half) => (size * Number(BigInt.asIntN(32, half))) / 2 ** 31),
      ),
    );
  const net = {
    inner: grid(numCols, 0.03),
    innerBias: new Array<number>(hidden).fill(0),
    outer: grid(classes, spread),
    outerBias: new Array<number>(classes).fill(0),
  };
  const innerSquares = new Array<number>(numCols).fill(1e-3);
  const outerSquares = new Array<number>(classes).fill(1e-3);
  const groups = Array.from({ length: hidden / 4 }, (_, group) => group);
  const leastError = Math.min(0.01, 0.3 / classes);

  function step(row: number, now: number): void {
    const roll = dice(bits);
    const entries: { column: number; value: number }[] = [];
    for (let at = indptr[row]!; at < indptr[row + 1]!; at += 1) {
      if (roll() >= Math.floor(inputDropout * 65536)) {
        entries.push({ column: indices[at]!, value: values[at]! / (1 - inputDropout) });
      }
    }
    const pickGroup = dice(bits);
    for (let at = 0; at < groups.length / 2; at += 1) {
      const other = at + ((pickGroup() * (groups.length - at)) >> 16);
      [groups[at], groups[other]] = [groups[other]!, groups[at]!];
    }
    const units = groups.slice(0, groups.length / 2).flatMap((group) => [0, 1, 2, 3].map((lane) => 4 * group + lane));
    const levels = units.map((unit) => {
      const sum = entries.reduce((total, { column, value }) => total + value * net.inner[column]![unit]!, 0);
      return Math.max(0, 2 * (net.innerBias[unit]! + sum));
    });
    const scores = net.outer.map((of, label) =>
      units.reduce((sum, unit, at) => sum + of[unit]! * levels[at]!, net.outerBias[label]!),
    );
    const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    const slopes = units.map(() => 0);
    const square = levels.reduce((sum, level) => sum + level * level, 1) / hidden;
    const expected = labels[row]!;
    powers.forEach((power, label) => {
      const error = weights[expected]! * (power / total - (label === expected ? 1 : 0));
      if (Math.abs(error) < leastError) return;
      const move = (now * error) / Math.sqrt((outerSquares[label]! += error * error * square));
      net.outerBias[label]! -= move;
      units.forEach((unit, at) => {
        slopes[at]! += error * net.outer[label]![unit]!;
        net.outer[label]![unit]! -= move * levels[at]!;
      });
    });
    const steps = slopes.map((slope, at) => (levels[at]! > 0 ? 2 * slope : 0));
    units.forEach((unit, at) => (net.innerBias[unit]! -= 0.1 * now * steps[at]!));
    const slopeSquare = steps.reduce((sum, one) => sum + one * one, 0) / hidden;
    if (slopeSquare === 0) return;
    for (const { column, value } of entries) {
      const move = (now * value) / Math.sqrt((innerSquares[column]! += slopeSquare * value * value));
      units.forEach((unit, at) => (net.inner[column]![unit]! -= move * steps[at]!));
    }
  }

  const order = Int32Array.from({ length: labels.length }, (_, row) => row);
  for (let pass = 0; pass < passes; pass += 1) {
    shuffle(random, order).forEach((row, at) => step(row, rate + at * rateStep));
  }
  return net;
}

/** Passes over all rows of a setting's first copy. */
interface Run {
  setting: FitSetting;
  seed: number;
  passes: number;
  /** Of the first step of each pass. */
  rate: number;
  rateStep: number;
}
