import fc from 'fast-check';
import { pairedBootstrap } from '../../../ml/bootstrap';
import { disagreement, numberLabels, reliability, topConfusions } from '../../../ml/evaluation';
import { mcnemar } from '../../../ml/mcnemar';
import { figuresOf, type Judged } from '../../../ml/metrics';
import { createRandom } from '../../../ml/random';

const judged = (expected: number, predicted: number, confidence = 0.9): Judged => ({ expected, predicted, confidence });
/** Of so many rows the first `right` are right. */
const rowsOf = (count: number, right: number): Judged[] =>
  Array.from({ length: count }, (_, at) => judged(at % 2, at < right ? at % 2 : 1 - (at % 2)));

describe("McNemar's test", () => {
  // scipy 1.x: exact p = binomtest(min(b, c), b + c, 0.5).pvalue; mid-p = 2·binom.cdf(k − 1) + binom.pmf(k), at most 1.
  test.each([
    [5, 5, 1, 1],
    [10, 2, 0.03857421875, 0.0224609375],
    [25, 9, 0.00904118549078703, 0.005988120567053558],
    [59, 6, 4.964650327128616e-12, 2.725803198606872e-12],
    [400, 350, 0.07350777405843484, 0.0680013482102829],
    [1, 0, 1, 0.5],
  ])('%p against %p: exact p %p, mid-p %p', (first, second, exactP, midP) => {
    const found = mcnemar(first, second);
    expect(found.exactP / exactP).toBeCloseTo(1, 9);
    expect(found.midP / midP).toBeCloseTo(1, 9);
    expect(mcnemar(second, first)).toEqual(found);
  });

  test('two models that never differ: 1', () => {
    expect(mcnemar(0, 0)).toEqual({ exactP: 1, midP: 1 });
  });

  test('counts the rows on which only one of two is right', () => {
    const first = [judged(0, 0), judged(0, 1), judged(1, 1), judged(1, 0), judged(1, 1)];
    const second = [judged(0, 0), judged(0, 0), judged(1, -1), judged(1, 0), judged(1, 0)];
    expect(disagreement(first, second)).toEqual({ onlyFirst: 2, onlySecond: 1 });
  });
});

describe('bootstrap intervals', () => {
  test('of 320 right in 400 reach from 0.76 to 0.84, as the normal distribution has it', async () => {
    const { first, second, difference } = await pairedBootstrap(rowsOf(400, 320), null, 2, { seed: 1 });
    expect(first.accuracy.value).toBe(0.8);
    // 0.8 ± 1.96 · √(0.8 · 0.2 / 400).
    expect(first.accuracy.low).toBeCloseTo(0.7608, 1.9);
    expect(first.accuracy.high).toBeCloseTo(0.8392, 1.9);
    expect([second, difference]).toEqual([null, null]);
  });

  test('the same rows are drawn for both models: of equal ones the difference is 0 without any width', async () => {
    const { difference } = await pairedBootstrap(rowsOf(200, 150), rowsOf(200, 150), 2, { seed: 1, resamples: 50 });
    expect(difference?.macroF1).toEqual({ value: 0, low: 0, high: 0 });
  });

  test('a model that is right on 40 of 400 rows more is ahead by 0.1, between 0.07 and 0.13', async () => {
    const { difference } = await pairedBootstrap(rowsOf(400, 340), rowsOf(400, 300), 2, { seed: 1 });
    expect(difference?.accuracy.value).toBeCloseTo(0.1, 10);
    // 0.1 ± 1.96 · √(0.1 · 0.9 / 400): the second is never right where the first is wrong.
    expect(difference?.accuracy.low).toBeCloseTo(0.0706, 1.9);
    expect(difference?.accuracy.high).toBeCloseTo(0.1294, 1.9);
  });

  test('the same seed gives the same intervals, another one others', async () => {
    const rows = rowsOf(50, 31);
    const once = await pairedBootstrap(rows, null, 2, { seed: 3, resamples: 100 });
    expect(await pairedBootstrap(rows, null, 2, { seed: 3, resamples: 100 })).toEqual(once);
    expect(await pairedBootstrap(rows, null, 2, { seed: 4, resamples: 100 })).not.toEqual(once);
  });

  test('figures are those of the evaluation', async () => {
    const one = fc.record({
      expected: fc.nat(3),
      predicted: fc.integer({ min: -1, max: 3 }),
      confidence: fc.constant(0.5),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one), async (rows) => {
        const { first } = await pairedBootstrap(rows, null, 4, { seed: 1, resamples: 1 });
        const { accuracy, macroF1, weightedF1 } = figuresOf(rows, 4);
        expect(first.accuracy.value).toBeCloseTo(accuracy, 12);
        expect(first.macroF1.value).toBeCloseTo(macroF1, 12);
        expect(first.weightedF1.value).toBeCloseTo(weightedF1, 12);
      }),
    );
  });
});

test('labels that mean the same have one number, however they are spelled', () => {
  const labels = numberLabels(['KENDALA LOGIN', 'X'], ['kendala  login', 'y']);
  expect(labels.names).toEqual(['KENDALA LOGIN', 'X', 'y']);
  expect(['Kendala Login', 'Y', 'Z'].map(labels.numberOf)).toEqual([0, 2, -1]);
});

test('reliability: a confidence stands in the bin it is the upper end of', () => {
  const bins = reliability([judged(0, 0, 0.2), judged(0, 1, 0.15), judged(0, 0, 1), judged(0, -1, 0)], 10);
  expect(bins[1]).toEqual({ from: 0.1, to: 0.2, rows: 2, confidence: expect.closeTo(0.175, 10), accuracy: 0.5 });
  expect([bins[0]!.rows, bins[9]!.rows, bins[5]!.rows]).toEqual([1, 1, 0]);
});

test('reliability bins together hold every row once', () => {
  const random = createRandom(1);
  const rows = Array.from({ length: 500 }, () => judged(0, 0, random()));
  expect(reliability(rows).reduce((sum, { rows: count }) => sum + count, 0)).toBe(500);
});

test('the most frequent mistakes come first; what is right is none', () => {
  const rows = [judged(0, 0), judged(0, 1), judged(2, 1), judged(2, 1), judged(1, -1)];
  expect(topConfusions(rows, 3, 20)).toEqual([
    { expected: 2, predicted: 1, rows: 2 },
    { expected: 0, predicted: 1, rows: 1 },
  ]);
  expect(topConfusions(rows, 3, 1)).toHaveLength(1);
});
