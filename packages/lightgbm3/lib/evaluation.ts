import type { Dataset } from './dataset';

/** One metric of one dataset after an iteration. */
export interface EvalResult {
  readonly datasetName: string;
  readonly metricName: string;
  /** In `cv`, the mean over the folds. */
  readonly metricValue: number;
  /** Whether higher is better. */
  readonly maximize: boolean;
  /** In `cv`, the standard deviation over the folds (population). */
  readonly metricStdDev?: number;
}

/** Metric values by dataset and metric. */
export type BestScore = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Name, value, and whether higher is better. */
export type CustomMetric = readonly [metricName: string, metricValue: number, maximize: boolean];

/**
 * A metric of your own. `preds` are row-major [nRows * numClass]: probabilities (or the objective's other output), or
 * raw scores where the objective is your own.
 */
export type CustomEval = (preds: Float64Array, evalData: Dataset) => CustomMetric | readonly CustomMetric[];

/**
 * An objective of your own: gradient and Hessian of the loss by each raw score, row-major [nRows * numClass], finite in
 * 32 bits.
 */
export type CustomObjective = (
  preds: Float64Array,
  trainData: Dataset,
) => readonly [grad: ArrayLike<number>, hess: ArrayLike<number>];

const HIGHER_IS_BETTER = ['auc', 'ndcg@', 'map@', 'average_precision'];

/** Whether higher is better in one of LightGBM's own metrics. */
export function isMaximized(metricName: string): boolean {
  return HIGHER_IS_BETTER.some((prefix) => metricName.startsWith(prefix));
}

/** The values by dataset and metric. */
export function toBestScore(results: readonly EvalResult[]): BestScore {
  const best: Record<string, Record<string, number>> = {};
  for (const { datasetName, metricName, metricValue } of results) {
    (best[datasetName] ??= {})[metricName] = metricValue;
  }
  return best;
}
