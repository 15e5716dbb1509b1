import type { NativeBooster, NativeTrainer, NativeWorker } from './binding';
import type { CallbackEnv, TrainingModel } from './callbacks';
import type { Dataset } from './dataset';
import { AbortError, callNative, LightGBMError } from './errors';
import { type CustomEval, type CustomObjective, type EvalResult, isMaximized } from './evaluation';
import { binding } from './load';
import { type Params, toParamString, withMainNames } from './params';
import type { Plan } from './train-plan';
import { step, type Steps } from './steps';

/** A dataset to evaluate, by LightGBM's number: 0 is the training set, 1 the first validation set. */
export interface Evaluated {
  readonly number: number;
  readonly name: string;
  readonly dataset: Dataset;
}

/** What one training needs. */
export interface TrainingRequest {
  readonly plan: Plan;
  readonly trainSet: Dataset;
  readonly validSets: readonly Dataset[];
  readonly evaluated: readonly Evaluated[];
  readonly feval: readonly CustomEval[];
  readonly fobj?: CustomObjective;
  readonly initModel?: NativeBooster;
  readonly worker?: NativeWorker;
}

/** A training under way. */
export interface Training {
  /** Trains one iteration, or more where nobody looks at each, and evaluates. */
  advance(rounds: number): Steps<EvalResult[]>;
  finish(numIteration: number): Steps<NativeBooster>;
  resetParameter(params: Params): void;
  cancel(): void;
  dispose(): void;
}

/** Bins the datasets and makes the booster. */
export function* startTraining(request: TrainingRequest): Steps<Training> {
  const { plan, trainSet, validSets, evaluated, feval, fobj, initModel, worker } = request;
  for (const dataset of [trainSet, ...validSets]) {
    if (!dataset.hasLabel) throw new LightGBMError('Label should not be None: give the Dataset a label per row');
  }
  const trainer = callNative(() => new (binding().NativeTrainer)(trainSet.native, initModel));
  for (const dataset of validSets) callNative(() => trainer.addValid(dataset.native));
  const { params, numThreads, quiet } = plan.run;
  const metricNames = yield* step(() => trainer.start(params, numThreads, quiet, worker));
  const numbers = evaluated.map(({ number }) => number);

  function* advance(rounds: number): Steps<EvalResult[]> {
    const values = yield* fobj
      ? boostOnce({ trainer, trainSet, fobj, numbers, worker })
      : step(() => trainer.advance(rounds, numbers, worker));
    const results: EvalResult[] = [];
    for (const [at, { number, name, dataset }] of evaluated.entries()) {
      for (const [metric, metricName] of metricNames.entries()) {
        const metricValue = values[at * metricNames.length + metric] ?? NaN;
        results.push({ datasetName: name, metricName, metricValue, maximize: isMaximized(metricName) });
      }
      if (feval.length === 0) continue;
      const scores = yield* step(() => trainer.scores(number, worker));
      for (const custom of feval) results.push(...customResults(custom, name, scores, dataset));
    }
    return results;
  }

  return {
    advance,
    finish: (numIteration) => step(() => trainer.finish(numIteration, worker)),
    resetParameter: (changed) => callNative(() => trainer.resetParameter(toParamString(withMainNames(changed)))),
    cancel: () => trainer.cancel(),
    dispose: () => trainer.dispose(worker),
  };
}

interface Boost {
  readonly trainer: NativeTrainer;
  readonly trainSet: Dataset;
  readonly fobj: CustomObjective;
  readonly numbers: number[];
  readonly worker?: NativeWorker;
}

function* boostOnce({ trainer, trainSet, fobj, numbers, worker }: Boost): Steps<Float64Array> {
  const scores = yield* step(() => trainer.scores(0, worker));
  const [grad, hess] = fobj(scores, trainSet);
  const [gradients, hessians] = [Float32Array.from(grad), Float32Array.from(hess)];
  return yield* step(() => trainer.boost(gradients, hessians, numbers, worker));
}

function customResults(custom: CustomEval, name: string, scores: Float64Array, dataset: Dataset): EvalResult[] {
  const returned = custom(scores, dataset);
  const metrics = typeof returned[0] === 'string' ? [returned] : returned;
  return (metrics as readonly (readonly [string, number, boolean])[]).map(([metricName, metricValue, maximize]) => {
    if (typeof metricName !== 'string' || typeof metricValue !== 'number') {
      throw new LightGBMError('A custom metric must return [name, value, maximize] or a list of such');
    }
    return { datasetName: name, metricName, metricValue, maximize: Boolean(maximize) };
  });
}

/** What the loops of `train` and `cv` hand to their callbacks. */
export interface Loop {
  readonly plan: Plan;
  readonly beginIteration: number;
  readonly trainDataName: string;
  readonly isCv: boolean;
  readonly resetParameter: (params: Params) => void;
  readonly signal?: AbortSignal;
  readonly iterate: () => Steps<EvalResult[]>;
}

/**
 * Runs the iterations with the callbacks around each. What a callback throws, an `EarlyStopException` among it, comes
 * out.
 * @param onResults - told the results of each iteration before the callbacks after it
 */
export function* runLoop(loop: Loop, onResults: (results: EvalResult[], iteration: number) => void): Steps<void> {
  const { plan, beginIteration, trainDataName, isCv, signal, iterate } = loop;
  const endIteration = beginIteration + plan.numBoostRound;
  let params = plan.params;
  const model: TrainingModel = {
    resetParameter(changed) {
      loop.resetParameter(changed);
      params = { ...params, ...withMainNames(changed) };
    },
  };
  const envOf = (iteration: number, evaluationResultList: EvalResult[] | null): CallbackEnv => {
    return { model, params, iteration, beginIteration, endIteration, evaluationResultList, trainDataName, isCv };
  };
  for (let iteration = beginIteration; iteration < endIteration; iteration++) {
    throwIfAborted(signal);
    for (const callback of plan.beforeIteration) callback(envOf(iteration, null));
    const results = yield* iterate();
    throwIfAborted(signal);
    onResults(results, iteration);
    for (const callback of plan.afterIteration) callback(envOf(iteration, results));
  }
}

/** @throws AbortError once the signal is aborted */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortError(signal.reason);
}
