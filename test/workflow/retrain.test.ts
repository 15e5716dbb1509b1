import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { approvalWorkflowId, rejectUpdate } from '../../workflows/contracts/approval';
import {
  RETRAIN_WORKFLOW_ID,
  retrainProgressQuery,
  watchProgressSignal,
  type RetrainInput,
  type WeeklyRetrainInput,
} from '../../workflows/contracts/retrain';
import type { TrialInput } from '../../workflows/retrain-ports';
import type { retrainWorkflow } from '../../workflows/retrain.workflow';
import type { weeklyRetrainWorkflow } from '../../workflows/weekly-retrain.workflow';
import { nothing } from '../support/fake-activities';
import { recordIfAsked } from '../support/record-history';
import { aReviewer } from '../support/makers';
import { aRetrainInput, aSnapshot, anEvaluation } from '../support/training-makers';
import { waitFor } from '../support/wait';
import {
  BENCH_QUEUE,
  atRest,
  endRun,
  resultOf,
  startWorkflowBench,
  type WorkflowBench,
} from '../support/workflow-bench';

const FITTED = { rows: 96, labels: 2, features: 800, autoThreshold: 0.8 };
const FIGURES = { accuracy: 0.8, weightedF1: 0.8 };

let bench: WorkflowBench;
let handle: WorkflowHandle<typeof retrainWorkflow> | null = null;

beforeEach(async () => {
  bench = await startWorkflowBench();
  bench.fakes.expect({
    takeSnapshot: () => Promise.resolve({ kind: 'taken', snapshot: aSnapshot() }),
    proposeTrial: ({ trials }) => Promise.resolve({ settings: { c: trials.length + 1 }, trainers: 1 }),
    runTrial: () => Promise.resolve({ means: [0.5], isPruned: false }),
    fitHoldOut: () => Promise.resolve(FITTED),
    evaluate: () => Promise.resolve(anEvaluation()),
    fitFinal: () => Promise.resolve({ ...FITTED, rows: 120 }),
    registerCandidate: () => Promise.resolve({ version: 'v2' }),
    ...{ discardRun: nothing, showProgress: nothing, post: nothing },
    ...{ announceCandidate: nothing, dropCandidate: nothing, editApprovalCards: nothing },
    sendApprovalCards: () => Promise.resolve([]),
  });
});
afterEach(async () => {
  await endRun(handle);
  handle = null;
  await endApproval();
  await bench.close();
  expect(bench.fakes.unexpected()).toEqual([]);
});

async function endApproval(): Promise<void> {
  const approval = bench.client.workflow.getHandle(approvalWorkflowId('v2'));
  const isOpen = await approval.describe().then(
    ({ status }) => status.name === 'RUNNING',
    () => false,
  );
  if (isOpen) await approval.executeUpdate(rejectUpdate, { args: [{ by: aReviewer(), reason: null }] });
  if (isOpen) await atRest(approval);
}

async function start(over: Partial<RetrainInput> = {}): Promise<WorkflowHandle<typeof retrainWorkflow>> {
  handle = await bench.client.workflow.start<typeof retrainWorkflow>('retrainWorkflow', {
    ...{ workflowId: RETRAIN_WORKFLOW_ID, workflowIdConflictPolicy: 'FAIL', taskQueue: BENCH_QUEUE },
    args: [aRetrainInput(over)],
  });
  return handle;
}

async function failureOf(run: WorkflowHandle<typeof retrainWorkflow>): Promise<unknown> {
  await isOver(run);
  const error: unknown = await run.result().catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(WorkflowFailedError);
  return (error as WorkflowFailedError).cause;
}

/** Activities that were asked to stop. */
async function cancelRequests(run: WorkflowHandle): Promise<number> {
  const { events } = await run.fetchHistory();
  return (events ?? []).filter((event) => event.activityTaskCancelRequestedEventAttributes).length;
}

/** Without moving the clock: nothing on the way waits for a timer. */
async function isOver(run: WorkflowHandle): Promise<void> {
  await waitFor(async () => (await run.describe()).status.name !== 'RUNNING', {
    ...{ describe: 'the run is over', timeoutMs: 20_000 },
  });
}

/** An activity that is at work until it is let go. */
function held<T>(answer: () => T) {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  return { call: () => gate.then(answer), release: () => release() };
}

