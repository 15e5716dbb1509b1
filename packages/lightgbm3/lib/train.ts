import { binding, type NativeTrainOptions } from './binding';
import { Booster } from './booster';
import type { Dataset } from './dataset';
import { AbortError, awaitNative, callNative, LightGBMError } from './errors';
import { checkNumThreads, defaultNumThreads, type Params, toParamString, withMainNames } from './params';

/** Options of {@link train}. */
export interface TrainOptions {
  /** Boosting iterations, >= 1; `num_iterations` in the params wins. @default 100 */
  readonly numBoostRound?: number;
  /** Stops between two iterations; the promise then rejects with an `AbortError`. */
  readonly signal?: AbortSignal;
  /** Called on the event loop with 1, 2, … as iterations finish, never after the promise has settled. */
  readonly onIteration?: (iteration: number) => void;
}

/** Verbosity at which LightGBM prints nothing but its fatal errors (to stderr). */
const SILENT = -1;

/**
 * Trains a model on a thread of its own. Silent and on `max(1, processors - 1)` threads unless the params say
 * otherwise. Equal params, data and seeds give an equal model on one thread; on more, add `deterministic: true`.
 * @param params - LightGBM's parameters; they win over `options` and over those of the dataset
 * @throws LightGBMError on unknown or contradictory params, missing labels, or in LightGBM's own words
 * @throws AbortError when `options.signal` is aborted, `cause` being its reason
 */
export async function train(params: Params, trainSet: Dataset, options: TrainOptions = {}): Promise<Booster> {
  const { signal, onIteration } = options;
  throwIfAborted(signal);
  const native = toNativeOptions(params, trainSet, options);
  const cancel = callNative(() => new (binding().NativeCancel)());
  const progress = inOrder(onIteration, () => cancel.cancel());
  const abort = (): void => cancel.cancel();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const trained = await awaitNative(() =>
      binding().train(trainSet.native, native, cancel, onIteration && progress.reportUpTo),
    );
    if (trained) progress.reportUpTo(native.numBoostRound);
    progress.rethrow();
    throwIfAborted(signal);
    if (!trained) throw new LightGBMError('The training was cancelled');
    return new Booster(trained);
  } finally {
    progress.close();
    signal?.removeEventListener('abort', abort);
  }
}

/** {@link train} on the calling thread; `options.signal` is looked at after each iteration. */
export function trainSync(params: Params, trainSet: Dataset, options: TrainOptions = {}): Booster {
  const { signal, onIteration } = options;
  throwIfAborted(signal);
  const native = toNativeOptions(params, trainSet, options);
  let thrown: { error: unknown } | undefined;
  const afterIteration = (iteration: number): void => {
    try {
      onIteration?.(iteration);
      throwIfAborted(signal);
    } catch (error) {
      thrown = { error };
      throw error;
    }
  };
  const callback = onIteration || signal ? afterIteration : undefined;
  try {
    return new Booster(callNative(() => binding().trainSync(trainSet.native, native, callback)));
  } catch (error) {
    throw thrown ? thrown.error : error;
  }
}

function toNativeOptions(params: Params, trainSet: Dataset, options: TrainOptions): NativeTrainOptions {
  const merged = { ...trainSet.params, ...withMainNames(params) };
  if (!trainSet.hasLabel) throw new LightGBMError('Label should not be None: give the Dataset a label per row');
  if (Number(merged.early_stopping_round ?? 0) > 0) {
    throw new LightGBMError('For early stopping, at least one dataset and eval metric is required for evaluation');
  }
  const numBoostRound = Number(merged.num_iterations ?? options.numBoostRound ?? 100);
  if (!Number.isInteger(numBoostRound) || numBoostRound < 1 || numBoostRound > 2 ** 30) {
    throw new LightGBMError(`num_boost_round must be greater than 0. Got ${String(numBoostRound)}.`);
  }
  const asked = Number(merged.num_threads ?? 0);
  const numThreads = asked <= 0 ? defaultNumThreads() : checkNumThreads(asked);
  const { verbosity = SILENT } = merged;
  return {
    params: toParamString({ ...merged, num_iterations: numBoostRound, num_threads: numThreads, verbosity }),
    numBoostRound,
    numThreads,
    quiet: Number(verbosity) < 0,
  };
}

/**
 * Progress as 1, 2, 3 … although reports cross threads and may come bundled, late, or after the end. What the callback
 * throws stops the training and is rethrown to its caller.
 */
function inOrder(
  onIteration: ((iteration: number) => void) | undefined,
  stop: () => void,
): { reportUpTo: (iteration: number) => void; rethrow: () => void; close: () => void } {
  let reported = 0;
  let isOpen = onIteration !== undefined;
  let thrown: { error: unknown } | undefined;
  return {
    reportUpTo(iteration) {
      try {
        while (isOpen && reported < iteration) onIteration?.(++reported);
      } catch (error) {
        thrown = { error };
        isOpen = false;
        stop();
      }
    },
    rethrow() {
      if (thrown) throw thrown.error;
    },
    close() {
      isOpen = false;
    },
  };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortError(signal.reason);
}
