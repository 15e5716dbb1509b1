import { createRandom } from '../random';
import { createParzen } from './parzen';
import { assertSpace, fromUnit, randomPoint, toUnit, type SearchSpace, type Settings, type UnitPoint } from './space';

/** A trial that was begun. Plain JSON: a search is resumed from the list of its trials. */
export interface Trial {
  readonly settings: Settings;
  /** The figure to be maximised; null: still running, or given up. */
  readonly value: number | null;
  /** The value of a trial that was stopped early counts, but never as a good one. */
  readonly isPruned?: boolean;
}

export interface TpeOptions {
  /** Trials drawn evenly before the estimator is asked, >= 1. Default 3: a search of 20 trials has none to waste (bench tuner). */
  readonly startupTrials?: number;
  /** Points drawn from the good trials' density, of which the most promising is taken, >= 1. Default 48. */
  readonly candidates?: number;
}

/** Part of the trials that count as good, and the most of them. */
const GOOD_SHARE = 0.15;
const MOST_GOOD = 25;

/**
 * The settings to try next, by the tree-structured Parzen estimator (Bergstra et al. 2011) in its joint form: of points
 * drawn from the density of the good trials the one is taken whose density there is highest against that of the others.
 *
 * A pure function of its arguments, so that a search that was interrupted goes on as if it had not been. Trials still
 * running count as bad ones: workers beside each other do not try the same.
 * @param input.seed - of the whole search
 * @throws RangeError when the space is malformed
 */
export function suggest(input: {
  readonly space: SearchSpace;
  /** All trials begun so far, in their order. */
  readonly trials: readonly Trial[];
  readonly seed: number;
  readonly options?: TpeOptions;
}): Settings {
  const { space, trials, seed, options = {} } = input;
  const { startupTrials = 3, candidates = 48 } = options;
  assertSpace(space);
  const random = createRandom(Math.imul(seed + 1, 2_654_435_761) ^ Math.imul(trials.length + 1, 40_503));
  const finished = trials.filter(({ value }) => value !== null).length;
  if (finished < startupTrials) return fromUnit(space, randomPoint(space, random));
  const { good, bad } = parted(space, trials);
  const [goodDensity, badDensity] = [createParzen(space, good), createParzen(space, bad)];
  let best: { point: UnitPoint; score: number } | null = null;
  for (let count = 0; count < candidates; count += 1) {
    const point = goodDensity.sample(random);
    const score = goodDensity.logDensity(point) - badDensity.logDensity(point);
    if (best === null || score > best.score) best = { point, score };
  }
  return fromUnit(space, best?.point ?? randomPoint(space, random));
}

/** The finished trial with the highest value; of equal ones the earliest. */
export function bestTrial(trials: readonly Trial[]): (Trial & { readonly value: number }) | null {
  let best: (Trial & { readonly value: number }) | null = null;
  for (const { settings, value, isPruned } of trials) {
    if (value === null || isPruned) continue;
    if (best === null || value > best.value) best = { settings, value };
  }
  return best;
}

function parted(space: SearchSpace, trials: readonly Trial[]): { good: UnitPoint[]; bad: UnitPoint[] } {
  const ranked = trials
    .map((trial, order) => ({ ...trial, order, point: toUnit(space, trial.settings) }))
    .sort((a, b) => rankOf(b) - rankOf(a) || a.order - b.order);
  const finished = ranked.filter(({ value, isPruned }) => value !== null && !isPruned).length;
  const goodCount = Math.min(MOST_GOOD, Math.max(1, Math.ceil(GOOD_SHARE * finished)));
  const points = ranked.map(({ point }) => point);
  return { good: points.slice(0, goodCount), bad: points.slice(goodCount) };
}

function rankOf({ value, isPruned }: Trial): number {
  return value === null || isPruned ? Number.NEGATIVE_INFINITY : value;
}