test('from the snapshot to a candidate that waits for people: each step once, in its order', async () => {
  const run = await start();
  const { firstExecutionRunId: runId } = run as unknown as { firstExecutionRunId: string };
  const outcome = await resultOf<typeof retrainWorkflow>(run);
  expect(outcome).toEqual({
    ...{ kind: 'candidate', version: 'v2' },
    candidate: { ...FIGURES, macroF1: expect.closeTo(0.7, 6) },
    production: { accuracy: 0.75, macroF1: 0.65, weightedF1: 0.75 },
  });
  const { fingerprint } = aSnapshot();
  const heldOut = { fingerprint, seed: 42, mode: 'stratified_holdout' };
  const keys = { holdOut: `training/runs/${runId}/hold-out`, final: `training/runs/${runId}/final` };
  expect(bench.fakes.calls('takeSnapshot')).toEqual([{ spreadsheetId: 'book', runId, force: false }]);
  expect(bench.fakes.calls('fitHoldOut')).toEqual([{ ...heldOut, settings: null, modelKey: keys.holdOut }]);
  expect(bench.fakes.calls('evaluate')).toEqual([
    { ...heldOut, candidateKey: keys.holdOut, reportKey: `training/reports/${runId}` },
  ]);
  expect(bench.fakes.calls('fitFinal')).toEqual([{ fingerprint, seed: 42, settings: null, modelKey: keys.final }]);
  expect(bench.fakes.calls('registerCandidate')).toHaveLength(1);
  expect(bench.fakes.calls('discardRun')).toEqual([{ runId }]);
  expect(bench.fakes.calls('runTrial')).toEqual([]);
  const approval = bench.client.workflow.getHandle(approvalWorkflowId('v2'));
  expect((await approval.describe()).status.name).toBe('RUNNING');
  expect(await run.query(retrainProgressQuery)).toMatchObject({ phase: 'over', features: 800, outcome });
});

