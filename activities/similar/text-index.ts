import type { CsrMatrix } from '../../ml/csr';
import { pause } from '../../ml/pause';
import { createCountTransformer, createTermCounter, fitTfidfFromCounts, type TfidfOptions } from '../../ml/tfidf';
import { visitTerms } from '../../ml/tokenize';

/** Texts that can be asked for those like a given one. */
export interface TextIndex {
  /** Texts in it. */
  readonly size: number;
  /**
   * Texts by their likeness, most alike first; the earlier one first among equals.
   * @param count - at most so many
   * @returns places of the texts as they were given, with the cosine, > 0 and <= 1
   */
  nearest(text: string, count: number): { readonly place: number; readonly score: number }[];
}

/** Words and pairs of words: what people write here is short, and letters alone find what merely sounds alike. */
const OPTIONS: TfidfOptions = {
  analyzer: 'word',
  ngramRange: [1, 2],
  minDf: 1,
  maxDf: 1,
  maxFeatures: 50_000,
  sublinearTf: true,
  norm: 'l2',
};
/** Texts read between two chances for the event loop: some milliseconds. */
const TEXTS_PER_TURN = 200;

/**
 * Builds an index, TF-IDF fitted on the texts themselves. Lets the event loop run in between.
 * @param texts - canonical (`canonicalText`)
 */
export async function buildTextIndex(texts: readonly string[]): Promise<TextIndex> {
  const counter = createTermCounter(OPTIONS);
  for (let at = 0; at < texts.length; at += TEXTS_PER_TURN) {
    await pause();
    for (const text of texts.slice(at, at + TEXTS_PER_TURN)) counter.add(text);
  }
  await pause();
  const counts = counter.finish();
  await pause();
  const model = fitTfidfFromCounts(counts);
  const transformer = createCountTransformer(model, counts);
  for (let at = 0; at < texts.length; at += TEXTS_PER_TURN) {
    await pause();
    const size = Math.min(TEXTS_PER_TURN, texts.length - at);
    transformer.add(Int32Array.from({ length: size }, (_, row) => at + row));
  }
  await pause();
  const postings = invert(transformer.finish());
  await pause();
  /** Weight of a word that no text has: it makes the question longer, and so all texts less alike. */
  const unknownIdf = Math.log(1 + model.documents) + 1;
  const scores = new Float64Array(texts.length);

  return {
    size: texts.length,
    nearest(text, count) {
      const counts = new Map<string, number>();
      visitTerms(text, OPTIONS.analyzer, OPTIONS.ngramRange, (term) => counts.set(term, (counts.get(term) ?? 0) + 1));
      const touched: number[] = [];
      let squares = 0;
      for (const [term, occurrences] of counts) {
        const column = model.columns.get(term);
        const weight = (1 + Math.log(occurrences)) * (column === undefined ? unknownIdf : model.idf[column]!);
        squares += weight * weight;
        if (column === undefined) continue;
        for (let at = postings.indptr[column]!; at < postings.indptr[column + 1]!; at += 1) {
          const place = postings.indices[at]!;
          if (scores[place] === 0) touched.push(place);
          scores[place]! += weight * postings.values[at]!;
        }
      }
      const length = Math.sqrt(squares);
      const best: { place: number; score: number }[] = [];
      for (const place of touched) {
        insert(best, { place, score: Math.min(1, scores[place]! / length) }, count);
        scores[place] = 0;
      }
      return best;
    },
  };
}

interface Postings {
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  /** Four bytes are enough for a likeness. */
  readonly values: Float32Array;
}

/** Rows of each column instead of columns of each row. */
function invert({ indptr, indices, values, numCols }: CsrMatrix): Postings {
  const starts = new Int32Array(numCols + 1);
  for (const column of indices) starts[column + 1]! += 1;
  for (let column = 0; column < numCols; column += 1) starts[column + 1]! += starts[column]!;
  const next = starts.slice();
  const places = new Int32Array(indices.length);
  const weights = new Float32Array(indices.length);
  for (let row = 0; row + 1 < indptr.length; row += 1) {
    for (let entry = indptr[row]!; entry < indptr[row + 1]!; entry += 1) {
      const at = next[indices[entry]!]!++;
      places[at] = row;
      weights[at] = values[entry]!;
    }
  }
  return { indptr: starts, indices: places, values: weights };
}

function insert(
  best: { place: number; score: number }[],
  found: { place: number; score: number },
  count: number,
): void {
  const isBetter = (other: { place: number; score: number }): boolean =>
    found.score > other.score || (found.score === other.score && found.place < other.place);
  let at = best.length;
  while (at > 0 && isBetter(best[at - 1]!)) at -= 1;
  if (at >= count) return;
  best.splice(at, 0, found);
  if (best.length > count) best.pop();
}
