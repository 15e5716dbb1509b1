import type { TrainingRow } from '../../../domain/training-rows';
import { expectProblem, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const source = (worksheet: 'Logs' | 'ML_Tracking', key: string, isToMark = false) => ({
  ...{ spreadsheetId: 'demo', worksheet, key, rowHash: `hash-${key}`, isReviewed: isToMark, isToMark },
});
const ROWS: TrainingRow[] = [
  {
    problem: 'login gagal',
    solving: 'reset',
    label: 'A',
    origin: 'person',
    weight: 1,
    sources: [source('ML_Tracking', '1', true)],
  },
  { problem: 'app error', solving: '', label: 'B', origin: 'logs', weight: 1, sources: [source('Logs', 'no-key:ab')] },
  { problem: 'dari gemini', solving: '', label: 'B', origin: 'teacher', weight: 0.5, sources: [] },
];
const SNAPSHOT = { fingerprint: 'f'.repeat(64), takenAt: '2031-03-03T02:00:00.000Z', mark: { rows: 1, token: 'now' } };
const trainingSet = () => Promise.resolve({ set: { rows: ROWS }, snapshot: SNAPSHOT } as never);

test('training/data has the rows of both worksheets apart, Gemini’s answers in neither', async () => {
  const { call } = await startTestApi({ rows: { trainingSet } });
  const { json } = await call('GET', '/api/data/training/data', { key: KEYS.read });
  expect(json).toEqual({
    logs_data: [{ tech_message_id: null, tech_raw_text: 'app error', solving: '', symtomps: 'B' }],
    tracking_data: [
      { tech_message_id: '1', tech_raw_text: 'login gagal', solving: 'reset', symtomps: 'A', origin: 'person' },
    ],
    ...{ total_samples: 2, dataset_fingerprint: SNAPSHOT.fingerprint, mark_token: 'now' },
    ...{ snapshot_generated_at: SNAPSHOT.takenAt, mark_candidates_count: 1 },
  });
});

describe('training/mark', () => {
  test('marks the rows that the token stands for', async () => {
    const marked: unknown[] = [];
    const { call } = await startTestApi({
      rows: {
        trainingSet,
        markTrained: (marking) => {
          marked.push(marking);
          return Promise.resolve({ wanted: 1, marked: 1, skipped: 0, waiting: 0 });
        },
      },
    });
    const answer = await call('POST', '/api/data/training/mark', { body: { mark_token: 'now' } });
    expect([answer.status, answer.json]).toEqual([
      200,
      { success: true, marked_count: 1, token_matched: true, current_mark_token: 'now', queued: 0 },
    ]);
    expect(marked).toEqual([{ markId: 'api:now', rows: [source('ML_Tracking', '1', true)] }]);
  });

  test('a stale token is 409 with the current one, and nothing is marked', async () => {
    const { call } = await startTestApi({ rows: { trainingSet } });
    const answer = await call('POST', '/api/data/training/mark', { body: { mark_token: 'before' } });
    expectProblem(answer, 409, 'StaleToken', /read .*training\/data again/);
    expect(answer.json).toMatchObject({
      success: false,
      marked_count: 0,
      token_matched: false,
      current_mark_token: 'now',
    });
  });
});

test.each([
  ['nothing waits', { pending: 0, blocked: null, oldestPendingSince: null }, 'empty'],
  ['rows wait', { pending: 3, blocked: null, oldestPendingSince: '2031-03-03T02:00:00.000Z' }, 'writing'],
  ['the sheet is closed', { pending: 3, blocked: 'denied', oldestPendingSince: null }, 'blocked'],
])('queue/status: %s', async (_what, ledger, status) => {
  const { call } = await startTestApi({ temporal: { ledger: () => ledger } });
  const { json } = await call('GET', '/api/data/queue/status', { key: KEYS.read });
  expect(json).toEqual({ queue_size: ledger.pending, oldest_item_at: ledger.oldestPendingSince, status });
});

test.each([
  ['AUTO', 'auto_approved', { kind: 'written', row: 5 }, 200, { success: true, queued: false }],
  ['REVIEW', 'pending', { kind: 'queued' }, 202, { success: false, queued: true }],
] as const)('tracking/log with %s writes %s', async (prediction_status, review, result, status, told) => {
  const wishes: unknown[] = [];
  const { call } = await startTestApi({ rows: { write: (wish) => (wishes.push(wish), Promise.resolve(result)) } });
  const body = {
    ...{ tech_message_id: 42, tech_raw_text: 'login gagal', predicted_symtomps: 'KENDALA LOGIN', prediction_status },
    ...{ ml_confidence: 0.81234567, chat: 1 },
  };
  const answer = await call('POST', '/api/data/tracking/log', { key: KEYS.write, body });
  expect([answer.status, answer.json]).toEqual([status, told]);
  expect(wishes).toEqual([
    {
      ...{ worksheet: 'ML_Tracking', key: '42' },
      cells: ['42', 'login gagal', null, 'KENDALA LOGIN', 0.8123, review, '2031-03-03 09:00:00', 'lightgbm'],
    },
  ]);
});
