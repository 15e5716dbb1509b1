import { types } from 'node:util';

import { binding, type NativeBooster, type NativePredictOptions } from './binding';
import { checkRowArrays, type CsrMatrix, toNativeRows } from './csr';
import { awaitNative, callNative, LightGBMError } from './errors';
import { checkNumThreads, defaultNumThreads } from './params';

/** How to predict. */
export interface PredictOptions {
  /** Sums of the trees instead of probabilities (or the objective's other output). @default false */
  readonly rawScore?: boolean;
  /** First iteration to use. @default 0 */
  readonly startIteration?: number;
  /** Number of iterations to use; 0 or less: all that follow. @default -1 */
  readonly numIteration?: number;
  /** Threads for a batch, 1..1024. @default one less than the processor has, at least 1 */
  readonly numThreads?: number;
}

/** How to predict one row. */
export type PredictRowOptions = Pick<PredictOptions, 'rawScore'>;

/** A trained model. Its memory is freed by the garbage collector, or at once by {@link Booster.dispose}. */
export class Booster {
  /** @internal */
  constructor(private readonly native: NativeBooster) {}

  /**
   * Loads a model text written by {@link Booster.modelToString} or by LightGBM elsewhere (not the JSON dump).
   * @throws LightGBMError when the text is not a whole, consistent model
   */
  static fromString(modelText: string): Booster {
    return new Booster(callNative(() => binding().NativeBooster.fromText(modelText, defaultNumThreads())));
  }

  /** The model in LightGBM's text format, as its Python package writes it. */
  modelToString(): string {
    // The Python package ends every model with this line and reads it back.
    return `${callNative(() => this.native.toText())}\npandas_categorical:null\n`;
  }

  /** Number of scores per row: the classes of a multiclass model, 1 for binary and regression. */
  get numClass(): number {
    return callNative(() => this.native.numClass);
  }

  /** Number of columns that rows to predict must have. */
  get numFeature(): number {
    return callNative(() => this.native.numFeature);
  }

  /** Number of trees: iterations times `numClass`. */
  get numTrees(): number {
    return callNative(() => this.native.numTrees);
  }

  /** Number of iterations. */
  get currentIteration(): number {
    return callNative(() => this.native.currentIteration);
  }

  /**
   * Predicts off the event loop. The rows are copied before it returns.
   * @returns row-major [nRows * numClass]; the probabilities of a `multiclass` row sum to 1
   * @throws LightGBMError on wrong shapes and after `dispose()`
   */
  predict(rows: CsrMatrix, options: PredictOptions = {}): Promise<Float64Array> {
    return awaitNative(() => this.native.predict(...toNativeRows(rows), toNativeOptions(options)));
  }

  /** {@link Booster.predict} on the calling thread. */
  predictSync(rows: CsrMatrix, options: PredictOptions = {}): Float64Array {
    return callNative(() => this.native.predictSync(...toNativeRows(rows), toNativeOptions(options)));
  }

  /**
   * Predicts one sparse row on the calling thread by LightGBM's fast path, over all iterations.
   * It waits while a batch over a part of the iterations (`startIteration`, `numIteration`) runs on the same Booster.
   * @param indices - columns present, each once
   * @param out - where to write `numClass` scores; given, nothing is allocated for the result
   * @returns `out`
   * @throws LightGBMError on wrong shapes and after `dispose()`
   */
  predictRow(
    indices: Int32Array,
    values: Float64Array,
    out?: Float64Array,
    options: PredictRowOptions = {},
  ): Float64Array {
    checkRowArrays(indices, values);
    const numClass = this.numClass;
    const scores = out ?? new Float64Array(numClass);
    if (!types.isFloat64Array(scores) || scores.length !== numClass) {
      throw new LightGBMError(`out must be a Float64Array of ${numClass} entries, one per class`);
    }
    callNative(() => this.native.predictRow(indices, values, options.rawScore ?? false, scores));
    return scores;
  }

  /** How often (`split`) or with how much gain (`gain`) each feature is used. @returns [numFeature] */
  featureImportance(type: 'split' | 'gain' = 'split'): Float64Array {
    return callNative(() => this.native.featureImportance(type === 'gain'));
  }

  /** Gives the memory back at once, or when the predictions now running end. A second call does nothing. */
  dispose(): void {
    callNative(() => this.native.dispose());
  }
}

function toNativeOptions(options: PredictOptions): NativePredictOptions {
  return {
    rawScore: options.rawScore ?? false,
    startIteration: wholeNumber('startIteration', options.startIteration ?? 0),
    numIteration: wholeNumber('numIteration', options.numIteration ?? -1),
    numThreads: checkNumThreads(options.numThreads ?? defaultNumThreads()),
  };
}

function wholeNumber(name: string, value: number): number {
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 30) {
    throw new LightGBMError(`${name} must be a whole number, got ${String(value)}`);
  }
  return value;
}
