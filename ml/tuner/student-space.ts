import type { TrialSettings } from '../../domain/trials';
import { DEFAULT_TRAIN_OPTIONS, type TrainOptions } from '../options';
import type { SearchSpace } from './space';

/**
 * What a search varies: the ranges of the former system's LightGBM, widened where the student's own fixed options lie
 * outside them, and the options of its other members. Each weighs classes by a balance of its own, from none (0), over
 * everything between, to full (1).
 */
export const STUDENT_SPACE = {
  n_estimators: { kind: 'int', low: 5, high: 500, log: true },
  learning_rate: { kind: 'float', low: 0.01, high: 0.5, log: true },
  max_depth: { kind: 'int', low: 3, high: 10 },
  num_leaves: { kind: 'int', low: 15, high: 127 },
  min_child_samples: { kind: 'int', low: 3, high: 50 },
  subsample: { kind: 'float', low: 0.5, high: 1 },
  colsample: { kind: 'float', low: 0.3, high: 1 },
  reg_alpha: { kind: 'float', low: 1e-4, high: 10, log: true },
  reg_lambda: { kind: 'float', low: 1e-4, high: 10, log: true },
  trees_balance: { kind: 'float', low: 0, high: 1 },
  linear_c: { kind: 'float', low: 0.05, high: 5, log: true },
  linear_balance: { kind: 'float', low: 0, high: 1 },
  network_balance: { kind: 'float', low: 0, high: 1 },
  input_dropout: { kind: 'float', low: 0.2, high: 0.7 },
  word_dropout: { kind: 'float', low: 0, high: 0.3 },
} as const satisfies SearchSpace;

type Name = keyof typeof STUDENT_SPACE;

const { linear, trees, network } = DEFAULT_TRAIN_OPTIONS;

/** The fixed options as a point of the space: the first trial, so that a search ends with nothing worse. */
export const FIXED_SETTINGS: Readonly<Record<Name, number>> = {
  n_estimators: trees.rounds,
  learning_rate: Number(trees.params.learning_rate),
  max_depth: Number(trees.params.max_depth),
  num_leaves: Number(trees.params.num_leaves),
  min_child_samples: Number(trees.params.min_data_in_leaf),
  subsample: Number(trees.params.bagging_fraction),
  colsample: Number(trees.params.feature_fraction),
  reg_alpha: Number(trees.params.lambda_l1),
  reg_lambda: Number(trees.params.lambda_l2),
  trees_balance: trees.balance ?? 0,
  linear_c: linear.c,
  linear_balance: linear.balance,
  network_balance: network.balance,
  input_dropout: network.inputDropout,
  word_dropout: network.wordDropout,
};

/** Options of a training. What settings of another version of the space do not name stays as it is by default. */
export function trainOptionsOf(settings: TrialSettings | null): TrainOptions {
  if (settings === null) return DEFAULT_TRAIN_OPTIONS;
  const number = (name: Name): number => Number(settings[name] ?? FIXED_SETTINGS[name]);
  return {
    ...DEFAULT_TRAIN_OPTIONS,
    linear: { ...linear, c: number('linear_c'), balance: number('linear_balance') },
    trees: {
      ...trees,
      rounds: number('n_estimators'),
      // Named only where it does something: the fixed options keep their fingerprint.
      ...(number('trees_balance') > 0 && { balance: number('trees_balance') }),
      params: {
        ...trees.params,
        learning_rate: number('learning_rate'),
        max_depth: number('max_depth'),
        num_leaves: number('num_leaves'),
        min_data_in_leaf: number('min_child_samples'),
        bagging_fraction: number('subsample'),
        feature_fraction: number('colsample'),
        lambda_l1: number('reg_alpha'),
        lambda_l2: number('reg_lambda'),
      },
    },
    network: {
      ...network,
      balance: number('network_balance'),
      inputDropout: number('input_dropout'),
      wordDropout: number('word_dropout'),
    },
  };
}

/** Numbers of few digits: a search sends its trials to and fro, and a history has room for some megabytes. */
export function shortSettings(settings: TrialSettings): TrialSettings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    ]),
  );
}
