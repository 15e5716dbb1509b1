import type { LinearOptions } from './linear';
import type { NetworkOptions } from './network';
import type { TfidfOptions } from './tfidf';

/** LightGBM's part. `params` keys are LightGBM's own; objective, class count, seed and threads are added to them. */
export interface TreesOptions {
  rounds: number;
  /** The trees see the words of most documents, at most so many. */
  maxColumns: number;
  /** Exponent of balanced class weights, 0 to 1; left out: 0, none. */
  balance?: number;
  params: Record<string, number | boolean | string>;
}

/** How a student is trained. Everything that depends on the data is chosen by the training run itself. */
export interface TrainOptions {
  features: readonly TfidfOptions[];
  linear: LinearOptions;
  trees: TreesOptions;
  network: NetworkOptions;
  /** Parts of the out-of-fold predictions, 2 or more. */
  folds: number;
  /** What answers at or above the model's own threshold promise, 0 to 1. */
  promisedPrecision: number;
  /** Threads LightGBM may use, 1 or more. */
  threads: number;
}

const TFIDF = { maxDf: 1, maxFeatures: null, sublinearTf: true, norm: 'l2' } as const;

/**
 * Chosen on cross-validation within two public sets (60 Indonesian and 77 English classes), by log loss, accuracy and
 * macro F1; docs/decisions/003-classifier.md holds the figures. The trees are many-classed, so each round costs a tree
 * per label: few rounds, few bins, random splits.
 */
export const DEFAULT_TRAIN_OPTIONS: TrainOptions = {
  features: [
    { ...TFIDF, analyzer: 'word', ngramRange: [1, 2], minDf: 1 },
    { ...TFIDF, analyzer: 'char_wb', ngramRange: [2, 4], minDf: 2 },
  ],
  linear: { c: 0.5, balance: 0.5, maxPasses: 40, tolerance: 0.05 },
  trees: {
    rounds: 5,
    maxColumns: 2_000,
    params: {
      learning_rate: 0.5,
      max_depth: 6,
      num_leaves: 40,
      min_data_in_leaf: 3,
      max_bin: 7,
      extra_trees: true,
      feature_fraction: 0.3,
      bagging_fraction: 0.8,
      bagging_freq: 1,
      lambda_l1: 0.1,
      lambda_l2: 1,
    },
  },
  network: {
    networks: 6,
    foldNetworks: 4,
    hidden: 256,
    epochs: 16,
    minSteps: 10_000,
    rate: 0.05,
    inputDropout: 0.5,
    wordDropout: 0.1,
    copies: 10,
    mostCopies: 120_000,
    balance: 0.25,
  },
  folds: 5,
  promisedPrecision: 0.95,
  threads: 1,
};
