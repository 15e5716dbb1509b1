import type { GeminiClient, GeminiOutcome } from '../../../activities/adapters/gemini-client';
import type { ClassifyDeps } from '../../../activities/classify';
import { createCascade, createClassifyActivities } from '../../../activities/classify';
import type { ServedModel } from '../../../activities/model-server';
import { NINE } from '../../support/makers';

const LABELS = ['KENDALA LOGIN', 'USER NOT FOUND'];

/** A model that says KENDALA LOGIN with that confidence; its own threshold is 0.62. */
function aModel(confidence: number): ServedModel {
  const top = [{ label: 'KENDALA LOGIN', confidence }];
  return {
    version: 'v7',
    classifier: { labels: LABELS, predict: () => ({ label: 'KENDALA LOGIN', confidence, top, cut: false }) },
    manifest: { calibration: { autoThreshold: 0.62 } },
  } as unknown as ServedModel;
}

function aCascade(
  confidence: number | null,
  outcome: GeminiOutcome | null = null,
  thresholds: ClassifyDeps['thresholds'] = { auto: null, cascade: null },
) {
  const asked: Parameters<GeminiClient['ask']>[0][] = [];
  const kept: object[] = [];
  const told: object[] = [];
  const ask = (question: Parameters<GeminiClient['ask']>[0]): Promise<GeminiOutcome> => {
    asked.push(question);
    return outcome ? Promise.resolve(outcome) : Promise.reject(new Error('Gemini was not expected to be asked'));
  };
  const { classify } = createCascade({
    models: { current: () => (confidence === null ? null : aModel(confidence)) },
    gemini: { ask },
    thresholds,
    now: () => new Date(NINE),
    onAnswer: (answer) => told.push(answer),
    keepTeacherAnswer: (answer) => kept.push(answer),
  });
  return { classify, asked, kept, told };
}

const said = (label: string, confidence: number, reasoning = 'karena'): GeminiOutcome => ({
  ...{ kind: 'answer', label, confidence, reasoning },
});
const TICKET = { problem: 'nama: Budi gagal login', solving: 'hub 081234567890' };

test('at the model’s own threshold LightGBM’s answer stands and Gemini is not asked', async () => {
  const { classify, asked, told } = aCascade(0.62);
  const answer = await classify(TICKET);
  expect(answer).toMatchObject({
    ...{ label: 'KENDALA LOGIN', status: 'AUTO', source: 'lightgbm', rule: 'lightgbm-alone' },
    ...{ gemini: null, geminiFailure: null, geminiReasoning: null, autoThreshold: 0.62, modelVersion: 'v7' },
  });
  expect(asked).toEqual([]);
  expect(told).toEqual([answer]);
});

test('agreement keeps both labels, both confidences, the rule and Gemini’s words, and needs 0.75', async () => {
  const answer = await aCascade(0.5, said('KENDALA LOGIN', 0.8)).classify(TICKET);
  expect(answer).toMatchObject({
    ...{ label: 'KENDALA LOGIN', source: 'hybrid', rule: 'agreement', status: 'REVIEW' },
    lightgbm: { label: 'KENDALA LOGIN', confidence: 0.5 },
    gemini: { label: 'KENDALA LOGIN', confidence: 0.8 },
    geminiReasoning: 'karena',
  });
  expect(answer.confidence).toBeCloseTo(0.715);
  expect((await aCascade(0.6, said('KENDALA LOGIN', 0.9)).classify(TICKET)).status).toBe('AUTO');
});

test('disagreement gives Gemini’s label with g·g/(g+l)', async () => {
  const answer = await aCascade(0.3, said('USER NOT FOUND', 0.9)).classify(TICKET);
  expect(answer).toMatchObject({ label: 'USER NOT FOUND', source: 'gemini', rule: 'disagreement', status: 'REVIEW' });
  expect(answer.confidence).toBeCloseTo(0.675);
});

test('a threshold of the operator’s holds for every source', async () => {
  const thresholds = { auto: 0.6, cascade: 0.4 };
  expect((await aCascade(0.3, said('USER NOT FOUND', 0.9), thresholds).classify(TICKET)).status).toBe('AUTO');
  expect((await aCascade(0.4, null, thresholds).classify(TICKET)).rule).toBe('lightgbm-alone');
});

test('an answer of 0.5 is dropped, but kept among the reasons and as training data', async () => {
  const { classify, kept } = aCascade(0.3, said('USER NOT FOUND', 0.5));
  expect(await classify(TICKET)).toMatchObject({
    ...{ label: 'KENDALA LOGIN', confidence: 0.3, source: 'lightgbm', rule: 'gemini-dropped' },
    gemini: { label: 'USER NOT FOUND', confidence: 0.5 },
  });
  expect(kept).toHaveLength(1);
});

test.each([
  ['quota', { kind: 'failed', failure: 'quota' }],
  ['paused', { kind: 'failed', failure: 'paused' }],
  ['not-json', { kind: 'refused', reason: 'not-json' }],
] as const)('with Gemini %s LightGBM’s answer stands, and the reason is told', async (name, outcome) => {
  const { classify, kept } = aCascade(0.3, outcome);
  expect(await classify(TICKET)).toMatchObject({
    ...{ label: 'KENDALA LOGIN', source: 'lightgbm', rule: 'lightgbm-alone', gemini: null, geminiFailure: name },
  });
  expect(kept).toEqual([]);
});

test('the teacher’s answer is kept with personal data masked', async () => {
  const { classify, kept } = aCascade(0.3, said('USER NOT FOUND', 0.9));
  await classify(TICKET);
  expect(kept).toEqual([
    {
      ...{ problem: 'nama: [NAMA] gagal login', solving: 'hub [TELEPON]' },
      ...{ label: 'USER NOT FOUND', confidence: 0.9, modelVersion: 'v7', at: NINE },
    },
  ]);
});

test('without a model there is no label, and Gemini is not asked', async () => {
  const { classify, asked } = aCascade(null);
  expect(await classify(TICKET)).toMatchObject({ label: null, rule: 'no-model', status: 'REVIEW', confidence: 0 });
  expect(asked).toEqual([]);
});

test('whether a label is known is the label desk’s to say', async () => {
  const activities = createClassifyActivities({
    models: { current: () => null },
    gemini: null,
    thresholds: { auto: null, cascade: null },
    now: () => new Date(NINE),
    labels: { find: (label) => Promise.resolve(label === 'baru' ? 'KENDALA BARU' : null) },
  });
  expect(await activities.knownLabel({ label: 'baru' })).toBe('KENDALA BARU');
  expect(await activities.knownLabel({ label: 'lain' })).toBeNull();
});

test('the candidate gets the text with what the model alone said of it, never what Gemini made of it', async () => {
  const seen: object[] = [];
  const { classify } = createCascade({
    models: { current: () => aModel(0.5) },
    gemini: { ask: () => Promise.resolve(said('USER NOT FOUND', 0.9)) },
    thresholds: { auto: 0.1, cascade: null },
    now: () => new Date(NINE),
    shadow: { observe: (answered) => void seen.push(answered) },
  });
  expect((await classify({ problem: 'gagal login', solving: null })).label).toBe('USER NOT FOUND');
  expect(seen).toEqual([
    {
      text: { problem: 'gagal login', solving: '' },
      version: 'v7',
      // 0.5 is below the model's own threshold, whatever the settings say.
      answer: { label: 'KENDALA LOGIN', isAuto: false },
    },
  ]);
});
