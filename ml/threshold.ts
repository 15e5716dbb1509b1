import { DEFAULT_THRESHOLD } from '../domain/cascade';
import { wilsonLower } from '../domain/wilson';
import type { Judged } from './metrics';

/**
 * What stands behind a threshold. `bound`: the confidence bound of the precision reaches the promise. `point`: too few
 * rows for the bound, but the precision itself does. `default`: neither, so it is 0.75. `point` is at least 0.75, too.
 */
export type ThresholdBasis = 'bound' | 'point' | 'default';

/** Confidence at or above which an answer needs no person. */
export interface AutoThreshold {
  /** 0 to 1. */
  value: number;
  basis: ThresholdBasis;
}

/** However good the rest: an answer that is more likely wrong than right waits for a person. */
const LEAST_THRESHOLD = 0.5;

/**
 * The lowest threshold whose answers keep the promised precision, by the lower Wilson bound and not the point figure:
 * a point figure chosen as the best of many cuts promises too much.
 * @param judged - rows the model was not fitted on
 * @param precision - the promise, 0 to 1
 */
export function chooseThreshold(judged: readonly Judged[], precision: number): AutoThreshold {
  const bound = lowestThreshold(judged, (right, count) => wilsonLower(right, count) >= precision);
  if (bound !== null) return { value: Math.max(LEAST_THRESHOLD, bound), basis: 'bound' };
  const point = lowestThreshold(judged, (right, count) => right >= precision * count);
  if (point !== null) return { value: Math.max(DEFAULT_THRESHOLD, point), basis: 'point' };
  return { value: DEFAULT_THRESHOLD, basis: 'default' };
}

function lowestThreshold(judged: readonly Judged[], holds: (right: number, count: number) => boolean): number | null {
  const sorted = judged.filter((row) => row.predicted >= 0).sort((left, right) => right.confidence - left.confidence);
  let right = 0;
  let lowest: number | null = null;
  sorted.forEach((row, at) => {
    if (row.expected === row.predicted) right += 1;
    // Equal confidences stand or fall together.
    if (sorted[at + 1]?.confidence === row.confidence) return;
    if (holds(right, at + 1)) lowest = row.confidence;
  });
  return lowest;
}
