import { type CsrMatrix, joinColumns } from './csr';
import { pause } from './pause';
import {
  createCountTransformer,
  createRowReader,
  createTermCounter,
  fitTfidfFromCounts,
  type SparseRow,
  type TermCounts,
  type TfidfModel,
  type TfidfOptions,
  transform,
} from './tfidf';

/** Vectorizers side by side, scikit-learn's `FeatureUnion`: each part keeps its own norm, columns follow each other. */
export interface FeatureModel {
  parts: readonly TfidfModel[];
  numCols: number;
}

/** Texts counted for every part. */
export type FeatureCounts = readonly TermCounts[];

/** Texts read between two chances for the event loop: some milliseconds. */
const TEXTS_PER_TURN = 200;
const ROWS_PER_TURN = 1_000;

/** Counts the terms of each text once for every part. */
export async function countFeatures(
  texts: readonly string[],
  options: readonly TfidfOptions[],
  signal?: AbortSignal,
): Promise<FeatureCounts> {
  const counters = options.map(createTermCounter);
  for (let at = 0; at < texts.length; at += TEXTS_PER_TURN) {
    await pause(signal);
    for (const text of texts.slice(at, at + TEXTS_PER_TURN)) counters.forEach((counter) => counter.add(text));
  }
  const counts: TermCounts[] = [];
  for (const counter of counters) {
    await pause(signal);
    counts.push(counter.finish());
  }
  return counts;
}

/** Puts fitted vectorizers side by side. */
export function joinFeatures(parts: readonly TfidfModel[]): FeatureModel {
  return { parts, numCols: parts.reduce((sum, part) => sum + part.terms.length, 0) };
}

/** Fits every part on the counted texts named by `rows`. */
export async function fitFeatures(
  counts: FeatureCounts,
  rows: Int32Array,
  signal?: AbortSignal,
): Promise<FeatureModel> {
  const parts: TfidfModel[] = [];
  for (const part of counts) {
    await pause(signal);
    parts.push(fitTfidfFromCounts(part, rows));
  }
  return joinFeatures(parts);
}

/** Rows of the counted texts under a fitted model. */
export async function featureRows(
  model: FeatureModel,
  counts: FeatureCounts,
  rows: Int32Array,
  signal?: AbortSignal,
): Promise<CsrMatrix> {
  const parts: CsrMatrix[] = [];
  for (const [at, part] of model.parts.entries()) {
    const transformer = createCountTransformer(part, counts[at]!);
    for (let row = 0; row < rows.length; row += ROWS_PER_TURN) {
      await pause(signal);
      transformer.add(rows.subarray(row, row + ROWS_PER_TURN));
    }
    parts.push(transformer.finish());
  }
  await pause(signal);
  return joinColumns(parts);
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
 * The columns a network sees, numbered for it: terms of two documents or more. One seen once teaches nothing that its
 * row does not, and would cost as much memory as any other.
 * @returns per column its number among the network's columns, or -1
 */
export function networkColumns(model: FeatureModel): { target: Int32Array; numCols: number } {
  const target = new Int32Array(model.numCols).fill(-1);
  let column = 0;
  let numCols = 0;
  for (const part of model.parts) {
    for (const df of part.documentFrequency) {
      if (df >= 2) {
        target[column] = numCols;
        numCols += 1;
      }
      column += 1;
    }
  }
  return { target, numCols };
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
