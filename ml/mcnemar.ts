/** McNemar's test of two classifiers on the same rows. */
export interface McNemar {
  /** Two-sided p of the exact binomial test. */
  readonly exactP: number;
  /** Two-sided mid-p: less careful, and closer to the truth with few rows (Fagerland et al. 2013). */
  readonly midP: number;
}

/**
 * Whether two classifiers are right equally often, judged by the rows on which only one of them is.
 * @param onlyFirst - rows that the first got right and the second wrong; @param onlySecond - the other way round
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const rows = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  let below = 0;
  let logPart = rows * Math.log(0.5);
  for (let count = 0; count < fewer; count += 1) {
    below += Math.exp(logPart);
    logPart += Math.log((rows - count) / (count + 1));
  }
  const atFewer = Math.exp(logPart);
  return { exactP: Math.min(1, 2 * (below + atFewer)), midP: Math.min(1, 2 * below + atFewer) };
}
