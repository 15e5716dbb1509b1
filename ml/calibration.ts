import { accuracy, coverageAtPrecision, type Judged } from './metrics';
import { pause } from './pause';

/**
 * How two opinions become one probability: softmax((w·scale·margins + (1 - w)·ln p) / temperature), a geometric blend,
 * whose top probability c is then corrected to sigmoid(slope·logit(c) + offset). The correction rises with c, so it
 * changes neither the label nor which answers are surer than others.
 */
export interface Blend {
  /** Turns margins of the linear member into logits; above 0. */
  linearScale: number;
  /** Share of the linear member, 0 to 1. */
  linearWeight: number;
  /** Above 1 softens the blend, below 1 sharpens it. */
  temperature: number;
  /** Above 0; 1 with offset 0 corrects nothing. */
  topSlope: number;
  topOffset: number;
}

/** Opinions on rows that neither member was fitted on. Matrices are row-major, a column per class. */
export interface Opinions {
  margins: Float64Array;
  /** Natural logarithms of the trees' probabilities; null where there are no trees. */
  logProba: Float64Array | null;
  labels: Int32Array;
  classes: number;
}

/** Probabilities below this are taken as this, so that one sure and wrong opinion cannot outweigh everything. */
const LEAST_PROBA = 1e-7;
const MAX_STEPS = 30;
const WEIGHT_STEPS = 10;
const TARGET_PRECISION = 0.95;

/** Natural logarithms of probabilities, in place, bounded below. */
export function toLogProba(proba: Float64Array): Float64Array {
  for (let at = 0; at < proba.length; at += 1) proba[at] = Math.log(Math.max(proba[at]!, LEAST_PROBA));
  return proba;
}

/**
 * One row's blended probabilities.
 * @param logProba - null: the linear member alone
 * @param out - as long as the row; receives numbers that sum to 1
 * @returns the class of the largest one
 */
export function blendRow(
  blend: Blend,
  margins: Float64Array,
  logProba: Float64Array | null,
  out: Float64Array,
): number {
  const weight = logProba === null ? 1 : blend.linearWeight;
  const linear = (weight * blend.linearScale) / blend.temperature;
  const trees = (1 - weight) / blend.temperature;
  for (let label = 0; label < out.length; label += 1) {
    out[label] = linear * margins[label]! + (logProba === null ? 0 : trees * logProba[label]!);
  }
  const best = softmax(out);
  correctTop(blend, out, best);
  return best;
}

/** Turns logits into probabilities in place. @returns the class of the largest */
function softmax(row: Float64Array): number {
  let best = 0;
  for (let label = 1; label < row.length; label += 1) if (row[label]! > row[best]!) best = label;
  const highest = row[best]!;
  let sum = 0;
  for (let label = 0; label < row.length; label += 1) {
    const power = Math.exp(row[label]! - highest);
    row[label] = power;
    sum += power;
  }
  for (let label = 0; label < row.length; label += 1) row[label]! /= sum;
  return best;
}

/** Moves the top probability; the others share the rest as before, and none rises above the top. */
function correctTop({ topSlope, topOffset }: Blend, row: Float64Array, best: number): void {
  const before = row[best]!;
  const wanted = 1 / (1 + Math.exp(-(topSlope * logit(before) + topOffset)));
  let second = 0;
  for (let label = 0; label < row.length; label += 1) if (label !== best) second = Math.max(second, row[label]!);
  const rest = 1 - before;
  // Where the others share the rest, top >= second · (1 - top) / rest keeps the order.
  const top = second === 0 ? wanted : Math.max(wanted, second / (rest + second));
  for (let label = 0; label < row.length; label += 1) {
    // A top rounded to 1 leaves no rest to go by.
    row[label] = rest < 1e-12 ? (1 - top) / (row.length - 1) : (row[label]! * (1 - top)) / rest;
  }
  row[best] = top;
}

function logit(share: number): number {
  const bounded = clamp(share, 1e-6, 1 - 1e-6);
  return Math.log(bounded / (1 - bounded));
}

/**
 * Chooses a blend on rows that the members were not fitted on. The temperature makes the known labels likeliest; the
 * weight is the one that answers most rows right and most of them surely enough to need no person; the correction of
 * the top is a logistic regression of "the top label is right".
 */
