import { createRandom, randomInt, shuffle } from '../../../ml/random';
import { foldSplit, stratifiedFolds, stratifiedHoldOut } from '../../../ml/split';

const labels = Int32Array.from([...Array<number>(40).fill(0), ...Array<number>(20).fill(1), 2, 2, 3]);

describe('stratified folds', () => {
  it('hold each row out once, save a label of one row, which is never held out', () => {
    const foldOf = stratifiedFolds(labels, 4, 1);
    expect([...foldOf].filter((fold) => fold === -1)).toHaveLength(1);
    expect(foldOf[62]).toBe(-1);
    expect(new Set(foldOf)).toEqual(new Set([-1, 0, 1, 2, 3]));
  });

  it('give each fold its share of a label: 10 of 40, 5 of 20', () => {
    const foldOf = stratifiedFolds(labels, 4, 1);
    for (let fold = 0; fold < 4; fold += 1) {
      const test = [...foldSplit(foldOf, fold).test].map((row) => labels[row]);
      expect(test.filter((label) => label === 0)).toHaveLength(10);
      expect(test.filter((label) => label === 1)).toHaveLength(5);
    }
  });

  it('part the rows: what is not held out is trained on', () => {
    const { train, test } = foldSplit(stratifiedFolds(labels, 4, 1), 2);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from(labels, (_, row) => row));
  });

  it('are the same for the same seed, and others for another', () => {
    expect(stratifiedFolds(labels, 4, 9)).toEqual(stratifiedFolds(labels, 4, 9));
    expect(stratifiedFolds(labels, 4, 9)).not.toEqual(stratifiedFolds(labels, 4, 10));
  });
});

describe('stratified hold-out', () => {
  it('takes 8 of 40, 4 of 20, one of two, and none of one', () => {
    const held = [...stratifiedHoldOut(labels, 0.2, 3).test].map((row) => labels[row]);
    expect([0, 1, 2, 3].map((label) => held.filter((one) => one === label).length)).toEqual([8, 4, 1, 0]);
  });
});

describe('seeded random numbers', () => {
  it('repeat for a seed, stay in [0, 1) and spread evenly over ten bins to 10 %', () => {
    const [random, again] = [createRandom(5), createRandom(5)];
    const bins = new Int32Array(10);
    for (let at = 0; at < 20_000; at += 1) {
      const value = random();
      expect(value).toBe(again());
      bins[Math.floor(value * 10)]! += 1;
    }
    for (const count of bins) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  it('shuffle keeps every item', () => {
    const random = createRandom(5);
    expect(
      shuffle(
        random,
        Array.from({ length: 50 }, (_, at) => at),
      ).sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 50 }, (_, at) => at));
    expect(randomInt(random, 1)).toBe(0);
  });
});
