import type { Random } from '../random';
import type { SearchSpace, UnitPoint } from './space';

/** A density over a search space: one kernel around each observed point, and a flat one over everything. */
export interface Parzen {
  /** Draws a point. */
  sample(random: Random): UnitPoint;
  /** Natural logarithm of the density at a point, up to a constant of the space. */
  logDensity(point: UnitPoint): number;
}

/** Kernels never get narrower than this part of the range, so that a lucky value cannot trap the search. */
const MIN_WIDTH = 0.02;
/** Weight of the flat kernel in a choice, spread over its options. */
const CHOICE_PRIOR = 1;

/**
 * A joint Parzen estimator: a kernel covers all parameters at once, so values that were good together stay together.
 * Widths follow Scott's rule in so many dimensions; the flat kernel weighs as much as one observation.
 * @param points - observed points of the space, none or more
 */
export function createParzen(space: SearchSpace, points: readonly UnitPoint[]): Parzen {
  const parameters = Object.values(space);
  const widths = parameters.map((parameter, at) =>
    parameter.kind === 'choice' ? 0 : widthOf(points, at, parameters.length),
  );
  const weight = 1 / (points.length + 1);
  // What each kernel has inside 0..1, so that those near a bound weigh as much as the others.
  const logScales = points.map((center) =>
    parameters.reduce(
      (sum, { kind }, at) => (kind === 'choice' ? sum : sum - logMass(center[at] ?? 0, widths[at] ?? 1)),
      0,
    ),
  );
  const logFlat = parameters.reduce(
    (sum, parameter) => (parameter.kind === 'choice' ? sum - Math.log(parameter.options.length) : sum),
    0,
  );

  const logKernel = (center: UnitPoint, scale: number, point: UnitPoint): number =>
    parameters.reduce((sum, parameter, at) => {
      const [value, mean, width] = [point[at] ?? 0, center[at] ?? 0, widths[at] ?? 1];
      if (parameter.kind !== 'choice') return sum - 0.5 * ((value - mean) / width) ** 2;
      const chosen = mean === value ? 1 : 0;
      return sum + Math.log((chosen + CHOICE_PRIOR / parameter.options.length) / (1 + CHOICE_PRIOR));
    }, scale);

  return {
    sample(random) {
      const at = Math.floor(random() * (points.length + 1));
      const center = points[at] ?? null;
      return parameters.map((parameter, index) => {
        if (parameter.kind === 'choice') {
          const keep = center !== null && random() < 1 / (1 + CHOICE_PRIOR);
          return keep ? (center[index] ?? 0) : Math.floor(random() * parameter.options.length);
        }
        return center === null ? random() : sampleNormal(random, center[index] ?? 0, widths[index] ?? 1);
      });
    },
    logDensity(point) {
      const logs = [logFlat, ...points.map((center, at) => logKernel(center, logScales[at] ?? 0, point))];
      const most = Math.max(...logs);
      return most + Math.log(logs.reduce((sum, log) => sum + weight * Math.exp(log - most), 0));
    },
  };
}

function widthOf(points: readonly UnitPoint[], at: number, dimensions: number): number {
  const values = points.map((point) => point[at] ?? 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length || 1);
  // A few points say little about their spread: the range itself counts as one more of them.
  const spread = Math.sqrt((values.length * variance + 1 / 12) / (values.length + 1));
  return Math.max(MIN_WIDTH, spread * (values.length + 1) ** (-1 / (dimensions + 4)));
}

/** Logarithm of what divides a normal kernel's bell so that its part within 0..1 has mass 1. */
function logMass(mean: number, width: number): number {
  const mass = cumulative((1 - mean) / width) - cumulative(-mean / width);
  return Math.log(width * Math.sqrt(2 * Math.PI) * mass);
}

/** A value of a normal distribution cut to 0..1. */
function sampleNormal(random: Random, mean: number, width: number): number {
  for (;;) {
    const value = mean + width * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    if (value >= 0 && value <= 1) return value;
  }
}

/** Standard normal distribution function, by Abramowitz and Stegun 7.1.26: error below 1.5e-7. */
function cumulative(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-x * x);
  return z >= 0 ? 1 - tail / 2 : tail / 2;
}
