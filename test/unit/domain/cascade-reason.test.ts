import { describeAnswer, reasonsOf } from '../../../domain/cascade-reason';
import { aClassification } from '../../support/makers';

test('an answer of LightGBM alone is told with rule, threshold and model', () => {
  expect(describeAnswer(aClassification({ rule: 'lightgbm-alone' }))).toBe(
    'KENDALA LOGIN 0.93 lightgbm AUTO; lightgbm-alone, AUTO from 0.75; LightGBM KENDALA LOGIN 0.93 (v1)',
  );
});

test('Gemini’s label, confidence and words are told, or why it gave none', () => {
  const gemini = { label: 'USER NOT FOUND', confidence: 0.9 };
  const answer = aClassification({ rule: 'disagreement', gemini, geminiReasoning: 'user baru' });
  expect(describeAnswer(answer)).toMatch(/; Gemini USER NOT FOUND 0\.90 "user baru"$/);
  expect(describeAnswer(aClassification({ geminiFailure: 'quota' }))).toMatch(/; Gemini: quota$/);
});

test('without a label there is a dash', () => {
  const answer = aClassification({ label: null, confidence: 0, lightgbm: null, modelVersion: null });
  expect(describeAnswer(answer)).toMatch(/^- 0\.00 .*LightGBM -$/);
});

test('reasons of an answer recorded before Gemini’s words were kept have none', () => {
  const old = aClassification();
  expect(old).not.toHaveProperty('geminiReasoning');
  expect(reasonsOf(old)?.geminiReasoning).toBeNull();
  expect(reasonsOf(null)).toBeNull();
});
