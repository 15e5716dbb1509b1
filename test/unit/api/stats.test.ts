import type { PredictionFigures } from '../../../domain/report';
import { KEYS, serviceError, expectProblem, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const FIGURES: PredictionFigures = {
  ...{ total: 8, avgConfidence: 0.87125, auto: 6, review: 2, pending: 1, reviewed: 5 },
  ...{ approved: 3, corrected: 1, gemini: 1, hybrid: 2 },
};
const SHOWN = {
  ...{ total_predictions: 8, avg_confidence: 87.13, auto_count: 6, review_count: 2, reviewed_count: 5 },
  ...{ pending_count: 1, accuracy: 75, gemini_count: 1, hybrid_count: 2, model_version: 'v7' },
};

test('realtime is of all predictions, with the address of the sheet', async () => {
  const asked: unknown[] = [];
  const predictions = (days: unknown) => (asked.push(days), Promise.resolve(FIGURES));
  const { call } = await startTestApi({ reports: { predictions } });
  const { status, json } = await call('GET', '/api/data/stats/realtime', { key: KEYS.read });
  expect(status).toBe(200);
  expect(json).toEqual({ ...SHOWN, sheet_url: 'https://docs.google.com/spreadsheets/d/demo-2026/edit' });
  expect(asked).toEqual([null]);
});

// The clock of these tests stands at 9 o'clock in Jakarta on the 3rd of March.
test.each([
  ['weekly', '2031-02-25'],
  ['monthly', '2031-02-02'],
])('%s is of whole local days', async (name, from) => {
  const asked: unknown[] = [];
  const predictions = (days: unknown) => (asked.push(days), Promise.resolve(FIGURES));
  const { call } = await startTestApi({ reports: { predictions } });
  const { json } = await call('GET', `/api/data/stats/${name}`, { key: KEYS.read });
  expect(json).toEqual({ ...SHOWN, from, to: '2031-03-03' });
  expect(asked).toMatchObject([{ from, to: '2031-03-03' }]);
});

test('where nothing was predicted, mean and accuracy are null', async () => {
  const none = { ...FIGURES, total: 0, avgConfidence: null, approved: 0, corrected: 0 };
  const { call } = await startTestApi({ reports: { predictions: () => Promise.resolve(none) } });
  const { json } = await call('GET', '/api/data/stats/realtime');
  expect(json).toMatchObject({ total_predictions: 0, avg_confidence: null, accuracy: null });
});

describe('hourly runs the report', () => {
  const row = {
    hour: '2031-03-03 08:00',
    ...{ totalPredictions: 3, avgConfidencePercent: 66.667, autoCount: 2, reviewCount: 1, pendingCount: 1 },
    ...{ reviewedCount: 0, accuracyPercent: null, modelVersion: 'v7' },
  };
  test.each([
    [
      { hour: row.hour, row, filled: 0 },
      200,
      {
        success: true,
        stats: {
          ...{ datetime_hour: row.hour, total_predictions: 3, avg_confidence: 66.67, auto_count: 2, review_count: 1 },
          ...{ pending_count: 1, reviewed_count: 0, accuracy: null, model_version: 'v7' },
        },
        empty: false,
      },
    ],
    [{ hour: row.hour, row: null, filled: 0 }, 200, { success: true, stats: null, empty: true }],
    [null, 202, { success: false, stats: null, empty: false }],
  ])('%j gives %i', async (result, status, answer) => {
    const { call } = await startTestApi({ runReport: () => Promise.resolve(result) });
    const given = await call('POST', '/api/data/stats/hourly', { key: KEYS.write });
    expect([given.status, given.json]).toEqual([status, answer]);
  });

  test('not for a reader, and 503 while Temporal is away', async () => {
    const { call } = await startTestApi({ runReport: () => Promise.reject(serviceError(14)) });
    expect((await call('POST', '/api/data/stats/hourly', { key: KEYS.read })).status).toBe(403);
    expectProblem(await call('POST', '/api/data/stats/hourly'), 503, 'TemporalUnavailable', /./);
  });
});
