/** Trials that are let run to their end before any is stopped early. */
const UNPRUNED_TRIALS = 5;

/**
 * Whether a trial is hopeless: after the same number of folds it is worse than half of the finished ones were.
 * @param input.means - the trial's mean after each of its folds so far, at least one
 * @param input.finished - the same of the finished trials, pruned ones not among them
 */
export function isHopeless({
  means,
  finished,
}: {
  readonly means: readonly number[];
  readonly finished: readonly (readonly number[])[];
}): boolean {
  const now = means.at(-1);
  const others = finished
    .map((run) => run[means.length - 1])
    .filter((mean) => mean !== undefined)
    .sort((a, b) => a - b);
  if (now === undefined || others.length < UNPRUNED_TRIALS) return false;
  const middle = Math.floor(others.length / 2);
  const upper = others[middle] ?? 0;
  const median = others.length % 2 === 1 ? upper : ((others[middle - 1] ?? 0) + upper) / 2;
  return now < median;
}
