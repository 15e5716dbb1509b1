import type { NativeWorker } from './binding';
import { Booster } from './booster';
import { EarlyStopException } from './callbacks';
import type { Dataset } from './dataset';
import { callNative, LightGBMError } from './errors';
import { type CustomEval, type EvalResult, toBestScore } from './evaluation';
import { binding } from './load';
import type { Params } from './params';
import { runAsync, runSync, type Steps } from './steps';
import { type BoostingOptions, makePlan } from './train-plan';
import { type Evaluated, runLoop, startTraining, throwIfAborted } from './training';

/** Options of {@link train}. */
export interface TrainOptions extends BoostingOptions {
  /** Datasets to evaluate after each iteration; the training set may be among them. They share its bins. */
  readonly validSets?: readonly Dataset[];
  /** Their names. @default valid_0, valid_1, …; `training` for the training set */
  readonly validNames?: readonly string[];
  /** Metrics of your own; those of the params are evaluated, too, unless `metric: 'None'`. */
  readonly feval?: CustomEval | readonly CustomEval[];
  /** Continues this model: its trees come first, and its scores are where the training starts. */
  readonly initModel?: Booster;
  /** Called on the event loop with 1, 2, … as iterations finish, before the callbacks. */
  readonly onIteration?: (iteration: number) => void;
}

/**
 * Trains a model on a thread of its own. Silent and on `max(1, processors - 1)` threads unless the params say
 * otherwise. Equal params, data and seeds give an equal model on one thread; on more, add `deterministic: true`.
 * Callbacks, metrics and objectives of your own run on the event loop, and the training waits for them; without any,
 * and without `validSets`, it does not come back to the event loop before its end.
 * @param params - LightGBM's parameters; they win over `options` and over those of the dataset. With
 * `early_stopping_round` and `validSets`, the training stops early.
 * @throws LightGBMError on unknown or contradictory params, missing labels, or in LightGBM's own words
 * @throws AbortError when `options.signal` is aborted, `cause` being its reason
 */
export async function train(params: Params, trainSet: Dataset, options: TrainOptions = {}): Promise<Booster> {
  throwIfAborted(options.signal);
  const worker = callNative(() => new (binding().NativeWorker)());
  try {
    return await runAsync(trainSteps(params, trainSet, options, worker));
  } finally {
    worker.close();
  }
}

/** {@link train} on the calling thread; `options.signal` is looked at after each iteration. */
export function trainSync(params: Params, trainSet: Dataset, options: TrainOptions = {}): Booster {
  throwIfAborted(options.signal);
  return runSync(trainSteps(params, trainSet, options));
}

function* trainSteps(params: Params, trainSet: Dataset, options: TrainOptions, worker?: NativeWorker): Steps<Booster> {
  const { signal, onIteration, initModel, fobj } = options;
  const plan = makePlan(params, trainSet.params, options);
  const { evaluated, validSets, trainDataName } = toEvaluated(trainSet, options);
  if (evaluated.length === 0 && Number(plan.params.early_stopping_round ?? 0) > 0) {
    throw new LightGBMError('For early stopping, at least one dataset and eval metric is required for evaluation');
  }
  const feval = [options.feval ?? []].flat();
  const request = { plan, trainSet, validSets, evaluated, feval, fobj, initModel: initModel?.native, worker };
  const training = yield* startTraining(request);
  const abort = (): void => training.cancel();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const isWatched =
      evaluated.length > 0 || fobj || onIteration || plan.beforeIteration.length + plan.afterIteration.length > 0;
    const beginIteration = initModel?.currentIteration ?? 0;
    let last: readonly EvalResult[] = [];
    let bestIteration = 0;
    if (!isWatched) {
      throwIfAborted(signal);
      yield* training.advance(plan.numBoostRound);
      throwIfAborted(signal);
    } else {
      const loop = { plan, beginIteration, trainDataName, isCv: false, signal };
      try {
        yield* runLoop(
          {
            ...loop,
            resetParameter: (changed) => training.resetParameter(changed),
            iterate: () => training.advance(1),
          },
          (results, iteration) => {
            last = results;
            onIteration?.(iteration - beginIteration + 1);
          },
        );
      } catch (error) {
        if (!(error instanceof EarlyStopException)) throw error;
        bestIteration = error.bestIteration + 1;
        last = error.bestScore;
      }
      throwIfAborted(signal);
    }
    const native = yield* training.finish(bestIteration);
    return new Booster(native, { params: plan.params, bestIteration, bestScore: toBestScore(last) });
  } finally {
    signal?.removeEventListener('abort', abort);
    training.dispose();
  }
}

/** Numbers and names the datasets to evaluate, the training set first, as the Python package does. */
function toEvaluated(
  trainSet: Dataset,
  { validSets = [], validNames = [] }: TrainOptions,
): { evaluated: Evaluated[]; validSets: Dataset[]; trainDataName: string } {
  const evaluated: Evaluated[] = [];
  const others: Dataset[] = [];
  let trainDataName = 'training';
  for (const [at, dataset] of validSets.entries()) {
    if (dataset === trainSet) {
      trainDataName = validNames[at] ?? trainDataName;
      evaluated.unshift({ number: 0, name: trainDataName, dataset });
      continue;
    }
    others.push(dataset);
    evaluated.push({ number: others.length, name: validNames[at] ?? `valid_${at}`, dataset });
  }
  return { evaluated, validSets: others, trainDataName };
}
