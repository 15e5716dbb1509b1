import type { Booster } from 'lightgbm3';
import { type Blend, blendRow, toLogProba } from './calibration';
import { boosterColumns, createFeatureReader, type FeatureModel } from './features';
import { linearMargins, type LinearModel } from './linear';
import type { SparseRow } from './tfidf';

/** LightGBM over the most frequent words. */
export interface BoosterMember {
  booster: Booster;
  /** Most columns it was given; which ones follows from the vectorizer. */
  maxColumns: number;
}

/** The fitted classifier: two members over the same vectors, and how their opinions are blended. */
export interface Student {
  /** Sorted; the place of a label is its class number. */
  labels: readonly string[];
  features: FeatureModel;
  linear: LinearModel;
  /** null where the texts hold no word the trees could split on. */
  trees: BoosterMember | null;
  blend: Blend;
}

/** Probabilities per class in a shared buffer, valid until the next text; null where no term of the text is known. */
export type Scorer = (text: string) => Float64Array | null;

/** Scores one prepared text after the other (`modelText` of domain/text.ts). Buffers are made once. */
export function createScorer({ labels, features, linear, trees, blend }: Student): Scorer {
  const readFeatures = createFeatureReader(features);
  const margins = new Float64Array(labels.length);
  const proba = new Float64Array(labels.length);
  const logProba = trees ? new Float64Array(labels.length) : null;
  const selectWords = trees ? createWordSelector(features, trees.maxColumns) : null;
  return (text) => {
    const row = readFeatures(text);
    if (row.length === 0) return null;
    linearMargins(linear, row.indices, row.values, 0, row.length, margins);
    if (trees && selectWords && logProba) {
      const words = selectWords(row);
      trees.booster.predictRow(
        words.indices.subarray(0, words.length),
        words.values.subarray(0, words.length),
        logProba,
      );
      toLogProba(logProba);
    }
    blendRow(blend, margins, logProba, proba);
    return proba;
  };
}

/** Keeps of a row the columns the trees know, renumbered for them. */
function createWordSelector(features: FeatureModel, maxColumns: number): (row: SparseRow) => SparseRow {
  const { target } = boosterColumns(features, maxColumns);
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
