import { trainingRefusal } from '../../../domain/training-gate';

describe('whether a training set is enough', () => {
  const enough = { rows: 100, reviewed: 100, labels: 2 };

  test.each([
    [enough, false, null],
    [{ ...enough, reviewed: 99 }, false, 'tooFewReviewed'],
    [{ ...enough, reviewed: 0 }, true, null],
    [{ ...enough, rows: 50, reviewed: 50 }, true, null],
    [{ ...enough, rows: 49, reviewed: 49 }, true, 'tooFewRows'],
    [{ ...enough, labels: 1 }, true, 'oneLabel'],
    [{ rows: 0, reviewed: 0, labels: 0 }, true, 'nothingUsable'],
  ])('%p, forced %p: %p', (set, force, reason) => {
    expect(trainingRefusal(set, force)?.reason ?? null).toBe(reason);
  });

  test('says how many there are and how many it takes', () => {
    expect(trainingRefusal({ ...enough, reviewed: 99 }, false)).toEqual({
      reason: 'tooFewReviewed',
      have: 99,
      need: 100,
    });
  });
});
