import { figuresOfLabels, figuresOfWhole } from '../../../domain/model-figures';

test('each label has recall, precision and F1 under the names that operators know', () => {
  expect(figuresOfLabels([{ label: 'KENDALA LOGIN', precision: 0.9, recall: 0.75, f1: 0.81 }])).toEqual({
    'recall_val__KENDALA LOGIN': 0.75,
    'precision_val__KENDALA LOGIN': 0.9,
    'f1_val__KENDALA LOGIN': 0.81,
  });
});

test('lists show the 9 figures of the whole, those that people look at first in front, and none of 150 labels', () => {
  const labels = Array.from({ length: 150 }, (_, at) => ({ label: `L${at}`, precision: 1, recall: 1, f1: 1 }));
  const whole = {
    ...{ accuracy: 0.8, accuracy_train: 0.95, accuracy_validation: 0.8, auto_precision: 0.97, auto_share: 0.6 },
    ...{ f1_macro: 0.7, f1_weighted: 0.79, n_classes: 150, n_samples: 120 },
  };
  const shown = figuresOfWhole({ ...figuresOfLabels(labels), ...whole });
  expect(Object.entries(shown)).toEqual([
    ...[['f1_macro', 0.7] as const, ['accuracy', 0.8] as const, ['f1_weighted', 0.79] as const],
    ...[['auto_share', 0.6] as const, ['auto_precision', 0.97] as const, ['n_samples', 120] as const],
    ...[['n_classes', 150] as const, ['accuracy_train', 0.95] as const, ['accuracy_validation', 0.8] as const],
  ]);
});
