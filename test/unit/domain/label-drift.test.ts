import { labelShift } from '../../../domain/label-drift';

describe('the population stability index', () => {
  test('of 50/50 against 60/40 is 0.0405', () => {
    // 0.1 · ln(0.6/0.5) − 0.1 · ln(0.4/0.5), worked out by hand.
    expect(labelShift({ A: 50, B: 50 }, { A: 60, B: 40 })?.psi).toBeCloseTo(0.040547, 6);
  });

  test('is 0 for the same shares of more rows', () => {
    expect(labelShift({ A: 5, B: 15 }, { A: 50, B: 150 })).toEqual({ psi: 0, labels: [] });
  });

  test('stays finite where a label is new or gone: a share of 1 in 10,000 stands for none', () => {
    // 2 · (0.5 − 0.0001) · ln(0.5/0.0001).
    expect(labelShift({ A: 1, B: 1 }, { A: 1, C: 1 })?.psi).toBeCloseTo(8.515, 3);
  });

  test('says which labels moved, the furthest first, and of many only ten', () => {
    const before = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`L${at}`, 10]));
    const shift = labelShift(before, { ...before, L3: 40, L5: 20 });
    expect(shift?.labels.slice(0, 2).map(({ label }) => label)).toEqual(['L3', 'L5']);
    expect(shift?.labels).toHaveLength(10);
  });

  test('of nothing there is none', () => {
    expect(labelShift({}, { A: 1 })).toBeNull();
    expect(labelShift({ A: 1 }, {})).toBeNull();
  });
});
