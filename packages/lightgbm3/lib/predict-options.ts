import type { NativePredictOptions } from './binding';
import { LightGBMError } from './errors';
import { checkNumThreads, defaultNumThreads } from './params';

/** What a prediction gives, and when it stops early. At most one of the three kinds may be set. */
export interface PredictRowOptions {
  /** Sums of the trees instead of probabilities (or the objective's other output). @default false */
  readonly rawScore?: boolean;
  /** The leaf of each tree that the row falls into. @default false */
  readonly predLeaf?: boolean;
  /** What each feature contributes to the raw score (SHAP values), and last the expected score. @default false */
  readonly predContrib?: boolean;
  /**
   * Stops adding trees once the leading class leads by `predEarlyStopMargin`. Only where scores need not be accurate:
   * binary, multiclass and ranking objectives. @default false
   */
  readonly predEarlyStop?: boolean;
  /** Iterations between two looks at the margin, >= 1. @default 10 */
  readonly predEarlyStopFreq?: number;
  /** Margin in raw scores, >= 0. @default 10 */
  readonly predEarlyStopMargin?: number;
}

/** How to predict. */
export interface PredictOptions extends PredictRowOptions {
  /** First iteration to use. @default 0 */
  readonly startIteration?: number;
  /** Number of iterations to use; 0 or less: all that follow. @default -1 */
  readonly numIteration?: number;
  /** Threads for a batch, 1..1024. @default one less than the processor has, at least 1 */
  readonly numThreads?: number;
}

/** LightGBM's numbers of what a prediction gives. */
const KIND = { normal: 0, rawScore: 1, predLeaf: 2, predContrib: 3 } as const;

const DEFAULT_STOP_FREQ = 10;
const DEFAULT_STOP_MARGIN = 10;

/** The options as the addon takes them. @throws LightGBMError on values out of range */
export function toNativeOptions(options: PredictOptions): NativePredictOptions {
  return {
    kind: kindOf(options),
    startIteration: wholeNumber('startIteration', options.startIteration ?? 0),
    numIteration: wholeNumber('numIteration', options.numIteration ?? -1),
    numThreads: checkNumThreads(options.numThreads ?? defaultNumThreads()),
    earlyStopFreq: earlyStopFreqOf(options),
    earlyStopMargin: earlyStopMarginOf(options),
  };
}

/** LightGBM's number of what to predict. @throws LightGBMError when the options ask for two things */
export function kindOf(options: PredictRowOptions): number {
  const { rawScore = false, predLeaf = false, predContrib = false } = options;
  if (Number(rawScore) + Number(predLeaf) + Number(predContrib) > 1) {
    throw new LightGBMError('Only one of rawScore, predLeaf and predContrib may be set');
  }
  if (predLeaf) return KIND.predLeaf;
  if (predContrib) return KIND.predContrib;
  return rawScore ? KIND.rawScore : KIND.normal;
}

/** Numbers that one row gives over all iterations. */
export function widthOf(kind: number, model: { numClass: number; numFeature: number; numTrees: number }): number {
  if (kind === KIND.predLeaf) return model.numTrees;
  return kind === KIND.predContrib ? model.numClass * (model.numFeature + 1) : model.numClass;
}

/** 0: no early stop. @throws LightGBMError on a value out of range */
export function earlyStopFreqOf(options: PredictRowOptions): number {
  if (!options.predEarlyStop) return 0;
  const freq = wholeNumber('predEarlyStopFreq', options.predEarlyStopFreq ?? DEFAULT_STOP_FREQ);
  if (freq < 1) throw new LightGBMError(`predEarlyStopFreq must be >= 1, got ${freq}`);
  return freq;
}

/** 0 where there is no early stop. @throws LightGBMError on a value out of range */
export function earlyStopMarginOf(options: PredictRowOptions): number {
  if (!options.predEarlyStop) return 0;
  const margin = options.predEarlyStopMargin ?? DEFAULT_STOP_MARGIN;
  if (!(Number.isFinite(margin) && margin >= 0)) {
    throw new LightGBMError(`predEarlyStopMargin must be a finite number >= 0, got ${String(margin)}`);
  }
  return margin;
}

/** Checks a count or an iteration. @throws LightGBMError unless it is a whole number that LightGBM can hold */
export function wholeNumber(name: string, value: number): number {
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 30) {
    throw new LightGBMError(`${name} must be a whole number, got ${String(value)}`);
  }
  return value;
}
