import type { NativeWorker } from './binding';
import { Booster } from './booster';
import { EarlyStopException } from './callbacks';
import type { Dataset } from './dataset';
import { callNative, LightGBMError } from './errors';
import { type CustomEval, type EvalResult, toBestScore } from './evaluation';
import { type Fold, type FoldOptions, makeFolds } from './folds';
import { binding } from './load';
import { type Params, type ParamValue, withMainNames } from './params';
import { runAsync, runSync, step, type Steps } from './steps';
import { type BoostingOptions, makePlan } from './train-plan';
import { runLoop, startTraining, throwIfAborted, type Training } from './training';

export type { Fold } from './folds';

/** Options of {@link cv}. */
export interface CvOptions extends BoostingOptions, FoldOptions {
  /** Rows of each fold, rising, instead of `nfold`, `stratified`, `shuffle` and `seed`. */
  readonly folds?: Iterable<Fold>;
  /** Takes the place of `metric` in the params. */
  readonly metrics?: ParamValue;
  /** Metrics of your own. */
  readonly feval?: CustomEval | readonly CustomEval[];
  /** Continues this model in each fold. */
  readonly initModel?: Booster;
  /** Whether to evaluate the training rows, too. @default false */
  readonly evalTrainMetric?: boolean;
  /** Whether to give back the models. @default false */
  readonly returnCvBooster?: boolean;
}

/** The models of the folds. */
export interface CvBooster {
  readonly boosters: readonly Booster[];
  /** Counted from 1; -1 where the training did not look for it. */
  readonly bestIteration: number;
}

/** What {@link cv} found. */
export interface CvResult {
  /** By `valid METRIC-mean` and `valid METRIC-stdv` (and `train …`): one value per iteration, up to the best one. */
  readonly results: Readonly<Record<string, readonly number[]>>;
  /** Only with `returnCvBooster`. */
  readonly cvbooster?: CvBooster;
}

/**
 * Cross-validation on a thread of its own: trains one model per fold, side by side, and gives mean and standard
 * deviation (of the population) of each metric per iteration. Stops early as `train` does, by the means.
 * @throws LightGBMError as `train`, and on folds that do not fit the rows
 * @throws AbortError when `options.signal` is aborted
 */
export async function cv(params: Params, trainSet: Dataset, options: CvOptions = {}): Promise<CvResult> {
  throwIfAborted(options.signal);
  const worker = callNative(() => new (binding().NativeWorker)());
  try {
    return await runAsync(cvSteps(params, trainSet, options, worker));
  } finally {
    worker.close();
  }
}

/** {@link cv} on the calling thread. */
export function cvSync(params: Params, trainSet: Dataset, options: CvOptions = {}): CvResult {
  throwIfAborted(options.signal);
  return runSync(cvSteps(params, trainSet, options));
}

function* cvSteps(params: Params, trainSet: Dataset, options: CvOptions, worker?: NativeWorker): Steps<CvResult> {
  const { signal, metrics, initModel, fobj, evalTrainMetric = false } = options;
  const own = metrics === undefined ? params : { ...withMainNames(params), metric: metrics };
  const plan = makePlan(own, trainSet.params, options);
  const results: Record<string, number[]> = {};
  const trainings: Training[] = [];
  let bestIteration = -1;
  let last: readonly EvalResult[] = [];
  try {
    yield* startFolds();
    const iterate = function* (): Steps<EvalResult[]> {
      const all: EvalResult[][] = [];
      for (const training of trainings) all.push(yield* training.advance(1));
      return aggregate(all);
    };
    const resetParameter = (changed: Params): void => trainings.forEach((one) => one.resetParameter(changed));
    const loop = { plan, beginIteration: 0, trainDataName: 'train', isCv: true, resetParameter, signal, iterate };
    try {
      yield* runLoop(loop, (aggregated) => {
        last = aggregated;
        for (const { datasetName, metricName, metricValue, metricStdDev = NaN } of aggregated) {
          (results[`${datasetName} ${metricName}-mean`] ??= []).push(metricValue);
          (results[`${datasetName} ${metricName}-stdv`] ??= []).push(metricStdDev);
        }
      });
    } catch (error) {
      if (!(error instanceof EarlyStopException)) throw error;
      bestIteration = error.bestIteration + 1;
      last = error.bestScore;
      for (const values of Object.values(results)) values.length = bestIteration;
    }
    if (!options.returnCvBooster) return { results };
    const boosters: Booster[] = [];
    for (const training of trainings) {
      const native = yield* training.finish(bestIteration);
      boosters.push(new Booster(native, { params: plan.params, bestIteration, bestScore: toBestScore(last) }));
    }
    return { results, cvbooster: { boosters, bestIteration } };
  } finally {
    for (const training of trainings) training.dispose();
  }

  function* startFolds(): Steps<void> {
    const { params: runParams, numThreads, quiet } = plan.run;
    // With an initModel, the first training constructs it: its rows are needed for the scores to start from.
    if (!initModel) yield* step(() => trainSet.native.construct(runParams, numThreads, quiet, worker));
    const folds = options.folds ? [...options.folds] : makeFolds(trainSet, plan.params, options);
    if (folds.length === 0) throw new LightGBMError('cv needs at least one fold');
    for (const [trainIdx, testIdx] of folds) {
      throwIfAborted(signal);
      const [trainPart, validPart] = [trainSet.subset(rising(trainIdx)), trainSet.subset(rising(testIdx))];
      const train = evalTrainMetric ? [{ number: 0, name: 'train', dataset: trainPart }] : [];
      trainings.push(
        yield* startTraining({
          plan,
          trainSet: trainPart,
          validSets: [validPart],
          evaluated: [...train, { number: 1, name: 'valid', dataset: validPart }],
          feval: [options.feval ?? []].flat(),
          fobj,
          initModel: initModel?.native,
          worker,
        }),
      );
    }
  }
}

function rising(rows: ArrayLike<number>): number[] {
  return Array.from(rows).sort((left, right) => left - right);
}

/** Mean and standard deviation of each metric over the folds. */
function aggregate(folds: readonly (readonly EvalResult[])[]): EvalResult[] {
  const [first = []] = folds;
  return first.map((result, at) => {
    const values = folds.map((fold) => fold[at]?.metricValue ?? NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { ...result, metricValue: mean, metricStdDev: Math.sqrt(variance) };
  });
}
