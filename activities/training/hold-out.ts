import type { TrainingRow } from '../../domain/training-rows';
import { randomHoldOut, stratifiedHoldOut } from '../../ml/split';
import type { HoldOutName } from '../../workflows/contracts/training';

/** The rows of a snapshot that a model for figures is fitted on, and those it is judged on. */
export interface HoldOut {
  readonly train: readonly TrainingRow[];
  readonly test: readonly TrainingRow[];
}

/** Share of the rows held out for the figures. */
const TEST_SHARE = 0.2;

/**
 * Parts a snapshot: the same rows, seed and mode give the same parts in every process. Gemini's answers are never held
 * out, since a figure must not rest on them; of a label with a single row a model could know nothing else.
 * @param rows - as `readSnapshot` gives them
 */
export function holdOut(rows: readonly TrainingRow[], { seed, mode }: Omit<HoldOutName, 'fingerprint'>): HoldOut {
  const labelled = rows.filter(({ origin }) => origin !== 'teacher');
  const names = [...new Set(labelled.map(({ label }) => label))].sort();
  const numbers = new Map(names.map((label, at) => [label, at]));
  const split =
    mode === 'random_holdout'
      ? randomHoldOut(labelled.length, TEST_SHARE, seed)
      : stratifiedHoldOut(
          Int32Array.from(labelled, ({ label }) => numbers.get(label) ?? 0),
          TEST_SHARE,
          seed,
        );
  const held = new Set(Array.from(split.test, (at) => labelled[at]));
  return { train: rows.filter((row) => !held.has(row)), test: rows.filter((row) => held.has(row)) };
}
