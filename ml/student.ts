import type { Booster } from 'lightgbm3';
import { type Blend, blendRow, toLogProba } from './calibration';
import { boosterColumns, createFeatureReader, type FeatureModel, networkColumns } from './features';
import { linearMargins, type LinearModel } from './linear';
import type { NetworkModel } from './network';
import { createNetworkReader } from './network-reader';
import type { SparseRow } from './tfidf';

/** LightGBM over the most frequent words. */
export interface BoosterMember {
  booster: Booster;
  /** Most columns it was given; which ones follows from the vectorizer. */
  maxColumns: number;
}

/** The fitted classifier: members over the same vectors, and how their opinions are blended. */
export interface Student {
  /** Sorted; the place of a label is its class number. */
  labels: readonly string[];
  features: FeatureModel;
  linear: LinearModel;
  /** null where the texts hold no word the trees could split on. */
  trees: BoosterMember | null;
  network: NetworkModel;
  blend: Blend;
}

/** Probabilities per class in a shared buffer, valid until the next text; null where no term of the text is known. */
export type Scorer = (text: string) => Float64Array | null;

/** Scores one prepared text after the other (`modelText` of domain/text.ts). Buffers are made once. */
export function createScorer({ labels, features, linear, trees, network, blend }: Student): Scorer {
  const readFeatures = createFeatureReader(features);
  const readNetwork = createNetworkReader(network);
  const proba = new Float64Array(labels.length);
  const margins = new Float64Array(labels.length);
  const logits = new Float64Array(labels.length);
  const logProba = trees && blend.weights.trees > 0 ? new Float64Array(labels.length) : null;
  const scores = { linear: margins, trees: logProba, network: logits };
  const selectFrequent = createSelector(networkColumns(features).target);
  const selectWords = createSelector(boosterColumns(features, trees?.maxColumns ?? 0).target);
  return (text) => {
    const row = readFeatures(text);
    if (row.length === 0) return null;
    linearMargins(linear, row.indices, row.values, 0, row.length, margins);
    const frequent = selectFrequent(row);
    readNetwork(frequent.indices, frequent.values, 0, frequent.length, logits);
    if (trees && logProba) {
      const words = selectWords(row);
      trees.booster.predictRow(
        words.indices.subarray(0, words.length),
        words.values.subarray(0, words.length),
        logProba,
      );
      toLogProba(logProba);
    }
    blendRow(blend, scores, 0, proba);
    return proba;
  };
}

/** Keeps of a row the columns a member knows, renumbered for it. */
export function createSelector(target: Int32Array): (row: SparseRow) => SparseRow {
  const words: SparseRow = { indices: new Int32Array(64), values: new Float64Array(64), length: 0 };
  return (row) => {
    words.length = 0;
    if (words.indices.length < row.length) {
      words.indices = new Int32Array(row.length * 2);
      words.values = new Float64Array(row.length * 2);
    }
    for (let at = 0; at < row.length; at += 1) {
      const column = target[row.indices[at]!]!;
      if (column < 0) continue;
      words.indices[words.length] = column;
      words.values[words.length] = row.values[at]!;
      words.length += 1;
    }
    return words;
  };
}
