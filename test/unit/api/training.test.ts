import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApprovalDecision, ApprovalStatus } from '../../../workflows/contracts/approval';
import type { RetrainProgress } from '../../../workflows/contracts/retrain';
import { aReviewer, NINE } from '../../support/makers';
import { expectProblem, serviceError, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const RUN: RetrainProgress = {
  ...{ runId: 'run-1', requestKey: 'k', by: aReviewer(), startedAt: NINE, phase: 'trials', phaseStartedAt: NINE },
  ...{ data: { rows: 120, labels: 4 }, features: null, outcome: null, watchers: [] },
  trials: { wanted: 20, finished: 5, pruned: 2, failed: 1, best: 0.61 },
};
const figures = { accuracy: 0.8, macroF1: 0.7, weightedF1: 0.8 };

test.each([
  [undefined, 0, false],
  [{ tune_trials: 50 }, 0, false],
  [{ tune: true, force: true }, 20, true],
  [{ tune: true, tune_trials: 200, something: 'else' }, 200, false],
])('train with %p searches %p trials, forced: %p', async (body, trials, force) => {
  const asked: unknown[] = [];
  const start = (request: unknown) => Promise.resolve(asked.push(request)).then(() => started);
  const started = { outcome: 'started', runId: 'run-1' } as const;
  const { call } = await startTestApi({ retrain: { start } });
  const { status, json } = await call('POST', '/api/training/train', { body });
  expect([status, json.success, json.run_id, json.params.tune_trials]).toEqual([200, true, 'run-1', trials]);
  expect(asked).toMatchObject([{ trials, force, by: { kind: 'api' }, requestKey: expect.stringMatching(/^api:/) }]);
});

test('while another one runs nothing is started, and that one is named', async () => {
  const start = () => Promise.resolve({ outcome: 'running', isSame: false, progress: RUN } as const);
  const { call } = await startTestApi({ retrain: { start } });
  const { json } = await call('POST', '/api/training/train');
  expect(json).toMatchObject({ success: false, status: 'running', run_id: 'run-1' });
});

test.each([
  [{}, 'stratified_holdout'],
  [{ mode: 'random_holdout' }, 'random_holdout'],
] as const)('train with %p holds rows out as %s', async (body, mode) => {
  const asked: unknown[] = [];
  const started = { outcome: 'started', runId: 'run-1' } as const;
  const start = (request: unknown) => Promise.resolve(asked.push(request)).then(() => started);
  const { call } = await startTestApi({ retrain: { start } });
  expect((await call('POST', '/api/training/train', { body })).json.params.mode).toBe(mode);
  expect(asked).toMatchObject([{ mode }]);
});

test.each([{ mode: 'none' }, { tune_trials: 201 }, { tune_trials: 0 }, { force: 'yes' }])(
  'train refuses %p',
  async (body) => {
    const { call } = await startTestApi();
    expect((await call('POST', '/api/training/train', { body })).status).toBe(400);
  },
);

test.each<[string, RetrainProgress | null, object]>([
  ['no run', null, { status: 'idle', last_result: null, progress: null }],
  [
    'a run at work',
    RUN,
    {
      status: 'running',
      last_trained: null,
      progress: { phase: 'trials', rows: 120, trials: { best_f1_macro: 0.61 } },
    },
  ],
  [
    'one that made a candidate',
    { ...RUN, outcome: { kind: 'candidate', version: 'v2', candidate: figures, production: null } },
    {
      ...{ status: 'completed', last_trained: NINE },
      last_result: { outcome: 'candidate', version: 'v2', f1_macro: 0.7, production_f1_macro: null },
    },
  ],
  [
    'one with too little to train on',
    { ...RUN, outcome: { kind: 'refused', refusal: { reason: 'tooFewRows', have: 10, need: 50 } } },
    { status: 'failed', last_result: { outcome: 'refused', reason: 'tooFewRows: 10 of 50' } },
  ],
  [
    'one that failed',
    { ...RUN, outcome: { kind: 'failed', type: 'UnknownSnapshot', message: '/data/x' } },
    { status: 'failed', last_result: { reason: 'UnknownSnapshot' } },
  ],
])('status of %s', async (_what, progress, expected) => {
  const { call } = await startTestApi({ retrain: { progress: () => Promise.resolve(progress) } });
  const { json, text } = await call('GET', '/api/training/status');
  expect(json).toMatchObject(expected);
  expect(text).not.toContain('/data/x');
});

test('while a fit is at work its own word tells share and time left; after the end it is not asked for', async () => {
  const asked: string[] = [];
  // Half of the fit for the figures, 20 minutes after the start: 24.5 of 100, so another 61.6 minutes.
  const startedAt = new Date(Date.now() - 20 * 60_000).toISOString();
  const trials = { wanted: 0, finished: 0, pruned: 0, failed: 0, best: null };
  let run: RetrainProgress = { ...RUN, trials, phase: 'holdOut', startedAt, phaseStartedAt: startedAt };
  const step = (runId: string) => Promise.resolve(asked.push(runId)).then(() => 0.5);
  const { call } = await startTestApi({ retrain: { progress: () => Promise.resolve(run), step } });
  const { json } = await call('GET', '/api/training/status');
  expect(json.progress.share_done).toBeCloseTo(0.245, 6);
  expect(json.progress.eta_seconds / 60).toBeCloseTo((20 * 75.5) / 24.5, 0);
  run = { ...run, phase: 'over', outcome: { kind: 'cancelled' } };
  const over = await call('GET', '/api/training/status');
  expect(over.json.progress).toMatchObject({ share_done: 1, eta_seconds: null });
  expect(asked).toEqual(['run-1']);
});

test('runs: the newest first, with rows and classes', async () => {
  const run = (runId: string) => ({ runId, fingerprint: 'f', takenAt: NINE, labels: { a: 30, b: 12 } });
  const { call } = await startTestApi({ trainingRuns: () => Promise.resolve([run('run-1'), run('run-2')]) });
  const { json } = await call('GET', '/api/training/runs');
  expect(json.items).toEqual(
    ['run-2', 'run-1'].map((id) => ({
      ...{ run_id: id, dataset_fingerprint: 'f', taken_at: NINE, rows: 42, classes: 2 },
    })),
  );
});

test('cancel names the run, or whichever runs', async () => {
  const asked: unknown[] = [];
  const cancel = (runId: string | null) => Promise.resolve(asked.push(runId) === 1);
  const { call } = await startTestApi({ retrain: { cancel } });
  const named = await call('POST', '/api/training/cancel', { body: { run_id: 'run-1' } });
  const any = await call('POST', '/api/training/cancel');
  expect([named.json, any.json, asked]).toEqual([{ success: true }, { success: false }, ['run-1', null]]);
});

describe('by the id of the run', () => {
  const decided = { decided: 'now', decision: { kind: 'rejected', by: null, reason: null, at: NINE, newer: null } };

  test('cancel ends that run', async () => {
    const asked: unknown[] = [];
    const cancel = (run: string | null) => Promise.resolve(asked.push(run) > 0);
    const { call } = await startTestApi({ retrain: { cancel } });
    expect((await call('POST', '/api/training/run-1/cancel')).json).toEqual({ success: true });
    expect(asked).toEqual(['run-1']);
  });

  test('the candidate of the run is decided; a version is taken for itself', async () => {
    const asked: unknown[] = [];
    const progress = { runId: 'run-1', outcome: { kind: 'candidate', version: 'v4' } };
    const { call } = await startTestApi({
      retrain: {
        progress: () => Promise.resolve(progress as never),
        decide: (version) => (asked.push(version), Promise.resolve({ ...decided, promotion: null } as never)),
      },
    });
    expect((await call('POST', '/api/training/run-1/reject')).json).toMatchObject({ success: true, version: 'v4' });
    expect((await call('POST', '/api/training/v3/reject', { body: { reason: 'old' } })).status).toBe(200);
    expect(asked).toEqual(['v4', 'v3']);
  });

  test('run A waits for its decision while B began, failed or was refused: A is decided by the id of its run', async () => {
    const asked: unknown[] = [];
    const made = { version: 'v4', tags: { run_id: 'run-a' } };
    const later = [null, { kind: 'failed' }, { kind: 'refused' }].map((outcome) => ({ runId: 'run-b', outcome }));
    for (const progress of [...later, null]) {
      const { call } = await startTestApi({
        registry: { list: () => Promise.resolve([{ version: 'v5', tags: {} }, made] as never) },
        retrain: {
          progress: () => Promise.resolve(progress as never),
          decide: (version) => (asked.push(version), Promise.resolve({ ...decided, promotion: null } as never)),
        },
      });
      expect((await call('POST', '/api/training/run-a/reject')).json).toMatchObject({ success: true, version: 'v4' });
      expectProblem(await call('POST', '/api/training/run-b/reject'), 404, 'NotFound', /no candidate/);
    }
    expect(asked).toEqual(['v4', 'v4', 'v4', 'v4']);
  });

  test('a run without a candidate is 404, what can be neither is 400', async () => {
    const progress = { runId: 'run-1', outcome: { kind: 'cancelled' } };
    const { call } = await startTestApi({ retrain: { progress: () => Promise.resolve(progress as never) } });
    expectProblem(await call('POST', '/api/training/run-1/approve'), 404, 'NotFound', /no candidate/);
    expect((await call('POST', '/api/training/..%2fv1/approve')).status).toBe(400);
  });
});

describe('approve and reject', () => {
  const decision = (kind: ApprovalDecision['kind']): ApprovalDecision => ({
    ...{ kind, by: aReviewer({ name: 'Damas' }), reason: null, at: NINE, newer: null },
  });

  test('an approval puts the version into service in the name of the key', async () => {
    const asked: unknown[] = [];
    const decide = (...args: unknown[]) =>
      Promise.resolve(asked.push(args)).then(() => ({
        ...{ decided: 'now' as const, decision: decision('approved') },
        promotion: { kind: 'promoted' as const, former: 'v1' },
      }));
    const { call } = await startTestApi({ retrain: { decide } });
    const { json } = await call('POST', '/api/training/approve', { body: { version: 'v2', reason: ' better ' } });
    expect(asked).toMatchObject([['v2', 'approve', { by: { kind: 'api' }, reason: 'better' }]]);
    expect(json).toEqual({
      ...{ success: true, version: 'v2', decided: 'now', decision: 'approved', by: 'Damas' },
      ...{ promoted: true, former_version: 'v1' },
    });
  });

  test('one that was decided otherwise before stays as it is', async () => {
    const over = new WorkflowUpdateFailedError('over', new Error('x'));
    const status = { decision: decision('rejected'), promotion: null } as ApprovalStatus;
    for (const decide of [() => Promise.resolve(null), () => Promise.reject(over)]) {
      const { call } = await startTestApi({ retrain: { decide, approval: () => Promise.resolve(status) } });
      const { json } = await call('POST', '/api/training/approve', { body: { version: 'v2' } });
      expect(json).toMatchObject({ success: false, decided: 'before', decision: 'rejected', promoted: false });
    }
  });

  test('a version that no decision is waited for is 404, a malformed one 400; Temporal away is 503', async () => {
    const none = { decide: () => Promise.resolve(null), approval: () => Promise.resolve(null) };
    const { call } = await startTestApi({ retrain: none });
    const unknown = await call('POST', '/api/training/reject', { body: { version: 'v9' } });
    expectProblem(unknown, 404, 'NotFound', /no decision/);
    expect((await call('POST', '/api/training/reject', { body: { version: '../v1' } })).status).toBe(400);
    expect((await call('POST', '/api/training/reject', { body: {} })).status).toBe(400);
    const away = await startTestApi({ retrain: { decide: () => Promise.reject(serviceError(14)) } });
    expect((await away.call('POST', '/api/training/approve', { body: { version: 'v2' } })).status).toBe(503);
  });
});
