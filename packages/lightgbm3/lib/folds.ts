import type { Dataset } from './dataset';
import { LightGBMError } from './errors';
import type { Params } from './params';

/** Rows to train on and rows to evaluate on. */
export type Fold = readonly [trainIdx: ArrayLike<number>, testIdx: ArrayLike<number>];

/** How `cv` divides the rows where no folds are given. */
export interface FoldOptions {
  /** Number of folds, 2..rows. @default 5 */
  readonly nfold?: number;
  /** Whether each fold has about the same share of each label; for ranking, whole queries are divided instead. @default true */
  readonly stratified?: boolean;
  /** Whether rows are shuffled before. @default true */
  readonly shuffle?: boolean;
  /** Seed of the shuffling, a whole number. @default 0 */
  readonly seed?: number;
}

const RANKING = ['lambdarank', 'rank_xendcg', 'xendcg', 'xe_ndcg', 'xe_ndcg_mart', 'xendcg_mart'];

/**
 * Divides the rows of a constructed dataset. Equal seeds give equal folds, but not those of Python, whose generator is
 * numpy's: give `folds` to compare.
 * @throws LightGBMError on a number of folds out of range
 */
export function makeFolds(dataset: Dataset, params: Params, options: FoldOptions): Fold[] {
  const { nfold = 5, stratified = true, shuffle = true, seed = 0 } = options;
  const numRows = dataset.numData;
  if (!Number.isInteger(nfold) || nfold < 2 || nfold > numRows) {
    throw new LightGBMError(`nfold must be a whole number in 2..${numRows}, got ${String(nfold)}`);
  }
  const random = shuffle ? seededRandom(seed) : null;
  const isRanking = RANKING.includes(String(params.objective));
  const foldOf = isRanking
    ? byQuery(dataset, nfold, random)
    : dealt(
        Array.from({ length: numRows }, (_, row) => row),
        stratified ? dataset.getLabel() : null,
        nfold,
        random,
      );
  return Array.from({ length: nfold }, (_, fold) => {
    const rows = Array.from(foldOf.keys());
    return [rows.filter((row) => foldOf[row] !== fold), rows.filter((row) => foldOf[row] === fold)] as const;
  });
}

/** Deals rows out to the folds like cards, label by label; without shuffling and labels, in blocks. */
function dealt(rows: number[], label: ArrayLike<number> | null, nfold: number, random: Random | null): Int32Array {
  if (random) shuffleInPlace(rows, random);
  const foldOf = new Int32Array(rows.length);
  if (!label) {
    rows.forEach((row, at) => (foldOf[row] = Math.floor((at * nfold) / rows.length)));
    return foldOf;
  }
  const byLabel = new Map<number, number[]>();
  for (const row of rows) {
    const value = label[row] ?? NaN;
    const group = byLabel.get(value);
    if (group) group.push(row);
    else byLabel.set(value, [row]);
  }
  let next = 0;
  for (const group of byLabel.values()) for (const row of group) foldOf[row] = next++ % nfold;
  return foldOf;
}

/** Divides whole queries, so that no query parts. */
function byQuery(dataset: Dataset, nfold: number, random: Random | null): Int32Array {
  const sizes = dataset.getGroup();
  if (!sizes || sizes.length < nfold)
    throw new LightGBMError(`cv for ranking needs a group with at least ${nfold} queries`);
  const queries = Array.from(sizes.keys());
  const foldOfQuery = dealt(queries, null, nfold, random);
  return Int32Array.from(Array.from(sizes).flatMap((size, query) => Array<number>(size).fill(foldOfQuery[query] ?? 0)));
}

type Random = () => number;

function shuffleInPlace(rows: number[], random: Random): void {
  for (let at = rows.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [rows[at], rows[other]] = [rows[other] as number, rows[at] as number];
  }
}

/** Numbers in [0, 1), equal for equal seeds (mulberry32). */
function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
