import { foldLabel } from '../domain/labels';
import { confusionMatrix, type Judged } from './metrics';
import { pause } from './pause';
import type { Classifier, LabelledRow } from './predict';

/** The labels of rows and models under one numbering: those that mean the same have one number, however spelled. */
export interface LabelNumbers {
  /** By number; the first spelling that was given. */
  readonly names: readonly string[];
  /** -1 for a label that was not given. */
  numberOf(label: string): number;
}

/** Numbers labels in the order of the lists. */
export function numberLabels(...lists: readonly (readonly string[])[]): LabelNumbers {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  for (const label of lists.flat()) {
    const folded = foldLabel(label);
    if (numbers.has(folded)) continue;
    numbers.set(folded, names.length);
    names.push(label);
  }
  return { names, numberOf: (label) => numbers.get(foldLabel(label)) ?? -1 };
}

/** Rows predicted between two chances for the event loop: some milliseconds. */
const ROWS_PER_TURN = 50;

/** What a classifier says of rows, yielding now and then. @throws the signal's reason once it is aborted */
export async function judgeRows(
  classifier: Classifier,
  rows: readonly LabelledRow[],
  labels: LabelNumbers,
  signal?: AbortSignal,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % ROWS_PER_TURN === 0) await pause(signal);
    const { label, confidence } = classifier.predict(row, 1);
    judged.push({
      expected: labels.numberOf(row.label),
      predicted: label === null ? -1 : labels.numberOf(label),
      confidence,
    });
  }
  return judged;
}

/** Rows on which only one of two models is right. @param first, second - of the same rows in the same order */
export function disagreement(
  first: readonly Judged[],
  second: readonly Judged[],
): { onlyFirst: number; onlySecond: number } {
  let [onlyFirst, onlySecond] = [0, 0];
  first.forEach(({ expected, predicted }, row) => {
    const [isFirst, isSecond] = [predicted === expected, second[row]!.predicted === second[row]!.expected];
    if (isFirst && !isSecond) onlyFirst += 1;
    if (isSecond && !isFirst) onlySecond += 1;
  });
  return { onlyFirst, onlySecond };
}

/** Answers of about the same confidence. */
export interface ReliabilityBin {
  /** Confidences above `from` up to `to`, 0..1. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Means over the rows; 0 of none. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** How often answers are right that claim to be right so often, in equal bins of confidence, empty ones included. */
export function reliability(judged: readonly Judged[], bins = 10): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ rows: 0, confidence: 0, right: 0 }));
  for (const { expected, predicted, confidence } of judged) {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]!;
    bin.rows += 1;
    bin.confidence += confidence;
    bin.right += expected === predicted ? 1 : 0;
  }
  return sums.map(({ rows, confidence, right }, at) => ({
    ...{ from: at / bins, to: (at + 1) / bins, rows },
    confidence: rows === 0 ? 0 : confidence / rows,
    accuracy: rows === 0 ? 0 : right / rows,
  }));
}

/** A mistake and how often it was made; label numbers. */
export interface Confusion {
  readonly expected: number;
  readonly predicted: number;
  readonly rows: number;
}

/** The most frequent mistakes, most frequent first. @param most - how many at most */
export function topConfusions(judged: readonly Judged[], labelCount: number, most: number): Confusion[] {
  return confusionMatrix(judged, labelCount)
    .flatMap((row, expected) => Array.from(row, (rows, predicted) => ({ expected, predicted, rows })))
    .filter(({ expected, predicted, rows }) => rows > 0 && expected !== predicted)
    .sort((a, b) => b.rows - a.rows || a.expected - b.expected || a.predicted - b.predicted)
    .slice(0, most);
}
