import { type CsrMatrix } from './csr';
import { type Analyzer, compareTerms, type NgramRange, visitTerms } from './tokenize';

/** scikit-learn's `TfidfVectorizer`, its words in camelCase; idf is always smoothed, text always lower-cased. */
export interface TfidfOptions {
  analyzer: Analyzer;
  ngramRange: NgramRange;
  /** Drops terms in fewer documents: a count from 1, or below 1 a share of the documents. */
  minDf: number;
  /** Drops terms in more documents: a share up to 1 (1 keeps all), above 1 a count. */
  maxDf: number;
  /** Keeps the terms that occur most often in all; at the border the earlier term by code point. null: no cap. */
  maxFeatures: number | null;
  /** Replaces a count by 1 + ln(count). */
  sublinearTf: boolean;
  /** Rows of length 1 (`l2`), of absolute values that sum to 1 (`l1`), or as they come. */
  norm: 'l1' | 'l2' | null;
}

/** A fitted vectorizer: immutable, and rebuilt exactly from options, terms, document frequencies and their number. */
export interface TfidfModel {
  options: TfidfOptions;
  /** Sorted by code point; the place of a term is its column. */
  terms: readonly string[];
  /** Documents of the fit that hold the term, by column. */
  documentFrequency: Int32Array;
  /** Documents of the fit. */
  documents: number;
  /** ln((1 + documents) / (1 + documentFrequency)) + 1, by column. */
  idf: Float64Array;
  columns: ReadonlyMap<string, number>;
}

/** Terms of many texts, counted once so that several fits over parts of them need no second reading. */
export interface TermCounts {
  options: TfidfOptions;
  /** In the order they were first met. */
  terms: readonly string[];
  /** Row per text; indices number `terms`, in the order met; values are counts. */
  counts: CsrMatrix;
}

/** Reads and counts the terms of each text. */
export function countTerms(texts: readonly string[], options: TfidfOptions): TermCounts {
  const counter = createTermCounter(options);
  texts.forEach((text) => counter.add(text));
  return counter.finish();
}

const FIRST_ROOM = 1_024;

function withRoom<A extends Int32Array | Float64Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

/** `countTerms` one text after the other. */
export function createTermCounter(options: TfidfOptions): { add(text: string): void; finish(): TermCounts } {
  const ids = new Map<string, number>();
  const indptr = [0];
  let indices = new Int32Array(FIRST_ROOM);
  let values = new Float64Array(FIRST_ROOM);
  let size = 0;
  /** Per term where this row's entry stands, valid when it is at or after the row's start. */
  const entryOf: number[] = [];
  return {
    add(text) {
      const start = size;
      visitTerms(text, options.analyzer, options.ngramRange, (term) => {
        let id = ids.get(term);
        if (id === undefined) {
          id = ids.size;
          ids.set(term, id);
          entryOf.push(-1);
        }
        const entry = entryOf[id]!;
        if (entry >= start) {
          values[entry]! += 1;
          return;
        }
        if (size === indices.length) {
          indices = withRoom(indices, new Int32Array(size * 2));
          values = withRoom(values, new Float64Array(size * 2));
        }
        entryOf[id] = size;
        indices[size] = id;
        values[size] = 1;
        size += 1;
      });
      indptr.push(size);
    },
    finish() {
      const counts = {
        indptr: new Int32Array(indptr),
        indices: indices.slice(0, size),
        values: values.slice(0, size),
        numCols: ids.size,
      };
      return { options, terms: [...ids.keys()], counts };
    },
  };
}

/** Fits on texts: which terms are kept, and their idf. An empty vocabulary is allowed and gives empty rows. */
export function fitTfidf(texts: readonly string[], options: TfidfOptions): TfidfModel {
  return fitTfidfFromCounts(countTerms(texts, options));
}

/** `fitTfidf` on the counted texts named by `rows` (default: all of them). */
export function fitTfidfFromCounts({ options, terms, counts }: TermCounts, rows?: Int32Array): TfidfModel {
  const documents = rows ? rows.length : counts.indptr.length - 1;
  const documentFrequency = new Int32Array(terms.length);
  const occurrences = new Float64Array(terms.length);
  for (let at = 0; at < documents; at += 1) {
    const row = rows ? rows[at]! : at;
    for (let entry = counts.indptr[row]!; entry < counts.indptr[row + 1]!; entry += 1) {
      const id = counts.indices[entry]!;
      documentFrequency[id]! += 1;
      occurrences[id]! += counts.values[entry]!;
    }
  }
  const least = options.minDf >= 1 ? options.minDf : options.minDf * documents;
  const most = options.maxDf > 1 ? options.maxDf : options.maxDf * documents;
  let kept: number[] = [];
  for (let id = 0; id < terms.length; id += 1) {
    const df = documentFrequency[id]!;
    if (df > 0 && df >= least && df <= most) kept.push(id);
  }
  const byTerm = (left: number, right: number): number => compareTerms(terms[left]!, terms[right]!);
  if (options.maxFeatures !== null && kept.length > options.maxFeatures) {
    kept.sort((left, right) => occurrences[right]! - occurrences[left]! || byTerm(left, right));
    kept = kept.slice(0, options.maxFeatures);
  }
  kept.sort(byTerm);
  return restoreTfidf({
    options,
    terms: kept.map((id) => terms[id]!),
    documentFrequency: Int32Array.from(kept, (id) => documentFrequency[id]!),
    documents,
  });
}

