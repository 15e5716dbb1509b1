import { type Callback, type CallbackEnv, EarlyStopException, formatResults } from './callbacks';
import { LightGBMError } from './errors';
import type { EvalResult } from './evaluation';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions {
  /** Iterations without improvement before the training ends, >= 1. */
  readonly stoppingRounds: number;
  /** Looks at the first metric only. @default false */
  readonly firstMetricOnly?: boolean;
  /** Least improvement that counts, >= 0; one number, or one per metric. @default 0 */
  readonly minDelta?: number | readonly number[];
  /** Where a line about the end goes. @default none is written */
  readonly log?: (line: string) => void;
}

/** The best result of one metric of one dataset so far. */
interface Best {
  value: number;
  iteration: number;
  results: readonly EvalResult[];
}

/**
 * Ends the training when no metric of a validation set has improved for `stoppingRounds` iterations, and makes the best
 * iteration the last one of the model. The training set among the `validSets` is ignored. It does nothing with `dart`.
 * @throws LightGBMError from the training, when there is nothing to evaluate
 */
export function earlyStopping(options: EarlyStoppingOptions): Callback {
  const { stoppingRounds, firstMetricOnly = false, minDelta = 0, log } = options;
  if (!Number.isInteger(stoppingRounds) || stoppingRounds < 1) {
    throw new LightGBMError(`early_stopping_round should be an integer >= 1. Got ${String(stoppingRounds)}`);
  }
  let isEnabled = true;
  let deltas: number[] = [];
  let best: Best[] = [];

  function begin(env: CallbackEnv, results: readonly EvalResult[]): void {
    best = [];
    const isOnlyTraining = !env.isCv && results.length === 1 && results[0]?.datasetName === env.trainDataName;
    isEnabled = env.params.boosting !== 'dart' && !isOnlyTraining;
    deltas = isEnabled ? deltasOf(minDelta, results) : [];
  }

  function end(message: string, { results, iteration }: Best): never {
    log?.(`${message}, best iteration is:\n[${iteration + 1}]\t${formatResults(results, true)}`);
    throw new EarlyStopException(iteration, results);
  }

  function look(env: CallbackEnv): void {
    const { iteration, evaluationResultList: results } = env;
    if (!results || results.length === 0) {
      throw new LightGBMError('For early stopping, at least one dataset and eval metric is required for evaluation');
    }
    if (iteration === env.beginIteration) begin(env, results);
    if (!isEnabled) return;
    const isFirst = best.length === 0;
    for (const [at, result] of results.entries()) {
      const had = best[at];
      if (isFirst || !had || isBetter(result, had.value, deltas[at] ?? 0)) {
        best[at] = { value: result.metricValue, iteration, results };
      }
      const leader = best[at];
      if (!leader || (firstMetricOnly && result.metricName !== results[0]?.metricName)) continue;
      const isTraining = result.datasetName === (env.isCv ? 'train' : env.trainDataName);
      if (!isTraining && iteration - leader.iteration >= stoppingRounds) end('Early stopping', leader);
      if (!isTraining && iteration === env.endIteration - 1) end('Did not meet early stopping', leader);
    }
  }

  return Object.assign(look, { order: 30 });
}

function isBetter({ metricValue, maximize }: EvalResult, best: number, delta: number): boolean {
  return maximize ? metricValue > best + delta : metricValue < best - delta;
}

/** The least improvement of each result. */
function deltasOf(minDelta: number | readonly number[], results: readonly EvalResult[]): number[] {
  const given = typeof minDelta === 'number' ? [minDelta] : minDelta.length === 0 ? [0] : minDelta;
  if (!given.every((delta) => delta >= 0)) {
    throw new LightGBMError('Values for early stopping min_delta must be non-negative.');
  }
  const numMetrics = new Set(results.map(({ metricName }) => metricName)).size;
  if (given.length !== 1 && given.length !== numMetrics) {
    throw new LightGBMError('Must provide a single value for min_delta or as many as metrics.');
  }
  return results.map((_, at) => given[at % given.length] ?? 0);
}
