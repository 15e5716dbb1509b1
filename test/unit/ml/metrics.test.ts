import {
  accuracy,
  autoFigures,
  calibrationError,
  confusionMatrix,
  coverageAtPrecision,
  figuresOf,
  type Judged,
  labelFigures,
} from '../../../ml/metrics';

function judged(...rows: [expected: number, predicted: number, confidence?: number][]): Judged[] {
  return rows.map(([expected, predicted, confidence = 0.5]) => ({ expected, predicted, confidence }));
}

/** Label 0: two right, one taken for 1. Label 1: one right, one taken for 0. Label 2: no answer. */
const mixed = judged([0, 0], [0, 0], [0, 1], [1, 1], [1, 0], [2, -1]);

describe('figures', () => {
  it('accuracy: three right of six is 0.5; of no rows it is 0', () => {
    expect(accuracy(mixed)).toBe(0.5);
    expect(accuracy([])).toBe(0);
  });

  it('precision, recall and F1 per label, 0 where nothing stands behind them', () => {
    const [zero, one, two] = labelFigures(mixed, 3);
    expect(zero).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 });
    expect(one).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, support: 2 });
    expect(two).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 });
  });

  it('macro F1 weighs labels alike, weighted F1 by rows; labels that never occur do not count', () => {
    const figures = figuresOf(mixed, 10);
    expect(figures.macroF1).toBeCloseTo((2 / 3 + 1 / 2 + 0) / 3, 12);
    expect(figures.weightedF1).toBeCloseTo((3 * (2 / 3) + 2 * (1 / 2)) / 6, 12);
  });

  it('confusion: rows by expected and predicted label', () => {
    expect(confusionMatrix(mixed, 3).map((row) => [...row])).toEqual([
      [2, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
  });
});

describe('coverage at a precision', () => {
  it('is the largest share, surest first, whose running precision still holds', () => {
    // Running precision: 1, 1/2, 2/3, 3/4, 3/5.
    const rows = judged([0, 0, 0.9], [0, 1, 0.8], [0, 0, 0.7], [0, 0, 0.6], [0, 1, 0.5]);
    expect(coverageAtPrecision(rows, 0.75)).toBe(4 / 5);
    expect(coverageAtPrecision(rows, 0.95)).toBe(1 / 5);
  });

  it('is 0 where even the surest answer is wrong, and of no rows', () => {
    expect(coverageAtPrecision(judged([0, 1, 0.9]), 0.95)).toBe(0);
    expect(coverageAtPrecision([], 0.95)).toBe(0);
  });
});

describe('calibration error', () => {
  it('is 0 where 8 of 10 answers of confidence 0.8 are right', () => {
    const rows = Array.from({ length: 10 }, (_, at) => ({ expected: 0, predicted: at < 8 ? 0 : 1, confidence: 0.8 }));
    expect(calibrationError(rows)).toBeCloseTo(0, 12);
  });

  it('is the gap where every answer is sure and half are right', () => {
    expect(calibrationError(judged([0, 0, 1], [0, 1, 1]))).toBeCloseTo(0.5, 12);
  });
});

describe('answers at a threshold', () => {
  it('share and precision, the threshold itself included; no answer is never above it', () => {
    const rows = judged([0, 0, 0.9], [0, 1, 0.75], [0, 0, 0.7], [0, -1, 1]);
    expect(autoFigures(rows, 0.75)).toEqual({ share: 2 / 4, precision: 1 / 2 });
    expect(autoFigures(rows, 0.95)).toEqual({ share: 0, precision: 0 });
  });
});
