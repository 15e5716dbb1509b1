/** What a model said about one row whose label is known. */
export interface Judged {
  /** Label number. */
  expected: number;
  /** Label number, or -1 where the model gave none. */
  predicted: number;
  /** 0 to 1. */
  confidence: number;
}

/** Precision, recall and F1 of one label; 0 where a figure has no rows to stand on, as scikit-learn has it. */
export interface LabelFigures {
  precision: number;
  recall: number;
  f1: number;
  /** Rows that really have the label. */
  support: number;
}

/** Shares are 0 to 1. */
export interface Figures {
  rows: number;
  accuracy: number;
  /** Mean over the labels that occur among the expected or predicted ones. */
  macroF1: number;
  /** Mean weighted by support. */
  weightedF1: number;
  /** Calibration error of the top label, 15 equal bins. */
  ece: number;
  /** The largest share of answers, surest first, that is right at least 95 times in 100. */
  coverageAt95: number;
}

/** Share of rows predicted right; 0 of no rows. */
export function accuracy(judged: readonly Judged[]): number {
  if (judged.length === 0) return 0;
  return judged.filter((row) => row.expected === row.predicted).length / judged.length;
}

/** Figures per label number. @param labelCount - number of labels */
export function labelFigures(judged: readonly Judged[], labelCount: number): LabelFigures[] {
  const hit = new Int32Array(labelCount);
  const said = new Int32Array(labelCount);
  const support = new Int32Array(labelCount);
  for (const { expected, predicted } of judged) {
    support[expected]! += 1;
    if (predicted >= 0) said[predicted]! += 1;
    if (predicted === expected) hit[expected]! += 1;
  }
  return Array.from(hit, (right, label) => ({
    precision: ratio(right, said[label]!),
    recall: ratio(right, support[label]!),
    f1: ratio(2 * right, said[label]! + support[label]!),
    support: support[label]!,
  }));
}

/** Rows per expected label (outer) and predicted label (inner). Rows without a prediction are in no cell. */
export function confusionMatrix(judged: readonly Judged[], labelCount: number): Int32Array[] {
  const matrix = Array.from({ length: labelCount }, () => new Int32Array(labelCount));
  for (const { expected, predicted } of judged) {
    if (predicted >= 0) matrix[expected]![predicted]! += 1;
  }
  return matrix;
}

/**
 * Answers sorted by confidence: the largest share whose running precision is still at least `precision`.
 * @param precision - 0 to 1
 */
export function coverageAtPrecision(judged: readonly Judged[], precision: number): number {
  const sorted = [...judged].sort((left, right) => right.confidence - left.confidence);
  let right = 0;
  let covered = 0;
  sorted.forEach((row, at) => {
    if (row.expected === row.predicted) right += 1;
    if (right >= precision * (at + 1)) covered = at + 1;
  });
  return ratio(covered, judged.length);
}

/**
 * Expected calibration error of the top label: mean gap between confidence and accuracy over equal bins, weighted by
 * their rows.
 */
export function calibrationError(judged: readonly Judged[], bins = 15): number {
  const count = new Int32Array(bins);
  const right = new Float64Array(bins);
  const confidence = new Float64Array(bins);
  for (const row of judged) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(row.confidence * bins) - 1));
    count[bin]! += 1;
    right[bin]! += row.expected === row.predicted ? 1 : 0;
    confidence[bin]! += row.confidence;
  }
  let gap = 0;
  for (let bin = 0; bin < bins; bin += 1) gap += Math.abs(right[bin]! - confidence[bin]!);
  return ratio(gap, judged.length);
}

/** Share of answers at or above a threshold, and how many of those are right (0 of none). */
export function autoFigures(judged: readonly Judged[], threshold: number): { share: number; precision: number } {
  const auto = judged.filter((row) => row.predicted >= 0 && row.confidence >= threshold);
  return { share: ratio(auto.length, judged.length), precision: accuracy(auto) };
}

/** All figures of one evaluation. */
export function figuresOf(judged: readonly Judged[], labelCount: number): Figures {
  const perLabel = labelFigures(judged, labelCount);
  const predicted = new Set(judged.map((row) => row.predicted));
  const seen = perLabel.filter((figures, label) => figures.support > 0 || predicted.has(label));
  return {
    rows: judged.length,
    accuracy: accuracy(judged),
    macroF1: ratio(
      seen.reduce((sum, label) => sum + label.f1, 0),
      seen.length,
    ),
    weightedF1: ratio(
      perLabel.reduce((sum, label) => sum + label.f1 * label.support, 0),
      judged.length,
    ),
    ece: calibrationError(judged),
    coverageAt95: coverageAtPrecision(judged, 0.95),
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
