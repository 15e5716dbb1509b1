import { type CsrMatrix, joinColumns } from './csr';
import {
  countTerms,
  createRowReader,
  fitTfidfFromCounts,
  type SparseRow,
  type TermCounts,
  type TfidfModel,
  type TfidfOptions,
  transform,
  transformCounts,
} from './tfidf';

/** Vectorizers side by side, scikit-learn's `FeatureUnion`: each part keeps its own norm, columns follow each other. */
export interface FeatureModel {
  parts: readonly TfidfModel[];
  numCols: number;
}

/** Texts counted for every part. */
export type FeatureCounts = readonly TermCounts[];

/** Counts the terms of each text once for every part. */
export function countFeatures(texts: readonly string[], options: readonly TfidfOptions[]): FeatureCounts {
  return options.map((part) => countTerms(texts, part));
}

/** Puts fitted vectorizers side by side. */
export function joinFeatures(parts: readonly TfidfModel[]): FeatureModel {
  return { parts, numCols: parts.reduce((sum, part) => sum + part.terms.length, 0) };
}

/** Fits every part on the counted texts named by `rows`. */
export function fitFeatures(counts: FeatureCounts, rows: Int32Array): FeatureModel {
  return joinFeatures(counts.map((part) => fitTfidfFromCounts(part, rows)));
}

/** Rows of the counted texts under a fitted model. */
export function featureRows(model: FeatureModel, counts: FeatureCounts, rows: Int32Array): CsrMatrix {
  return joinColumns(model.parts.map((part, at) => transformCounts(part, counts[at]!, rows)));
}

/** Rows of new texts. */
export function transformFeatures(model: FeatureModel, texts: readonly string[]): CsrMatrix {
  return joinColumns(model.parts.map((part) => transform(part, texts)));
}

/** Vectorizes one text after the other into the same buffers. The row is valid until the next text is read. */
export function createFeatureReader(model: FeatureModel): (text: string) => SparseRow {
  const readers = model.parts.map(createRowReader);
  const row: SparseRow = { indices: new Int32Array(256), values: new Float64Array(256), length: 0 };
  return (text) => {
    row.length = 0;
    let offset = 0;
    readers.forEach((read, part) => {
      const next = read(text);
      ensureRoom(row, row.length + next.length);
      for (let at = 0; at < next.length; at += 1) {
        row.indices[row.length] = next.indices[at]! + offset;
        row.values[row.length] = next.values[at]!;
        row.length += 1;
      }
      offset += model.parts[part]!.terms.length;
    });
    return row;
  };
}

/**
 * The word columns the trees see, numbered for them: the most frequent ones by documents, earlier columns first among
 * equals. Characters are left to the linear member: on cross-validation they cost the trees time and helped neither.
 * @returns per column its number among the trees' columns, or -1
 */
export function boosterColumns(model: FeatureModel, most: number): { target: Int32Array; numCols: number } {
  const target = new Int32Array(model.numCols).fill(-1);
  const words: { column: number; df: number }[] = [];
  let offset = 0;
  for (const part of model.parts) {
    if (part.options.analyzer === 'word') {
      part.documentFrequency.forEach((df, at) => words.push({ column: offset + at, df }));
    }
    offset += part.terms.length;
  }
  words.sort((left, right) => right.df - left.df || left.column - right.column);
  const kept = words.slice(0, most).sort((left, right) => left.column - right.column);
  kept.forEach(({ column }, at) => (target[column] = at));
  return { target, numCols: kept.length };
}

function ensureRoom(row: SparseRow, size: number): void {
  if (size <= row.indices.length) return;
  const indices = new Int32Array(Math.max(size, row.indices.length * 2));
  const values = new Float64Array(indices.length);
  indices.set(row.indices);
  values.set(row.values);
  row.indices = indices;
  row.values = values;
}
