import { type Callback, inOrder } from './callbacks';
import { earlyStopping } from './early-stopping';
import { LightGBMError } from './errors';
import type { CustomObjective } from './evaluation';
import { type Params, type RunParams, toRunParams, withMainNames } from './params';

/** What `train` and `cv` have in common. */
export interface BoostingOptions {
  /** Boosting iterations, >= 1; `num_iterations` in the params wins. @default 100 */
  readonly numBoostRound?: number;
  /** An objective of your own; it takes the place of that in the params. */
  readonly fobj?: CustomObjective;
  /** Called after each iteration, or before it. */
  readonly callbacks?: readonly Callback[];
  /** Stops between two iterations; the promise then rejects with an `AbortError`. */
  readonly signal?: AbortSignal;
}

/** A checked training: parameters under their main names, and what is called when. */
export interface Plan {
  readonly params: Params;
  readonly run: RunParams;
  readonly numBoostRound: number;
  readonly beforeIteration: readonly Callback[];
  readonly afterIteration: readonly Callback[];
}

const DEFAULT_ROUNDS = 100;

/**
 * Puts the parameters together: those of the training win over those of the dataset.
 * @throws LightGBMError on unknown parameters and on a number of iterations out of range
 */
export function makePlan(params: Params, datasetParams: Params, options: BoostingOptions): Plan {
  const given: Params = { ...datasetParams, ...withMainNames(params), ...(options.fobj && { objective: 'none' }) };
  const numBoostRound = Number(given.num_iterations ?? options.numBoostRound ?? DEFAULT_ROUNDS);
  if (!Number.isInteger(numBoostRound) || numBoostRound < 1 || numBoostRound > 2 ** 30) {
    throw new LightGBMError(`Number of boosting rounds must be greater than 0. Got ${String(numBoostRound)}.`);
  }
  const merged = { ...given, num_iterations: numBoostRound };
  const callbacks = inOrder([...(options.callbacks ?? []), ...stoppingOf(merged)]);
  return {
    params: merged,
    run: toRunParams(merged),
    numBoostRound,
    beforeIteration: callbacks.filter((callback) => callback.beforeIteration),
    afterIteration: callbacks.filter((callback) => !callback.beforeIteration),
  };
}

/** Early stopping that the params ask for. */
function stoppingOf(params: Params): Callback[] {
  const stoppingRounds = Number(params.early_stopping_round ?? 0);
  if (stoppingRounds <= 0) return [];
  return [
    earlyStopping({
      stoppingRounds,
      firstMetricOnly: [true, 'true', 1, '1'].includes(params.first_metric_only as string | number | boolean),
      minDelta: [params.early_stopping_min_delta ?? 0].flat().map(Number),
    }),
  ];
}
