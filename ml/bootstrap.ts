import type { Judged } from './metrics';
import { pause } from './pause';
import { createRandom, randomInt } from './random';

/** Figures that a comparison gives an interval. */
export interface ComparedFigures {
  readonly accuracy: number;
  readonly macroF1: number;
  readonly weightedF1: number;
}

type Name = keyof ComparedFigures;

/** A figure with its 95 % interval. */
export interface BootstrapInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type BootstrapFigures = Readonly<Record<Name, BootstrapInterval>>;

/** Intervals of two models and of what the first is ahead; of one model those two are null. */
export interface PairedBootstrap {
  readonly first: BootstrapFigures;
  readonly second: BootstrapFigures | null;
  readonly difference: BootstrapFigures | null;
}

const RESAMPLES = 1_000;
const RESAMPLES_PER_TURN = 10;

/**
 * Percentile bootstrap: the rows are drawn anew, with repetition, the same ones for both models, so that the interval of
 * their difference knows that hard rows are hard for both.
 * @param first - what a model said of each row; @param second - another one of the same rows in the same order, or null
 * @param labelCount - number of labels
 * @param options.resamples - default 1,000; the same seed gives the same intervals
 */
export async function pairedBootstrap(
  first: readonly Judged[],
  second: readonly Judged[] | null,
  labelCount: number,
  options: { readonly seed: number; readonly resamples?: number; readonly signal?: AbortSignal },
): Promise<PairedBootstrap> {
  const { seed, resamples = RESAMPLES, signal } = options;
  const random = createRandom(seed);
  const measure = createMeasure(labelCount);
  const every = Int32Array.from(first, (_, row) => row);
  const drawn = new Int32Array(first.length);
  const samples: { first: ComparedFigures; second: ComparedFigures | null }[] = [];
  for (let count = 0; count < resamples; count += 1) {
    if (count % RESAMPLES_PER_TURN === 0) await pause(signal);
    for (let at = 0; at < drawn.length; at += 1) drawn[at] = randomInt(random, drawn.length);
    samples.push({ first: measure(first, drawn), second: second && measure(second, drawn) });
  }
  const whole = { first: measure(first, every), second: second && measure(second, every) };
  const figures = (of: (sample: typeof whole) => ComparedFigures): BootstrapFigures => {
    const all = samples.map(of);
    const intervalOf = (name: Name): BootstrapInterval => ({
      value: of(whole)[name],
      ...middle95(all.map((one) => one[name])),
    });
    return { accuracy: intervalOf('accuracy'), macroF1: intervalOf('macroF1'), weightedF1: intervalOf('weightedF1') };
  };
  if (!second) return { first: figures((sample) => sample.first), second: null, difference: null };
  return {
    first: figures((sample) => sample.first),
    second: figures((sample) => sample.second!),
    difference: figures((sample) => less(sample.first, sample.second!)),
  };
}

function less(first: ComparedFigures, second: ComparedFigures): ComparedFigures {
  return {
    accuracy: first.accuracy - second.accuracy,
    macroF1: first.macroF1 - second.macroF1,
    weightedF1: first.weightedF1 - second.weightedF1,
  };
}

/** The figures of `figuresOf` (metrics.ts) over drawn rows, without making a list for each draw. */
function createMeasure(labelCount: number): (judged: readonly Judged[], rows: Int32Array) => ComparedFigures {
  const [hit, said, support] = [0, 0, 0].map(() => new Int32Array(labelCount)) as [Int32Array, Int32Array, Int32Array];
  return (judged, rows) => {
    for (const counts of [hit, said, support]) counts.fill(0);
    let right = 0;
    for (const row of rows) {
      const { expected, predicted } = judged[row]!;
      support[expected]! += 1;
      if (predicted >= 0) said[predicted]! += 1;
      if (predicted !== expected) continue;
      hit[expected]! += 1;
      right += 1;
    }
    let [sum, weighted, seen] = [0, 0, 0];
    for (let label = 0; label < labelCount; label += 1) {
      const both = said[label]! + support[label]!;
      if (both === 0) continue;
      const f1 = (2 * hit[label]!) / both;
      sum += f1;
      weighted += f1 * support[label]!;
      seen += 1;
    }
    const count = rows.length;
    return {
      accuracy: count === 0 ? 0 : right / count,
      macroF1: seen === 0 ? 0 : sum / seen,
      weightedF1: count === 0 ? 0 : weighted / count,
    };
  };
}

/** The 2.5th and the 97.5th percentile, between neighbours in proportion, as numpy has it. */
function middle95(values: number[]): { low: number; high: number } {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { low: at(0.025), high: at(0.975) };
}
