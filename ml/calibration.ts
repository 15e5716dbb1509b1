import type { Judged } from './metrics';
import { pause } from './pause';

/** The members whose opinions are blended. */
export const MEMBERS = ['linear', 'trees', 'network'] as const;
export type Member = (typeof MEMBERS)[number];

/**
 * How the members' opinions become one probability: softmax(Σ weight · score), a geometric blend, whose top probability
 * c is then corrected to sigmoid(slope·logit(c) + offset). The correction rises with c, so it changes neither the label
 * nor which answers are surer than others.
 */
export interface Blend {
  /** 0 or more each; they also set how sharp the blend is. */
  weights: Record<Member, number>;
  /** Above 0; 1 with offset 0 corrects nothing. */
  topSlope: number;
  topOffset: number;
}

/**
 * A score per class: the linear member's margins, the natural logarithms of the trees' probabilities, the network's
 * logits. null where a member has no opinion.
 */
export type Scores = Record<Member, Float64Array | null>;

/** Opinions on rows that no member was fitted on. The scores are row-major matrices, a column per class. */
export interface Opinions {
  scores: Scores;
  labels: Int32Array;
  classes: number;
}

/** Probabilities below this are taken as this, so that one sure and wrong opinion cannot outweigh everything. */
const LEAST_PROBA = 1e-7;
const MAX_STEPS = 30;
/** Rows between two chances for the event loop: some milliseconds. */
const ROWS_PER_TURN = 1_000;

/** Rows that no choice at all counts for: with few held-out rows the blend stays close to the usual one. */
const PRIOR_ROWS = 20;
const MOST_WEIGHT = 100;

/** Weights where no row could be held out to choose them: what they come to on public sets of text. */
export const UNCHOSEN_BLEND: Blend = { weights: { linear: 1, trees: 0.1, network: 0.8 }, topSlope: 1, topOffset: 0 };

/** Natural logarithms of probabilities, in place, bounded below. */
export function toLogProba(proba: Float64Array): Float64Array {
  for (let at = 0; at < proba.length; at += 1) proba[at] = Math.log(Math.max(proba[at]!, LEAST_PROBA));
  return proba;
}

/**
 * One row's blended probabilities.
 * @param row - which row of the scores; 0 where they are of one row
 * @param out - a number per class; receives numbers that sum to 1
 * @returns the class of the largest one
 */
export function blendRow(blend: Blend, scores: Scores, row: number, out: Float64Array): number {
  mixRow(blend.weights, scores, row, out);
  const best = softmax(out);
  correctTop(blend, out, best);
  return best;
}

function mixRow(weights: Blend['weights'], scores: Scores, row: number, out: Float64Array): void {
  out.fill(0);
  const base = row * out.length;
  for (const member of MEMBERS) {
    const own = scores[member];
    const weight = weights[member];
    if (own === null || weight === 0) continue;
    for (let label = 0; label < out.length; label += 1) out[label]! += weight * own[base + label]!;
  }
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
 * Chooses a blend on rows that the members were not fitted on. The weights make the known labels likeliest, where as
 * many rows stand against the weights of `UNCHOSEN_BLEND` as it takes to overrule a habit; the correction of the top is
 * a logistic regression of "the top label is right".
 */
export async function fitBlend(opinions: Opinions, signal?: AbortSignal): Promise<Blend> {
  const weights = await fitWeights(opinions, signal);
  const plain: Blend = { weights, topSlope: 1, topOffset: 0 };
  return { ...plain, ...fitTop(await judgeOpinions(opinions, plain, signal)) };
}

/** What a blend says about each row. */
export async function judgeOpinions(opinions: Opinions, blend: Blend, signal?: AbortSignal): Promise<Judged[]> {
  const proba = new Float64Array(opinions.classes);
  const judged: Judged[] = [];
  for (const [row, expected] of opinions.labels.entries()) {
    if (row % ROWS_PER_TURN === 0) await pause(signal);
    const predicted = blendRow(blend, opinions.scores, row, proba);
    judged.push({ expected, predicted, confidence: proba[predicted]! });
  }
  return judged;
}

/** Newton's method over the weights that are not held at 0; the loss is convex in them. */
async function fitWeights(opinions: Opinions, signal?: AbortSignal): Promise<Blend['weights']> {
  const members = MEMBERS.filter((member) => opinions.scores[member] !== null);
  let weights = { ...UNCHOSEN_BLEND.weights };
  let now = await lossAt(opinions, members, weights, signal);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const free = members
      .map((member, at) => (weights[member] > 0 || now.slope[at]! < 0 ? at : -1))
      .filter((at) => at >= 0);
    const move = solve(
      free.map((at) => free.map((other) => now.bend[at]![other]!)),
      free.map((at) => now.slope[at]!),
    );
    let better: typeof now | null = null;
    for (let share = 1; share > 0.01 && better === null; share /= 2) {
      const tried = { ...weights };
      free.forEach((at, place) => {
        const member = members[at]!;
        tried[member] = clamp(weights[member] - share * move[place]!, 0, MOST_WEIGHT);
      });
      const loss = await lossAt(opinions, members, tried, signal);
      if (loss.value >= now.value) continue;
      better = loss;
      weights = tried;
    }
    if (better === null) break;
    const gain = now.value - better.value;
    now = better;
    if (gain < 1e-7) break;
  }
  return weights;
}