/** The model that was fitted to these figures. @param terms - sorted by code point, as a fit left them */
export function restoreTfidf(
  saved: Pick<TfidfModel, 'options' | 'terms' | 'documentFrequency' | 'documents'>,
): TfidfModel {
  const idf = Float64Array.from(saved.documentFrequency, (df) => Math.log((1 + saved.documents) / (1 + df)) + 1);
  return { ...saved, idf, columns: new Map(saved.terms.map((term, column) => [term, column])) };
}

/** One row per text; a text without known terms is an empty row. */
export function transform(model: TfidfModel, texts: readonly string[]): CsrMatrix {
  const read = createRowReader(model);
  const rows = texts.map((text) => {
    const row = read(text);
    return { indices: row.indices.slice(0, row.length), values: row.values.slice(0, row.length) };
  });
  return stackRows(rows, model.terms.length);
}

/** `transform` of counted texts, without reading them again, some rows after the other. */
export function createCountTransformer(
  model: TfidfModel,
  { terms, counts }: TermCounts,
): { add(rows: Int32Array): void; finish(): CsrMatrix } {
  const columnOf = Int32Array.from(terms, (term) => model.columns.get(term) ?? -1);
  const weigh = createRowWeigher(model);
  const out: { indices: Int32Array; values: Float64Array }[] = [];
  return {
    add(rows) {
      for (const row of rows) {
        for (let entry = counts.indptr[row]!; entry < counts.indptr[row + 1]!; entry += 1) {
          const column = columnOf[counts.indices[entry]!]!;
          if (column >= 0) weigh.add(column, counts.values[entry]!);
        }
        const { indices, values, length } = weigh.finish();
        out.push({ indices: indices.slice(0, length), values: values.slice(0, length) });
      }
    },
    finish: () => stackRows(out, model.terms.length),
  };
}

/** A row in shared buffers: only the first `length` entries count, and only until the next text is read. */
export interface SparseRow {
  indices: Int32Array;
  values: Float64Array;
  length: number;
}

/** Vectorizes one text after the other into the same buffers: the fast path of a prediction. */
export function createRowReader(model: TfidfModel): (text: string) => SparseRow {
  const { analyzer, ngramRange } = model.options;
  const weigh = createRowWeigher(model);
  const visit = (term: string): void => {
    const column = model.columns.get(term);
    if (column !== undefined) weigh.add(column, 1);
  };
  return (text) => {
    visitTerms(text, analyzer, ngramRange, visit);
    return weigh.finish();
  };
}

function createRowWeigher({ options, idf }: TfidfModel): {
  add(column: number, count: number): void;
  finish(): SparseRow;
} {
  const counts = new Float64Array(idf.length);
  const row: SparseRow = { indices: new Int32Array(64), values: new Float64Array(64), length: 0 };
  return {
    add(column, count) {
      if (counts[column] === 0) {
        if (row.length === row.indices.length) growRow(row);
        row.indices[row.length] = column;
        row.length += 1;
      }
      counts[column]! += count;
    },
    finish() {
      // The caller reads before it adds again, so the next add may start from an empty row.
      const done: SparseRow = { indices: row.indices, values: row.values, length: row.length };
      row.length = 0;
      done.indices.subarray(0, done.length).sort();
      let size = 0;
      for (let at = 0; at < done.length; at += 1) {
        const column = done.indices[at]!;
        const count = counts[column]!;
        counts[column] = 0;
        const value = (options.sublinearTf ? 1 + Math.log(count) : count) * idf[column]!;
        done.values[at] = value;
        size += options.norm === 'l1' ? value : value * value;
      }
      if (options.norm !== null && size > 0) {
        const length = options.norm === 'l1' ? size : Math.sqrt(size);
        for (let at = 0; at < done.length; at += 1) done.values[at]! /= length;
      }
      return done;
    },
  };
}

function growRow(row: SparseRow): void {
  const indices = new Int32Array(row.indices.length * 2);
  indices.set(row.indices);
  row.indices = indices;
  row.values = new Float64Array(indices.length);
}

function stackRows(rows: readonly { indices: Int32Array; values: Float64Array }[], numCols: number): CsrMatrix {
  const indptr = new Int32Array(rows.length + 1);
  rows.forEach((row, at) => (indptr[at + 1] = indptr[at]! + row.indices.length));
  const indices = new Int32Array(indptr[rows.length]!);
  const values = new Float64Array(indices.length);
  rows.forEach((row, at) => {
    indices.set(row.indices, indptr[at]);
    values.set(row.values, indptr[at]);
  });
  return { indptr, indices, values, numCols };
}
