import type { Classifier } from '../../../ml/predict';
import { evaluate } from '../../../ml/predict';
import { quickTraining, someRows } from './makers';

let classifier: Classifier;

beforeAll(async () => {
  ({ classifier } = await quickTraining());
});

describe('prediction', () => {
  it('names the three likeliest labels, best first, their confidences summing to 1 of three', () => {
    const { label, confidence, top, cut } = classifier.predict({ problem: 'lupa sandi', solving: '' });
    expect(label).toBe('PASSWORD');
    expect(top.map((one) => one.confidence)).toEqual([...top.map((one) => one.confidence)].sort((a, b) => b - a));
    expect(top[0]).toEqual({ label, confidence });
    expect(top.reduce((sum, one) => sum + one.confidence, 0)).toBeCloseTo(1, 9);
    expect(cut).toBe(false);
  });

  it('lists as many labels as asked for, at least one', () => {
    expect(classifier.predict({ problem: 'modem', solving: '' }, 2).top).toHaveLength(2);
    expect(classifier.predict({ problem: 'modem', solving: '' }, 0).top).toHaveLength(1);
    expect(classifier.predict({ problem: 'modem', solving: '' }, 99).top).toHaveLength(3);
  });

  it('takes the problem alone, the solving alone, and both', () => {
    expect(classifier.predict({ problem: 'ont error', solving: '' }).label).toBe('MODEM');
    expect(classifier.predict({ problem: '', solving: 'serial modem' }).label).toBe('MODEM');
    expect(classifier.predict({ problem: 'ont error', solving: 'sudah beres modem' }).label).toBe('MODEM');
  });

  it.each([
    ['empty', ''],
    ['white space', ' \n\t\u00a0'],
    ['nan, which counts as empty', 'NaN'],
    ['only emoji', '😭😭📷'],
    ['only digits and punctuation', '123 ?!'],
    ['a lone surrogate', '\ud83d'],
    ['nothing the model knows', 'qqq zzz'],
  ])('gives no label for a text that is %s', (_, problem) => {
    expect(classifier.predict({ problem, solving: '' })).toEqual({ label: null, confidence: 0, top: [], cut: false });
  });

  it('cuts 100 kB of text and says so', () => {
    const { label, cut } = classifier.predict({ problem: 'lupa sandi '.repeat(10_000), solving: '' });
    expect(label).toBe('PASSWORD');
    expect(cut).toBe(true);
  });

  it('does not depend on what was asked before', () => {
    const before = classifier.predict({ problem: 'sesi login', solving: '' });
    classifier.predict({ problem: 'modem '.repeat(500), solving: 'ont' });
    expect(classifier.predict({ problem: 'sesi login', solving: '' })).toEqual(before);
  });

  it('asks the trees for all their rounds even before any batch', async () => {
    const { student, classifier: fresh } = await quickTraining();
    const probe = { problem: 'modem serial error', solving: '' };
    const before = fresh.predict(probe);
    const rows = { indptr: new Int32Array(2), indices: new Int32Array(0), values: new Float64Array(0), numCols: 0 };
    await student.trees!.booster.predict({ ...rows, numCols: student.trees!.booster.numFeature });
    expect(fresh.predict(probe)).toEqual(before);
  });
});

describe('evaluation', () => {
  it('counts a label the model does not know as wrong', () => {
    const rows = [...someRows(9, 50), { problem: 'modem', solving: '', label: 'BARU' }];
    expect(evaluate(classifier, rows, 0.5)).toMatchObject({ rows: 10, accuracy: 0.9 });
  });
});