interface Loss {
  value: number;
  /** Derivative by each member's weight. */
  slope: Float64Array;
  /** Second derivatives. */
  bend: Float64Array[];
}

/** Mean log loss, with `PRIOR_ROWS` rows' worth of staying near the weights of `UNCHOSEN_BLEND`. */
async function lossAt(
  { scores, labels, classes }: Opinions,
  members: readonly Member[],
  weights: Blend['weights'],
  signal?: AbortSignal,
): Promise<Loss> {
  const own = members.map((member) => scores[member]!);
  const loss: Loss = {
    value: 0,
    slope: new Float64Array(own.length),
    bend: own.map(() => new Float64Array(own.length)),
  };
  const proba = new Float64Array(classes);
  const means = new Float64Array(own.length);
  for (let row = 0; row < labels.length; row += 1) {
    if (row % ROWS_PER_TURN === 0) await pause(signal);
    mixRow(weights, scores, row, proba);
    softmax(proba);
    const base = row * classes;
    const expected = labels[row]!;
    loss.value -= Math.log(Math.max(proba[expected]!, 1e-300));
    own.forEach((matrix, at) => {
      let mean = 0;
      for (let label = 0; label < classes; label += 1) mean += proba[label]! * matrix[base + label]!;
      means[at] = mean;
      loss.slope[at]! += mean - matrix[base + expected]!;
    });
    for (let at = 0; at < own.length; at += 1) {
      for (let other = 0; other <= at; other += 1) {
        const [left, right] = [own[at]!, own[other]!];
        let product = 0;
        for (let label = 0; label < classes; label += 1) {
          product += proba[label]! * left[base + label]! * right[base + label]!;
        }
        loss.bend[at]![other]! += product - means[at]! * means[other]!;
      }
    }
  }
  members.forEach((member, at) => {
    const usual = UNCHOSEN_BLEND.weights[member];
    const away = (weights[member] - usual) / usual;
    loss.value += (PRIOR_ROWS * away * away) / 2;
    loss.slope[at]! += (PRIOR_ROWS * away) / usual;
    loss.bend[at]![at]! += PRIOR_ROWS / (usual * usual);
    for (let other = 0; other < at; other += 1) loss.bend[other]![at] = loss.bend[at]![other]!;
  });
  return {
    value: loss.value / labels.length,
    slope: loss.slope.map((sum) => sum / labels.length),
    bend: loss.bend.map((row) => row.map((sum) => sum / labels.length)),
  };
}

/** Solves a small positive definite system by elimination. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  rows.forEach((pivot, at) => {
    rows.forEach((row, other) => {
      if (other === at) return;
      const factor = row[at]! / pivot[at]!;
      for (let column = at; column < row.length; column += 1) row[column]! -= factor * pivot[column]!;
    });
  });
  return rows.map((row, at) => row[rows.length]! / row[at]!);
}

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
