import { OncekError } from '../../../domain/errors';
import { aClassification } from '../../support/makers';
import { waitFor } from '../../support/wait';
import { aModel, expectProblem, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const key = KEYS.read;
const body = { tech_raw_text: 'moban tidak bisa login', solving: 'sudah direset' };

test('an answer has the figures of the cascade and says where the model comes from', async () => {
  const asked: unknown[] = [];
  const { call } = await startTestApi({
    classify: (input) => {
      asked.push(input);
      const gemini = { label: 'KENDALA LOGIN', confidence: 0.8 };
      return Promise.resolve(aClassification({ source: 'hybrid', gemini, modelVersion: 'v7', cut: true }));
    },
  });
  const answer = await call('POST', '/api/predict', { key, body });
  expect(answer.status).toBe(200);
  expect(asked).toEqual([{ problem: 'moban tidak bisa login', solving: 'sudah direset' }]);
  expect(answer.json).toEqual({
    predicted_symtomps: 'KENDALA LOGIN',
    ml_confidence: 0.93,
    prediction_status: 'AUTO',
    inference_time_ms: 1,
    source: 'hybrid',
    gemini_label: 'KENDALA LOGIN',
    gemini_confidence: 0.8,
    model_version: 'v7',
    model_origin: 'generated',
    top: aClassification().top,
    text_cut: true,
  });
});

test('a batch answers in the order of its items, each with the origin, at most 8 of them under way at once', async () => {
  let underWay = 0;
  let most = 0;
  const release: (() => void)[] = [];
  const { call } = await startTestApi({
    models: { current: () => aModel('data') },
    classify: async ({ problem }) => {
      most = Math.max(most, ++underWay);
      await new Promise<void>((resolve) => void release.push(resolve));
      underWay--;
      return aClassification({ label: problem });
    },
  });
  const items = Array.from({ length: 100 }, (_, index) => ({ tech_raw_text: `teks ${index}` }));
  const sent = call('POST', '/api/predict/batch', { key, body: { items } });
  let done = 0;
  while (done < 100) {
    await waitFor(() => Promise.resolve(release.length > 0), { describe: 'the next call of the cascade' });
    // The latest first, so that they end out of order.
    release.pop()?.();
    done++;
  }
  const { status, json } = await sent;
  expect(status).toBe(200);
  expect(json.results).toEqual(
    items.map((item): unknown =>
      expect.objectContaining({ predicted_symtomps: item.tech_raw_text, model_origin: 'data' }),
    ),
  );
  expect(json.total_time_ms).toBeGreaterThan(0);
  expect(most).toBe(8);
});

test('a failing item fails the batch without a word of its cause', async () => {
  const { call, log } = await startTestApi({
    classify: () => Promise.reject(new Error('secret of the inside')),
  });
  const items = Array.from({ length: 100 }, () => ({ tech_raw_text: 'x' }));
  const answer = await call('POST', '/api/predict/batch', { key, body: { items } });
  expectProblem(answer, 500, 'Internal', /trace id/);
  expect(answer.text).not.toContain('secret');
  expect(log.lines).toHaveLength(1);
  expect(log.lines[0]!.fields.traceId).toBe(answer.json.instance);
});

test.each([
  ['none was promoted', null, /none was promoted yet/],
  ['it is damaged', new Error('/srv/models/v3/linear.bin is damaged'), /cannot be loaded, and the log says why/],
])('no model in service because %s: 503 with the reason, without names of files', async (_why, error, detail) => {
  const { call } = await startTestApi({ models: { current: () => null, lastError: () => error } });
  for (const [path, sent] of [
    ['/api/predict', body],
    ['/api/predict/batch', { items: [body] }],
  ] as const) {
    const answer = await call('POST', path, { key, body: sent });
    expectProblem(answer, 503, 'ModelNotLoaded', detail);
    expect(answer.text).not.toContain('/srv');
  }
});

describe('model info', () => {
  test('of the demo model says generated, beside its figures', async () => {
    const { call } = await startTestApi();
    const { json } = await call('GET', '/api/model/info', { key });
    expect(json).toEqual({
      version: 'v7',
      is_loaded: true,
      num_classes: 2,
      classes: ['KENDALA LOGIN', 'USER AUTH FAILED'],
      thresholds: { AUTO: 0.62, REVIEW: 0.62, cascade: 0.62 },
      loaded_stage: 'Production',
      model_run_id: null,
      gemini_enabled: true,
      model_origin: 'generated',
      note: 'made up',
      training_samples: 390,
      training_accuracy: 0.91,
      training_f1_macro: 0.88,
      trained_at: '2031-03-03T02:00:00.000Z',
    });
  });

  test('without a model says so', async () => {
    const { call } = await startTestApi({ models: { current: () => null } });
    const { status, json } = await call('GET', '/api/model/info', { key });
    expect(status).toBe(200);
    expect(json).toMatchObject({ is_loaded: false, version: null, num_classes: 0, model_origin: null });
  });
});

describe('model reload', () => {
  test.each([
    ['v6', 'v7', true, /new version serves/],
    ['v7', 'v7', true, /already/],
    [null, null, false, /no version is promoted/],
  ])('from %s to %s', async (oldVersion, newVersion, success, message) => {
    const { call } = await startTestApi({ models: { reload: () => Promise.resolve({ oldVersion, newVersion }) } });
    const { status, json } = await call('POST', '/api/model/reload', { body: { stage: 'Production' } });
    expect(status).toBe(200);
    expect(json).toMatchObject({ success, old_version: oldVersion, new_version: newVersion });
    expect(json.message).toMatch(message);
  });

  test('another stage is refused, not silently taken for Production', async () => {
    const { call } = await startTestApi();
    const answer = await call('POST', '/api/model/reload', { body: { stage: 'Staging' } });
    expectProblem(answer, 400, 'InvalidInput', /^stage: only Production is served$/);
  });

  test('a damaged version is 503, and the file’s name stays inside', async () => {
    const failure = new OncekError('ModelArtifact', '/srv/models/production.json is damaged');
    const { call } = await startTestApi({ models: { reload: () => Promise.reject(failure) } });
    const answer = await call('POST', '/api/model/reload');
    expectProblem(answer, 503, 'ModelArtifact', /serves on/);
    expect(answer.text).not.toContain('/srv');
  });
});
