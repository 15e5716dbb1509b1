import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { types } from 'node:util';

import type { NativeBooster, NativePart, NativeWorker } from './binding';
import { checkedText, checksumLine, withChecksum } from './checksum';
import { asLightGBMError, awaitNative, callNative, LightGBMError } from './errors';
import type { BestScore } from './evaluation';
import { binding } from './load';
import { checkRowArrays, type Matrix, toNativeMatrix } from './matrix';
import { defaultNumThreads, type Params } from './params';
import {
  earlyStopFreqOf,
  earlyStopMarginOf,
  kindOf,
  type PredictOptions,
  type PredictRowOptions,
  toNativeOptions,
  wholeNumber,
  widthOf,
} from './predict-options';
import { parseModel, parsePieces } from './model-json';
import { paramsOfText } from './model-params';
import { refitSteps, type RefitOptions } from './refit';
import { runAsync, runSync } from './steps';

/** Which part of a model is written. */
export interface ModelOptions {
  /** First iteration. @default 0 */
  readonly startIteration?: number;
  /** Number of iterations; 0 or less: all that follow. @default -1 */
  readonly numIteration?: number;
  /** How its features are ranked in the text: by splits or by gain. @default 'split' */
  readonly importanceType?: 'split' | 'gain';
}

/** How a model is loaded. */
export interface LoadOptions {
  /** Refuses a model without a checksum line, such as one saved by Python. @default false */
  readonly requireChecksum?: boolean;
}

/** What a training knows of a model beyond its text. */
export interface Origin {
  readonly params: Params;
  readonly bestIteration: number;
  readonly bestScore: BestScore;
}

/** A trained model. Its memory is freed by the garbage collector, or at once by {@link Booster.dispose}. */
export class Booster {
  /** Number of scores per row: the classes of a multiclass model, 1 for binary, regression and ranking. */
  readonly numClass: number;
  /** Number of columns that rows to predict must have. */
  readonly numFeature: number;
  /** Number of trees: iterations times `numModelPerIteration`. */
  readonly numTrees: number;
  /** Number of iterations. After early stopping the model holds those up to the best one, as in Python. */
  readonly currentIteration: number;
  /** The best iteration, counted from 1, if the training stopped early or looked for it; 0 if not; -1 if loaded. */
  readonly bestIteration: number;
  /** Metrics of the best (or else the last) iteration by dataset and metric; empty if loaded. */
  readonly bestScore: BestScore;
  /** The parameters it was trained with, under their main names; read from the text if loaded. */
  readonly params: Params;

  /** @internal */
  constructor(
    readonly native: NativeBooster,
    origin: Origin,
  ) {
    this.numClass = native.numClass;
    this.numFeature = native.numFeature;
    this.numTrees = native.numTrees;
    this.currentIteration = native.currentIteration;
    this.bestIteration = origin.bestIteration;
    this.bestScore = origin.bestScore;
    this.params = origin.params;
  }

  /**
   * Loads a model text written by {@link Booster.modelToString} or by LightGBM elsewhere (not the JSON dump), off the
   * event loop.
   * @throws LightGBMError when the text is not a whole, consistent model, or its checksum line does not fit
   */
  static async fromString(modelText: string, options: LoadOptions = {}): Promise<Booster> {
    const text = checkedText(modelText, options.requireChecksum ?? false);
    const native = await awaitNative(() => binding().NativeBooster.load(text, defaultNumThreads()));
    return new Booster(native, originOf(text));
  }

  /** {@link Booster.fromString} on the calling thread. */
  static fromStringSync(modelText: string, options: LoadOptions = {}): Booster {
    const text = checkedText(modelText, options.requireChecksum ?? false);
    const native = callNative(() => binding().NativeBooster.loadSync(text, defaultNumThreads()));
    return new Booster(native, originOf(text));
  }

