import { Dataset, train as trainBooster } from 'lightgbm3';
import { type CsrMatrix, selectColumns } from '../../ml/csr';
import { boosterColumns, countFeatures, featureRows, fitFeatures } from '../../ml/features';
import { classWeights } from '../../ml/linear';
import { figuresOf } from '../../ml/metrics';
import { DEFAULT_TRAIN_OPTIONS } from '../../ml/options';
import type { LabelledRow } from '../../ml/predict';
import { prepareRows } from '../../ml/rows';
import { stratifiedHoldOut } from '../../ml/split';
import type { SearchSpace, Settings } from '../../ml/tuner/space';

/**
 * The search ranges of today's system (domain.md §10), except that its 100-500 rounds are 10-50: 200 fits of 300 rounds
 * with a tree for each of 60 labels would take hours.
 */
export const SPACE: SearchSpace = {
  class_weight: { kind: 'choice', options: ['none', 'balanced'] },
  n_estimators: { kind: 'int', low: 10, high: 50 },
  max_depth: { kind: 'int', low: 3, high: 10 },
  learning_rate: { kind: 'float', low: 0.01, high: 0.2, log: true },
  num_leaves: { kind: 'int', low: 15, high: 127 },
  min_child_samples: { kind: 'int', low: 5, high: 50 },
  subsample: { kind: 'float', low: 0.5, high: 1 },
  colsample_bytree: { kind: 'float', low: 0.5, high: 1 },
  reg_alpha: { kind: 'float', low: 1e-4, high: 10, log: true },
  reg_lambda: { kind: 'float', low: 1e-4, high: 10, log: true },
};

/** Macro F1 of settings on rows held out: the same settings always have the same. */
export type Objective = (settings: Settings) => Promise<number>;

const TEST_SHARE = 0.2;
const SEED = 42;

/** Vectorizes once; each trial is then one fit of LightGBM. */
export async function createObjective(rows: readonly LabelledRow[], threads: number): Promise<Objective> {
  const prepared = await prepareRows(rows);
  const counts = await countFeatures(prepared.texts, DEFAULT_TRAIN_OPTIONS.features);
  const split = stratifiedHoldOut(prepared.rowLabels, TEST_SHARE, SEED);
  const features = await fitFeatures(counts, split.train);
  const { target, numCols } = boosterColumns(features, DEFAULT_TRAIN_OPTIONS.trees.maxColumns);
  const matrixOf = async (part: Int32Array): Promise<CsrMatrix> =>
    selectColumns(await featureRows(features, counts, part), target, numCols);
  const [trainRows, testRows] = [await matrixOf(split.train), await matrixOf(split.test)];
  const labelsOf = (part: Int32Array): Int32Array => part.map((row) => prepared.rowLabels[row]!);
  const [trainLabels, testLabels] = [labelsOf(split.train), labelsOf(split.test)];
  const classes = prepared.labels.length;
  return async (settings) => {
    const balanced = classWeights(trainLabels, classes, settings.class_weight === 'balanced' ? 1 : 0);
    const params = { ...paramsOf(settings), num_class: classes, num_threads: threads };
    const weight = Float32Array.from(trainLabels, (label) => balanced[label]!);
    const dataset = Dataset.fromCsr(trainRows, { label: trainLabels, weight, params });
    const booster = await trainBooster(params, dataset, { numBoostRound: Number(settings.n_estimators) });
    const proba = await booster.predict(testRows);
    const judged = Array.from(testLabels, (expected, row) => {
      const own = proba.subarray(row * classes, (row + 1) * classes);
      const predicted = own.indexOf(Math.max(...own));
      return { expected, predicted, confidence: own[predicted]! };
    });
    return figuresOf(judged, classes).macroF1;
  };
}

function paramsOf(settings: Settings): Record<string, number | boolean | string> {
  return {
    ...{ objective: 'multiclass', verbosity: -1, seed: SEED, deterministic: true, force_col_wise: true },
    // A trial costs as many trees as there are labels: few bins make them cheap, for both tuners alike.
    ...{ feature_pre_filter: false, max_bin: 7, bagging_freq: 1 },
    max_depth: settings.max_depth!,
    learning_rate: settings.learning_rate!,
    num_leaves: settings.num_leaves!,
    min_data_in_leaf: settings.min_child_samples!,
    bagging_fraction: settings.subsample!,
    feature_fraction: settings.colsample_bytree!,
    lambda_l1: settings.reg_alpha!,
    lambda_l2: settings.reg_lambda!,
  };
}
