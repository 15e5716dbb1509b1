import type { Judged } from '../../../ml/metrics';
import { wilsonLower } from '../../../domain/wilson';
import { chooseThreshold } from '../../../ml/threshold';

function answers(right: number, wrong: number, confidence: number): Judged[] {
  return Array.from({ length: right + wrong }, (_, at) => ({ expected: 0, predicted: at < right ? 0 : 1, confidence }));
}

describe('auto threshold for a promised precision of 0.95', () => {
  it('lies where the bound still holds: 600 of 600 at 0.9 yes, with 50 of 100 at 0.6 no', () => {
    const threshold = chooseThreshold([...answers(600, 0, 0.9), ...answers(50, 50, 0.6)], 0.95);
    expect(threshold).toEqual({ value: 0.9, basis: 'bound' });
  });

  it('is not taken from a point figure that luck may have made: 19 of 20 right proves no 0.95', () => {
    expect(wilsonLower(19, 20)).toBeLessThan(0.95);
    expect(chooseThreshold(answers(19, 1, 0.8), 0.95)).toEqual({ value: 0.8, basis: 'point' });
  });

  it('is 0.75 where nothing is right often enough, and without rows', () => {
    expect(chooseThreshold(answers(1, 1, 0.9), 0.95)).toEqual({ value: 0.75, basis: 'default' });
    expect(chooseThreshold([], 0.95)).toEqual({ value: 0.75, basis: 'default' });
  });

  it('never lies below 0.5: what is more likely wrong than right waits for a person', () => {
    expect(chooseThreshold(answers(600, 0, 0.2), 0.95)).toEqual({ value: 0.5, basis: 'bound' });
  });

  it('keeps answers of equal confidence together', () => {
    const rows = [...answers(600, 0, 0.9), ...answers(1, 0, 0.7), ...answers(0, 100, 0.7)];
    expect(chooseThreshold(rows, 0.95).value).toBe(0.9);
  });
});