  /** Loads a model file. @throws LightGBMError as {@link Booster.fromString}; Node's error when it cannot be read */
  static async loadModel(path: string, options: LoadOptions = {}): Promise<Booster> {
    return Booster.fromString(await readFile(path, 'utf8'), options);
  }

  /** {@link Booster.loadModel} on the calling thread. */
  static loadModelSync(path: string, options: LoadOptions = {}): Booster {
    return Booster.fromStringSync(readFileSync(path, 'utf8'), options);
  }

  /**
   * The model in LightGBM's text format, as its Python package writes it; written off the event loop.
   * @throws LightGBMError after `dispose()`
   */
  modelToString(options: ModelOptions = {}): Promise<string> {
    return awaitNative(async () => this.native.toText(...toNativePart(options)));
  }

  /** {@link Booster.modelToString} on the calling thread. */
  modelToStringSync(options: ModelOptions = {}): string {
    return callNative(() => this.native.toTextSync(...toNativePart(options)));
  }

  /**
   * Writes {@link Booster.modelToString} and a last line with its SHA-256, which LightGBM passes over, all off the event
   * loop. The file appears whole or not at all.
   * @throws LightGBMError after `dispose()`; Node's error when the file cannot be written
   */
  async saveModel(path: string, options: ModelOptions = {}): Promise<void> {
    const text = await awaitNative(async () => this.native.toBytes(...toNativePart(options)));
    const unfinished = `${path}.${randomUUID()}.tmp`;
    await writeFile(unfinished, [text, await checksumLine(text)]);
    await rename(unfinished, path);
  }

  /** Writes as {@link Booster.saveModel}, but in place, on the calling thread. */
  saveModelSync(path: string, options: ModelOptions = {}): void {
    writeFileSync(path, withChecksum(this.modelToStringSync(options)));
  }

  /**
   * The model as LightGBM's JSON, parsed: names, `tree_info` with nested nodes, feature importances. It is written off
   * the event loop and parsed on it, a few trees at a time.
   * @throws LightGBMError after `dispose()` and on trees too deep
   */
  async dumpModel(options: ModelOptions = {}): Promise<Record<string, unknown>> {
    return parsePieces(await awaitNative(async () => this.native.dump(...toNativePart(options))));
  }

  /** {@link Booster.dumpModel} on the calling thread. */
  dumpModelSync(options: ModelOptions = {}): Record<string, unknown> {
    return parseModel(callNative(() => this.native.dumpSync(...toNativePart(options))));
  }

  /** Trees of one iteration: the classes of a multiclass model, else 1. */
  get numModelPerIteration(): number {
    return this.numClass;
  }

  /** Names of the features. @returns [numFeature] */
  featureName(): string[] {
    return callNative(() => this.native.featureNames());
  }

  /**
   * How often (`split`) or with how much gain (`gain`) each feature is used.
   * @param iteration - count only the first iterations; 0 or less: all
   * @returns [numFeature]
   */
  featureImportance(importanceType: 'split' | 'gain' = 'split', iteration = -1): Float64Array {
    const upTo = wholeNumber('iteration', iteration);
    return callNative(() => this.native.featureImportance(importanceType === 'gain', upTo));
  }

  /**
   * Predicts off the event loop. The rows are copied before it returns.
   * @returns row-major [nRows * numClass]; the probabilities of a `multiclass` row sum to 1. With `predLeaf` [nRows *
   * trees used], with `predContrib` [nRows * numClass * (numFeature + 1)].
   * @throws LightGBMError on wrong shapes and after `dispose()`
   */
  predict(rows: Matrix, options: PredictOptions = {}): Promise<Float64Array> {
    return awaitNative(async () => this.native.predict(toNativeMatrix(rows), toNativeOptions(options)));
  }

  /** {@link Booster.predict} on the calling thread. */
  predictSync(rows: Matrix, options: PredictOptions = {}): Float64Array {
    return callNative(() => this.native.predictSync(toNativeMatrix(rows), toNativeOptions(options)));
  }

