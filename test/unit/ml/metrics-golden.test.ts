import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { confusionMatrix, figuresOf, type LabelFigures, labelFigures } from '../../../ml/metrics';

interface Golden {
  sklearn: string;
  labels: number;
  expected: number[];
  predicted: number[];
  accuracy: number;
  macroF1: number;
  weightedF1: number;
  perLabel: LabelFigures[];
  confusion: number[][];
}

const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/metrics.json'), 'utf8')) as Golden;
const judged = golden.expected.map((expected, at) => ({ expected, predicted: golden.predicted[at]!, confidence: 1 }));

describe(`figures equal scikit-learn ${golden.sklearn} to 1e-12`, () => {
  it('accuracy, macro and weighted F1', () => {
    const figures = figuresOf(judged, golden.labels);
    for (const name of ['accuracy', 'macroF1', 'weightedF1'] as const) {
      expect(Math.abs(figures[name] - golden[name])).toBeLessThan(1e-12);
    }
  });

  it('precision, recall, F1 and support of each label, those without rows or answers too', () => {
    labelFigures(judged, golden.labels).forEach((figures, label) => {
      for (const name of ['precision', 'recall', 'f1', 'support'] as const) {
        expect(Math.abs(figures[name] - golden.perLabel[label]![name])).toBeLessThan(1e-12);
      }
    });
  });

  it('the confusion matrix', () => {
    expect(confusionMatrix(judged, golden.labels).map((row) => [...row])).toEqual(golden.confusion);
  });
});
