import { SYMPTOM_LABELS } from '../../../domain/labels';
import { modelText } from '../../../domain/text';
import { demoExamples } from '../../../ml/demo/examples';

const rows = demoExamples(42);

describe('generated examples', () => {
  it('cover the 35 labels in use with 25 to 60 rows each', () => {
    const counts = new Map(SYMPTOM_LABELS.map((label) => [label, rows.filter((row) => row.label === label).length]));
    expect(new Set(rows.map((row) => row.label))).toEqual(new Set(SYMPTOM_LABELS));
    for (const count of counts.values()) {
      expect(count).toBeGreaterThanOrEqual(25);
      expect(count).toBeLessThanOrEqual(60);
    }
  });

  it('are the same for a seed, and others for another', () => {
    expect(demoExamples(42)).toEqual(rows);
    expect(demoExamples(43)).not.toEqual(rows);
  });

  it('leave no choice and no blank of a template open, and all hold a word', () => {
    for (const { problem, solving } of rows) {
      expect(`${problem} ${solving}`).not.toMatch(/[{}|]/);
      expect(modelText({ problem, solving }).text).not.toBe('');
    }
  });

  it('have a solving in two thirds to four fifths of the rows', () => {
    const share = rows.filter((row) => row.solving !== '').length / rows.length;
    expect(share).toBeGreaterThan(2 / 3);
    expect(share).toBeLessThan(4 / 5);
  });
});
