import type { Booster } from '../lib';
import { Dataset, LightGBMError, type PredictRowOptions, trainSync } from '../lib';
import { aProblem, maxDifference, multiclass, rowOf } from './makers';

const problem = aProblem({ numRows: 60 });
const trainSet = Dataset.fromCsr(problem.rows, { label: problem.label });
const booster: Booster = trainSync(multiclass(3), trainSet, { numBoostRound: 20 });

const STOP = { predEarlyStop: true, predEarlyStopFreq: 2, predEarlyStopMargin: 1 };
const WAYS: [string, PredictRowOptions, number][] = [
  ['probabilities', {}, 3],
  ['raw scores', { rawScore: true }, 3],
  ['leaves', { predLeaf: true }, 60],
  ['contributions', { predContrib: true }, 72],
  ['raw scores stopped early', { rawScore: true, ...STOP }, 3],
];

describe.each(WAYS)('one row by the fast path gives %s', (_name, options, width) => {
  it(`of ${width} numbers, sparse and dense, as the batch does`, () => {
    const batch = booster.predictSync(problem.rows, options);
    expect(batch).toHaveLength(60 * width);
    const out = new Float64Array(width);
    for (let row = 0; row < 60; row++) {
      const { indices, values } = rowOf(problem.rows, row);
      const expected = batch.subarray(row * width, (row + 1) * width);
      expect(booster.predictRow(indices, values, out, options)).toBe(out);
      expect(maxDifference(out, expected)).toBeLessThanOrEqual(1e-12);
      const dense = new Float64Array(23);
      indices.forEach((column, at) => (dense[column] = values[at] ?? NaN));
      expect(maxDifference(booster.predictDenseRow(dense, undefined, options), expected)).toBeLessThanOrEqual(1e-12);
    }
  });
});

describe('early stop', () => {
  it('uses fewer trees: raw scores of 60 rows differ, the best class does not', () => {
    const whole = booster.predictSync(problem.rows, { rawScore: true });
    const stopped = booster.predictSync(problem.rows, { rawScore: true, ...STOP });
    expect(maxDifference(stopped, whole)).toBeGreaterThan(0.1);
    const classOf = (scores: Float64Array, row: number): number => {
      const own = scores.subarray(row * 3, row * 3 + 3);
      return own.indexOf(Math.max(...own));
    };
    for (let row = 0; row < 60; row++) expect(classOf(stopped, row)).toBe(classOf(whole, row));
  });

  it('of ever new margins keeps giving the right scores', () => {
    const { indices, values } = rowOf(problem.rows, 0);
    for (let margin = 0; margin < 40; margin++) {
      const options = { rawScore: true, predEarlyStop: true, predEarlyStopFreq: 3, predEarlyStopMargin: margin / 10 };
      const expected = booster.predictSync(problem.rows, options).subarray(0, 3);
      expect(maxDifference(booster.predictRow(indices, values, undefined, options), expected)).toBeLessThanOrEqual(
        1e-12,
      );
    }
  });
});

describe('refused are', () => {
  const row = rowOf(problem.rows, 0);

  it.each<[string, PredictRowOptions, string]>([
    ['two kinds at once', { rawScore: true, predLeaf: true }, 'Only one of'],
    ['a frequency of 0', { predEarlyStop: true, predEarlyStopFreq: 0 }, 'predEarlyStopFreq must be >= 1'],
    ['a negative margin', { predEarlyStop: true, predEarlyStopMargin: -1 }, 'predEarlyStopMargin'],
    ['a NaN margin', { predEarlyStop: true, predEarlyStopMargin: NaN }, 'predEarlyStopMargin'],
  ])('%s', (_case, options, words) => {
    expect(() => booster.predictRow(row.indices, row.values, undefined, options)).toThrow(words);
    expect(() => booster.predictSync(problem.rows, options)).toThrow(LightGBMError);
  });

  it('a dense row of another width, a plain array, and an out of another size', () => {
    expect(() => booster.predictDenseRow(new Float64Array(22))).toThrow('needs 23 values, one per feature; got 22');
    expect(() => booster.predictDenseRow([1] as never)).toThrow('Float64Array');
    const out = new Float64Array(3);
    expect(() => booster.predictDenseRow(new Float64Array(23), out, { predLeaf: true })).toThrow('60 entries');
    expect(() => booster.predictSync({ values: new Float64Array(22), numRows: 1, numCols: 22 })).toThrow(
      'The number of features in data (22) is not the same as it was in training data (23).',
    );
  });
});
