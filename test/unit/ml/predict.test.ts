import fc from 'fast-check';
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
    ['lone surrogates in the wrong order', '\udc00\ud800 \udfff'],
    ['nothing the model knows', 'qqq zzz'],
  ])('gives no label for a text that is %s', (_, problem) => {
    expect(classifier.predict({ problem, solving: '' })).toEqual({ label: null, confidence: 0, top: [], cut: false });
  });

  it('cuts 100 kB of text and says so', () => {
    const { label, cut } = classifier.predict({ problem: 'lupa sandi '.repeat(10_000), solving: '' });
    expect(label).toBe('PASSWORD');
    expect(cut).toBe(true);
  });

  it('reads around a lone surrogate: the words beside it still count', () => {
    expect(classifier.predict({ problem: 'lupa \ud83d sandi', solving: '' }).label).toBe('PASSWORD');
  });

  it('cuts 100 kB without a space, which is one word it does not know', () => {
    expect(classifier.predict({ problem: 'x'.repeat(100_000), solving: '' }).cut).toBe(true);
  });

  it('answers any text at all with shares that sum to 1 of three labels, or with none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 20 }), (problem, solving) => {
        const { label, top, confidence } = classifier.predict({ problem: `${problem} modem`, solving }, 3);
        expect(label).toBe(top[0]!.label);
        expect(confidence).toBeGreaterThan(1 / 3 - 1e-9);
        expect(top.reduce((sum, one) => sum + one.confidence, 0)).toBeCloseTo(1, 9);
      }),
    );
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

describe('explanation', () => {
  it('names the word that decided first, and agrees with the prediction', () => {
    const ticket = { problem: 'mohon bantuan error lagi modem', solving: '' };
    const { label, confidence, words, terms } = classifier.explain(ticket);
    expect({ label, confidence }).toEqual({ label: 'MODEM', confidence: classifier.predict(ticket).confidence });
    expect(words[0]!.word).toBe('modem');
    expect(words[0]!.influence).toBeGreaterThan(1);
    expect(words).toHaveLength(5);
    expect(words.slice(1).every(({ influence }) => Math.abs(influence) < words[0]!.influence)).toBe(true);
    expect(terms[0]!.term).toContain('mod');
    expect(terms[0]!.contribution).toBeGreaterThan(0);
  });

  it('an influence is the fall of the log-odds when the word is left out', () => {
    const odds = (problem: string): number => {
      const { confidence } = classifier.predict({ problem, solving: '' });
      return Math.log(confidence / (1 - confidence));
    };
    const { words } = classifier.explain({ problem: 'lupa sandi', solving: '' });
    expect(words.find(({ word }) => word === 'lupa')!.influence).toBeCloseTo(odds('lupa sandi') - odds('sandi'), 9);
  });

  it('a word against the label has an influence below 0', () => {
    const { label, words } = classifier.explain({ problem: 'modem serial ont sandi', solving: '' });
    expect(label).toBe('MODEM');
    expect(words.find(({ word }) => word === 'sandi')!.influence).toBeLessThan(0);
  });

  it('leaves the separator out, and gives reasons for a single word', () => {
    const both = classifier.explain({ problem: 'modem', solving: 'serial' }, 99);
    expect(both.words.map(({ word }) => word).sort()).toEqual(['modem', 'serial']);
    expect(classifier.explain({ problem: 'modem', solving: '' }).words[0]!.influence).toBeGreaterThan(0);
  });

  it('of the trees it gives the SHAP values of the words in the text, over their mean over all labels', async () => {
    const { student, classifier: fresh } = await quickTraining();
    const { booster } = student.trees!;
    const { label, trees } = fresh.explain({ problem: 'modem serial error', solving: '' }, 99);
    expect(trees.length).toBeGreaterThan(0);
    expect(trees.every(({ analyzer }) => analyzer === 'word')).toBe(true);
    expect(trees.map(({ term }) => term)).toContain('modem');
    const sizes = trees.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual([...sizes].sort((left, right) => right - left));
    // Over all labels what a word adds above the mean sums to nothing.
    expect(student.labels).toContain(label);
    expect(booster.numClass).toBe(student.labels.length);
    expect(trees.find(({ term }) => term === 'modem')!.contribution).toBeGreaterThan(0);
  });

  it('gives no reasons where there is no label', () => {
    const nothing = { label: null, confidence: 0, words: [], terms: [], trees: [] };
    for (const problem of ['', '😭', 'qqq zzz']) expect(classifier.explain({ problem, solving: '' })).toEqual(nothing);
  });

  it('of a long text it tries the words heard most: the one that decided among 500 others is named first', () => {
    const others = Array.from({ length: 500 }, (_, at) => `kata${at.toString(36)}`).join(' ');
    expect(classifier.explain({ problem: `${others} modem`, solving: '' }).words[0]!.word).toBe('modem');
  });

  it('leaves the next prediction as it would have been', () => {
    const ticket = { problem: 'sesi login', solving: '' };
    const before = classifier.predict(ticket);
    classifier.explain({ problem: 'modem ont', solving: 'lupa sandi' });
    expect(classifier.predict(ticket)).toEqual(before);
  });
});

describe('evaluation', () => {
  it('counts a label the model does not know as wrong', () => {
    const rows = [...someRows(9, 50), { problem: 'modem', solving: '', label: 'BARU' }];
    expect(evaluate(classifier, rows, 0.5)).toMatchObject({ rows: 10, accuracy: 0.9 });
  });
});
