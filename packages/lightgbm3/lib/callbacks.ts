import { LightGBMError } from './errors';
import type { EvalResult } from './evaluation';
import type { Params, ParamValue } from './params';

/** What a callback is told. Iterations count from 0, over those of an `initModel`, too. */
export interface CallbackEnv {
  readonly model: TrainingModel;
  /** Under their main names, as the training uses them now. */
  readonly params: Params;
  readonly iteration: number;
  readonly beginIteration: number;
  /** One past the last iteration. */
  readonly endIteration: number;
  /** null before an iteration; empty where there is nothing to evaluate. */
  readonly evaluationResultList: readonly EvalResult[] | null;
  /** Name of the training set among the results. */
  readonly trainDataName: string;
  readonly isCv: boolean;
}

/** The model while it is trained; in `cv`, all of them. */
export interface TrainingModel {
  /** Changes parameters from the next iteration on. @throws LightGBMError on those that cannot change */
  resetParameter(params: Params): void;
}

/**
 * Called on the event loop after each iteration, or before it with `beforeIteration`, in rising `order`. It may throw an
 * {@link EarlyStopException} to end the training; whatever else it throws rejects the training.
 */
export interface Callback {
  (env: CallbackEnv): void;
  /** @default before those of this package, in the order given */
  readonly order?: number;
  /** @default false */
  readonly beforeIteration?: boolean;
}

/** Thrown by a callback to end the training; the model keeps the iterations up to the best one. */
export class EarlyStopException extends Error {
  override readonly name = 'EarlyStopException';

  /** @param bestIteration - from 0 @param bestScore - the results of that iteration */
  constructor(
    readonly bestIteration: number,
    readonly bestScore: readonly EvalResult[],
  ) {
    super(`Stopped early; the best iteration is ${bestIteration + 1}`);
  }
}

/** Metric values by dataset and metric, one per iteration. In `cv`: by `metric-mean` and `metric-stdv`. */
export type EvalsResult = Record<string, Record<string, number[]>>;

/** Gathers the evaluation of each iteration in `evalResult`, which is emptied first. */
export function recordEvaluation(evalResult: EvalsResult): Callback {
  const add = (dataset: string, metric: string, value: number): void => {
    ((evalResult[dataset] ??= {})[metric] ??= []).push(value);
  };
  const record = ({ iteration, beginIteration, evaluationResultList }: CallbackEnv): void => {
    if (iteration === beginIteration) for (const name of Object.keys(evalResult)) delete evalResult[name];
    for (const { datasetName, metricName, metricValue, metricStdDev } of evaluationResultList ?? []) {
      if (metricStdDev === undefined) {
        add(datasetName, metricName, metricValue);
        continue;
      }
      add(datasetName, `${metricName}-mean`, metricValue);
      add(datasetName, `${metricName}-stdv`, metricStdDev);
    }
  };
  return Object.assign(record, { order: 20 });
}

/** Options of {@link logEvaluation}. */
export interface LogEvaluationOptions {
  /** Iterations between two lines; 0 or less: none. @default 1 */
  readonly period?: number;
  /** Whether to add the standard deviation in `cv`. @default true */
  readonly showStdv?: boolean;
  /** Where a line goes. @default console.log */
  readonly log?: (line: string) => void;
}

/** Writes the evaluation as `[3]\tvalid_0's l2: 0.25`, iterations counted from 1. */
export function logEvaluation({ period = 1, showStdv = true, log = console.log }: LogEvaluationOptions = {}): Callback {
  const write = ({ iteration, evaluationResultList }: CallbackEnv): void => {
    if (period <= 0 || !evaluationResultList?.length || (iteration + 1) % period !== 0) return;
    log(`[${iteration + 1}]\t${formatResults(evaluationResultList, showStdv)}`);
  };
  return Object.assign(write, { order: 10 });
}

/**
 * Sets parameters anew for each iteration: a list with a value per iteration, or a function of the iteration from 0.
 * @example resetParameter({ learning_rate: (iteration) => 0.1 * 0.99 ** iteration })
 */
export function resetParameter(
  schedules: Readonly<Record<string, readonly ParamValue[] | ((iteration: number) => ParamValue)>>,
): Callback {
  const set = ({ model, params, iteration, beginIteration, endIteration }: CallbackEnv): void => {
    const changed: Record<string, ParamValue> = {};
    for (const [name, schedule] of Object.entries(schedules)) {
      if (typeof schedule !== 'function' && schedule.length !== endIteration - beginIteration) {
        throw new LightGBMError(`Length of list '${name}' has to be equal to 'num_boost_round'.`);
      }
      const at = iteration - beginIteration;
      const value = typeof schedule === 'function' ? schedule(at) : schedule[at];
      if (value !== undefined && value !== params[name]) changed[name] = value;
    }
    if (Object.keys(changed).length > 0) model.resetParameter(changed);
  };
  return Object.assign(set, { order: 10, beforeIteration: true });
}

/** Results in one line, as the Python package writes them. */
export function formatResults(results: readonly EvalResult[], showStdv: boolean): string {
  return results
    .map(({ datasetName, metricName, metricValue, metricStdDev }) => {
      const spread = showStdv && metricStdDev !== undefined ? ` + ${sixDigits(metricStdDev)}` : '';
      return `${datasetName}'s ${metricName}: ${sixDigits(metricValue)}${spread}`;
    })
    .join('\t');
}

/** Callbacks in the order they are called: by `order`, those without one first, as they were given. */
export function inOrder(callbacks: readonly Callback[]): Callback[] {
  const orderOf = (callback: Callback, at: number): number => callback.order ?? at - callbacks.length;
  return callbacks
    .map((callback, at) => ({ callback, order: orderOf(callback, at) }))
    .sort((left, right) => left.order - right.order)
    .map(({ callback }) => callback);
}

function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}
