/** Rows decided by people (TRAINED counts) that are wanted before a training is worth its while. */
export const WANTED_REVIEWED = 100;
/** Usable rows below which no training is done, forced or not: figures on a fifth of them would be chance. */
export const LEAST_TRAINING_ROWS = 50;

/** Why no training can be done on a set of rows. */
export interface TrainingRefusal {
  /**
   * `nothingUsable`: every row was rejected; `tooFewRows`: fewer than the least, which `force` does not lift;
   * `oneLabel`: a classifier needs two; `tooFewReviewed`: fewer than wanted, which `force` lifts.
   */
  readonly reason: 'nothingUsable' | 'tooFewRows' | 'oneLabel' | 'tooFewReviewed';
  readonly have: number;
  readonly need: number;
}

/**
 * Whether a training set is enough. What cannot be mended by `force` is said first.
 * @param set.rows - usable ones; @param set.reviewed - those of them that a person decided
 * @returns null where it is
 */
export function trainingRefusal(
  set: { readonly rows: number; readonly reviewed: number; readonly labels: number },
  force: boolean,
): TrainingRefusal | null {
  if (set.rows === 0) return { reason: 'nothingUsable', have: 0, need: LEAST_TRAINING_ROWS };
  if (set.rows < LEAST_TRAINING_ROWS) return { reason: 'tooFewRows', have: set.rows, need: LEAST_TRAINING_ROWS };
  if (set.labels < 2) return { reason: 'oneLabel', have: set.labels, need: 2 };
  if (set.reviewed < WANTED_REVIEWED && !force) {
    return { reason: 'tooFewReviewed', have: set.reviewed, need: WANTED_REVIEWED };
  }
  return null;
}