  /**
   * Predicts one sparse row on the calling thread by LightGBM's fast path, over all iterations. With `out` given,
   * nothing is allocated here. It waits while a batch over a part of the iterations (`startIteration`, `numIteration`)
   * runs on the same Booster.
   * @param indices - columns present, each once
   * @param out - where to write `numClass` scores (or what else the options ask for)
   * @returns `out`
   * @throws LightGBMError on wrong shapes and after `dispose()`
   */
  predictRow(
    indices: Int32Array,
    values: Float64Array,
    out?: Float64Array,
    options: PredictRowOptions = NO_OPTIONS,
  ): Float64Array {
    checkRowArrays(indices, values);
    const kind = kindOf(options);
    const scores = out ?? new Float64Array(widthOf(kind, this));
    this.checkOut(scores, kind);
    const freq = earlyStopFreqOf(options);
    const margin = earlyStopMarginOf(options);
    // Not callNative: its closure would be an allocation per row.
    try {
      this.native.predictRow(indices, values, kind, freq, margin, scores);
    } catch (error) {
      throw asLightGBMError(error);
    }
    return scores;
  }

  /** {@link Booster.predictRow} for a dense row. @param values - [numFeature], NaN: missing */
  predictDenseRow(values: Float64Array, out?: Float64Array, options: PredictRowOptions = NO_OPTIONS): Float64Array {
    if (!types.isFloat64Array(values)) throw new LightGBMError('values must be a Float64Array');
    const kind = kindOf(options);
    const scores = out ?? new Float64Array(widthOf(kind, this));
    this.checkOut(scores, kind);
    const freq = earlyStopFreqOf(options);
    const margin = earlyStopMarginOf(options);
    try {
      this.native.predictDenseRow(values, kind, freq, margin, scores);
    } catch (error) {
      throw asLightGBMError(error);
    }
    return scores;
  }

  /**
   * The same trees with leaf values fitted to other rows, on a thread of its own: `decayRate` of the old value and the
   * rest of the new one.
   * @param label - one per row
   * @throws LightGBMError on wrong shapes and without an objective
   */
  async refit(rows: Matrix, label: ArrayLike<number>, options: RefitOptions = {}): Promise<Booster> {
    const worker = callNative(() => new (binding().NativeWorker)());
    try {
      return await runAsync(this.refitted(rows, label, options, worker));
    } finally {
      worker.close();
    }
  }

  /** {@link Booster.refit} on the calling thread. */
  refitSync(rows: Matrix, label: ArrayLike<number>, options: RefitOptions = {}): Booster {
    return runSync(this.refitted(rows, label, options));
  }

  /** Gives the memory back at once, or when what now runs on it ends. A second call does nothing. */
  dispose(): void {
    callNative(() => this.native.dispose());
  }

  private *refitted(rows: Matrix, label: ArrayLike<number>, options: RefitOptions, worker?: NativeWorker) {
    const native = yield* refitSteps({ model: this.native, params: this.params, rows, label, options, worker });
    return new Booster(native, { params: this.params, bestIteration: this.bestIteration, bestScore: this.bestScore });
  }

  private checkOut(out: Float64Array, kind: number): void {
    const width = widthOf(kind, this);
    if (!types.isFloat64Array(out) || out.length !== width) {
      throw new LightGBMError(`out must be a Float64Array of ${width} entries`);
    }
  }
}

const NO_OPTIONS: PredictRowOptions = {};

function originOf(modelText: string): Origin {
  return { params: paramsOfText(modelText), bestIteration: -1, bestScore: {} };
}

function toNativePart(options: ModelOptions): NativePart {
  const { startIteration = 0, numIteration = -1, importanceType = 'split' } = options;
  return [
    wholeNumber('startIteration', startIteration),
    wholeNumber('numIteration', numIteration),
    importanceType === 'gain',
  ];
}