test('a search tries as many options as asked for and fits with the best; pruned and failed trials do not win', async () => {
  const answers: Record<number, () => Promise<{ means: number[]; isPruned: boolean }>> = {
    1: () => Promise.resolve({ means: [0.4, 0.5], isPruned: false }),
    2: () => Promise.reject(ApplicationFailure.nonRetryable('no rows', 'NoTrainingData')),
    3: () => Promise.resolve({ means: [0.95], isPruned: true }),
    4: () => Promise.resolve({ means: [0.5, 0.6], isPruned: false }),
    5: () => Promise.resolve({ means: [0.3, 0.55], isPruned: false }),
  };
  bench.fakes.change({ runTrial: (input: TrialInput) => (answers[input.number] ?? Promise.reject)() });
  const run = await start({ trials: 5 });
  await resultOf(run);
  expect(bench.fakes.calls('runTrial').map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  expect(bench.fakes.calls('runTrial').at(-1)?.finished).toEqual([
    [0.4, 0.5],
    [0.5, 0.6],
  ]);
  expect(bench.fakes.calls('proposeTrial').at(-1)?.trials).toEqual([
    { settings: { c: 1 }, value: 0.5, isPruned: false },
    { settings: { c: 2 }, value: null, isPruned: false },
    { settings: { c: 3 }, value: 0.95, isPruned: true },
    { settings: { c: 4 }, value: 0.6, isPruned: false },
  ]);
  expect(bench.fakes.calls('fitHoldOut')[0]?.settings).toEqual({ c: 4 });
  expect(bench.fakes.calls('fitFinal')[0]?.settings).toEqual({ c: 4 });
  const { trials } = await run.query(retrainProgressQuery);
  expect(trials).toEqual({ wanted: 5, finished: 5, pruned: 1, failed: 1, best: 0.6 });
});

test('where no trial comes to a figure the fixed options are fitted', async () => {
  bench.fakes.change({ runTrial: () => Promise.resolve({ means: [0.1], isPruned: true }) });
  await resultOf(await start({ trials: 2 }));
  expect(bench.fakes.calls('fitFinal')[0]?.settings).toBeNull();
});

test('three training workers get three trials at a time, and a proposal knows of those that run', async () => {
  const gate = held(() => ({ means: [0.5], isPruned: false }));
  bench.fakes.change({
    proposeTrial: ({ trials }) => Promise.resolve({ settings: { c: trials.length }, trainers: 3 }),
    runTrial: gate.call,
  });
  const run = await start({ trials: 4 });
  try {
    await waitFor(() => bench.fakes.calls('runTrial').length === 3, { describe: 'three trials are at work' });
    expect((await run.query(retrainProgressQuery)).trials).toMatchObject({ wanted: 4, finished: 0, best: null });
    expect(bench.fakes.calls('proposeTrial')).toHaveLength(3);
  } finally {
    gate.release();
  }
  await resultOf(run);
  expect(bench.fakes.calls('runTrial')).toHaveLength(4);
});

test('too little data: nothing is fitted, and it says what is short', async () => {
  const refusal = { reason: 'tooFewReviewed', have: 12, need: 100 } as const;
  bench.fakes.change({ takeSnapshot: () => Promise.resolve({ kind: 'refused', refusal, snapshot: aSnapshot() }) });
  expect(await resultOf<typeof retrainWorkflow>(await start())).toEqual({ kind: 'refused', refusal });
  expect(bench.fakes.calls('fitHoldOut')).toEqual([]);
  expect(bench.fakes.calls('post')).toEqual([]);
});

test('a weekly run that finds too little to train on is told to admins, whom nothing else would tell', async () => {
  const refusal = { reason: 'tooFewReviewed', have: 40, need: 100 } as const;
  bench.fakes.change({
    takeSnapshot: () => Promise.resolve({ kind: 'refused', refusal, snapshot: aSnapshot() }),
    post: nothing,
  });
  const by = { kind: 'schedule', id: 'retrain-weekly', name: 'retrain-weekly' } as const;
  expect(await resultOf<typeof retrainWorkflow>(await start({ by }))).toEqual({ kind: 'refused', refusal });
  const [told] = bench.fakes.calls('post');
  expect(told?.to).toEqual({ role: 'admins' });
  expect(told?.item.html).toMatch(/mingguan tidak dilakukan.*baru 40 dari 100/);
});

test('Sheets is away for hours: the snapshot is tried until it is back, and the run goes on', async () => {
  let tries = 0;
  bench.fakes.change({
    takeSnapshot: () => {
      tries += 1;
      if (tries < 40) return Promise.reject(ApplicationFailure.retryable('503', 'SheetUnavailable'));
      return Promise.resolve({ kind: 'taken', snapshot: aSnapshot() });
    },
  });
  const run = await start();
  await waitFor(() => tries >= 2, { describe: 'it is tried again' });
  for (let hours = 0; tries < 40 && hours < 5; hours += 1) await bench.env.sleep('1 hour');
  expect(await resultOf<typeof retrainWorkflow>(run)).toMatchObject({ kind: 'candidate' });
});

test.each(['takeSnapshot', 'fitHoldOut', 'evaluate', 'fitFinal', 'registerCandidate'] as const)(
  '%s fails for good: admins are told once, own files go, and there is no candidate',
  async (step) => {
    bench.fakes.change({
      [step]: () => Promise.reject(ApplicationFailure.nonRetryable('no <rows>', 'NoTrainingData')),
    });
    const run = await start({ language: 'en' });
    expect(await failureOf(run)).toMatchObject({ cause: { type: 'NoTrainingData' } });
    const [told, ...more] = bench.fakes.calls('post');
    expect(told).toMatchObject({ to: { role: 'admins' }, item: { kind: 'direct' } });
    expect(told?.item.html).toContain('<b>The retraining failed</b> (<code>NoTrainingData</code>): no &lt;rows&gt;');
    expect(more).toEqual([]);
    expect(bench.fakes.calls('discardRun')).toHaveLength(1);
    expect(bench.fakes.calls('announceCandidate')).toEqual([]);
    expect(await run.query(retrainProgressQuery)).toMatchObject({
      outcome: { kind: 'failed', type: 'NoTrainingData' },
    });
  },
);

test('cancelled while it trains: it waits until the training has stopped, deletes its files and registers nothing', async () => {
  const gate = held(() => FITTED);
  bench.fakes.change({ fitHoldOut: gate.call });
  const run = await start();
  try {
    await waitFor(() => bench.fakes.calls('fitHoldOut').length === 1, { describe: 'it trains' });
    await run.cancel();
    await waitFor(async () => (await run.query(retrainProgressQuery)).phase === 'holdOut', {
      describe: 'it still waits',
    });
    expect(bench.fakes.calls('discardRun')).toEqual([]);
  } finally {
    gate.release();
  }
  expect(await failureOf(run)).toBeInstanceOf(CancelledFailure);
  expect((await run.describe()).status.name).toBe('CANCELLED');
  expect(bench.fakes.calls('discardRun')).toHaveLength(1);
  expect(bench.fakes.calls('registerCandidate')).toEqual([]);
  expect(bench.fakes.calls('post')).toEqual([]);
  expect((await run.query(retrainProgressQuery)).outcome).toEqual({ kind: 'cancelled' });
});

test('cancelled during a search, with trials side by side: all of them are waited for', async () => {
  const gate = held(() => ({ means: [0.5], isPruned: false }));
  bench.fakes.change({
    proposeTrial: () => Promise.resolve({ settings: {}, trainers: 2 }),
    runTrial: gate.call,
  });
  const run = await start({ trials: 3 });
  try {
    await waitFor(() => bench.fakes.calls('runTrial').length === 2, { describe: 'two trials are at work' });
    await run.cancel();
    await waitFor(async () => (await cancelRequests(run)) === 2, { describe: 'both are asked to stop' });
  } finally {
    gate.release();
  }
  expect(await failureOf(run)).toBeInstanceOf(CancelledFailure);
  expect(bench.fakes.calls('runTrial')).toHaveLength(2);
  expect(bench.fakes.calls('discardRun')).toHaveLength(1);
});

test('messages that show the progress are watched by one activity, which is waited for at the end', async () => {
  const fit = held(() => FITTED);
  const show = held(() => undefined);
  bench.fakes.change({ fitHoldOut: fit.call, showProgress: show.call });
  const run = await start();
  try {
    await run.signal(watchProgressSignal, { chatId: 'x' } as never);
    await run.signal(watchProgressSignal, { chatId: 9001, messageId: 5 });
    await run.signal(watchProgressSignal, { chatId: 9001, messageId: 6 });
    await run.signal(watchProgressSignal, { chatId: 9001, messageId: 5 });
    await waitFor(() => bench.fakes.calls('showProgress').length === 1, { describe: 'it is shown' });
    expect((await run.query(retrainProgressQuery)).watchers.map(({ messageId }) => messageId)).toEqual([6, 5]);
    fit.release();
    await waitFor(async () => (await run.query(retrainProgressQuery)).phase === 'over', {
      describe: 'the run is over',
    });
    expect((await run.describe()).status.name).toBe('RUNNING');
  } finally {
    fit.release();
    show.release();
  }
  await resultOf(run);
  expect(bench.fakes.calls('showProgress')).toHaveLength(1);
});

test.each([-1, 201, 1.5])('%p trials are refused by name', async (trials) => {
  const cause = await failureOf(await start({ trials }));
  expect(cause).toMatchObject({ type: 'InvalidInput' });
});

describe('the weekly run', () => {
  const weekly = async () => {
    const input: WeeklyRetrainInput = aRetrainInput();
    const run = await bench.client.workflow.start<typeof weeklyRetrainWorkflow>('weeklyRetrainWorkflow', {
      ...{ workflowId: 'retrain-weekly', taskQueue: BENCH_QUEUE, args: [input] },
    });
    await isOver(run);
    await recordIfAsked(run, { part: 'weekly' });
    return run.result();
  };

  test('starts a retraining and is over; the retraining goes on by itself', async () => {
    expect(await weekly()).toEqual({ outcome: 'started' });
    handle = bench.client.workflow.getHandle<typeof retrainWorkflow>(RETRAIN_WORKFLOW_ID);
    await isOver(handle);
    expect(await handle.query(retrainProgressQuery)).toMatchObject({
      ...{ by: { kind: 'schedule' }, outcome: { kind: 'candidate' } },
    });
  });

  test('is skipped where one runs, and so is anybody else who starts one', async () => {
    const gate = held(() => FITTED);
    bench.fakes.change({ fitHoldOut: gate.call });
    const running = await start();
    try {
      await waitFor(() => bench.fakes.calls('fitHoldOut').length === 1, { describe: 'one trains' });
      expect(await weekly()).toEqual({ outcome: 'skipped' });
      await expect(start()).rejects.toMatchObject({ name: 'WorkflowExecutionAlreadyStartedError' });
    } finally {
      gate.release();
    }
    handle = running;
    await resultOf(running);
    expect(bench.fakes.calls('takeSnapshot')).toHaveLength(1);
  });
});