export async function fitBlend(opinions: Opinions, signal?: AbortSignal): Promise<Blend> {
  const linearScale = await fitFactor(opinions, opinions.margins, signal);
  const plain = { linearScale, temperature: 1, topSlope: 1, topOffset: 0 };
  let best: Blend = { ...plain, linearWeight: 1 };
  let bestWorth = worth(opinions, best);
  for (let step = WEIGHT_STEPS - 1; step >= 0 && opinions.logProba !== null; step -= 1) {
    const linearWeight = step / WEIGHT_STEPS;
    const logits = mix(opinions.margins, linearWeight * linearScale, opinions.logProba, 1 - linearWeight);
    const temperature = 1 / (await fitFactor(opinions, logits, signal));
    const candidate = { ...plain, linearWeight, temperature };
    const candidateWorth = worth(opinions, candidate);
    if (candidateWorth <= bestWorth) continue;
    best = candidate;
    bestWorth = candidateWorth;
  }
  return { ...best, ...fitTop(judgeOpinions(opinions, best)) };
}

/** What a blend says about each row. */
export function judgeOpinions({ margins, logProba, labels, classes }: Opinions, blend: Blend): Judged[] {
  const proba = new Float64Array(classes);
  return Array.from(labels, (expected, row) => {
    const [start, end] = [row * classes, (row + 1) * classes];
    const log = logProba?.subarray(start, end) ?? null;
    const predicted = blendRow(blend, margins.subarray(start, end), log, proba);
    return { expected, predicted, confidence: proba[predicted]! };
  });
}

function worth(opinions: Opinions, blend: Blend): number {
  const judged = judgeOpinions(opinions, blend);
  return accuracy(judged) + coverageAtPrecision(judged, TARGET_PRECISION);
}

function mix(left: Float64Array, leftFactor: number, right: Float64Array, rightFactor: number): Float64Array {
  return left.map((value, at) => leftFactor * value + rightFactor * right[at]!);
}

/** The factor of logits that makes the known labels likeliest, by Newton's method: the loss is convex in it. */
async function fitFactor(opinions: Opinions, logits: Float64Array, signal?: AbortSignal): Promise<number> {
  let factor = 1;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    await pause(signal);
    const { slope, bend } = lossSlope(opinions, logits, factor);
    // Bounded: where every row is right the best factor is infinite.
    const next = clamp(clamp(factor - slope / (bend + 1e-9), factor / 3, factor * 3), 1e-2, 1e2);
    if (Math.abs(next - factor) < 1e-5 * factor) return next;
    factor = next;
  }
  return factor;
}

/** First and second derivative of the mean log loss by the factor. */
function lossSlope(
  { labels, classes }: Opinions,
  logits: Float64Array,
  factor: number,
): { slope: number; bend: number } {
  let slope = 0;
  let bend = 0;
  const proba = new Float64Array(classes);
  labels.forEach((expected, row) => {
    const base = row * classes;
    for (let label = 0; label < classes; label += 1) proba[label] = factor * logits[base + label]!;
    softmax(proba);
    let mean = 0;
    let square = 0;
    for (let label = 0; label < classes; label += 1) {
      const value = logits[base + label]!;
      mean += proba[label]! * value;
      square += proba[label]! * value * value;
    }
    slope += mean - logits[base + expected]!;
    bend += square - mean * mean;
  });
  return { slope: slope / labels.length, bend: bend / labels.length };
}

/** Rows that a correction of nothing counts for: with few held-out rows it stays close to that. */
const PRIOR_ROWS = 20;

/** Logistic regression of "the top label is right" on the logit of its confidence, held near (1, 0). */
function fitTop(judged: readonly Judged[]): Pick<Blend, 'topSlope' | 'topOffset'> {
  let [slope, offset] = [1, 0];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    let [bySlope, byOffset] = [PRIOR_ROWS * (slope - 1), PRIOR_ROWS * offset];
    let [ss, so, oo] = [PRIOR_ROWS, 0, PRIOR_ROWS];
    for (const { expected, predicted, confidence } of judged) {
      const input = logit(confidence);
      const share = 1 / (1 + Math.exp(-(slope * input + offset)));
      const error = share - (expected === predicted ? 1 : 0);
      const weight = share * (1 - share);
      bySlope += error * input;
      byOffset += error;
      ss += weight * input * input;
      so += weight * input;
      oo += weight;
    }
    const determinant = ss * oo - so * so;
    const slopeStep = clamp((oo * bySlope - so * byOffset) / determinant, -0.5, 0.5);
    const offsetStep = clamp((ss * byOffset - so * bySlope) / determinant, -0.5, 0.5);
    slope = clamp(slope - slopeStep, 0.1, 10);
    offset = clamp(offset - offsetStep, -10, 10);
    if (Math.abs(slopeStep) + Math.abs(offsetStep) < 1e-9) break;
  }
  return { topSlope: slope, topOffset: offset };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
