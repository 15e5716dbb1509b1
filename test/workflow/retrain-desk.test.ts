import { createRetrainDesk, type RetrainDesk } from '../../temporal/retrain-desk';
import { RETRAIN_WORKFLOW_ID } from '../../workflows/contracts/retrain';
import { nothing } from '../support/fake-activities';
import { aReviewer } from '../support/makers';
import { aSnapshot, anEvaluation } from '../support/training-makers';
import { waitFor } from '../support/wait';
import { BENCH_QUEUE, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

const FITTED = { rows: 96, labels: 2, features: 800, autoThreshold: 0.8 };
const ADMIN = aReviewer();
const request = (requestKey: string) => ({ trials: 0, force: false, by: ADMIN, requestKey });

let bench: WorkflowBench;
let desk: RetrainDesk;
let release: () => void;

beforeEach(async () => {
  bench = await startWorkflowBench();
  const held = new Promise<void>((resolve) => (release = resolve));
  desk = createRetrainDesk({
    ...{ client: bench.client, spreadsheetId: 'book', approvalDays: 7, language: 'id' as const },
    ...{ taskQueue: BENCH_QUEUE, trainingQueue: BENCH_QUEUE },
  });
  bench.fakes.expect({
    takeSnapshot: () => Promise.resolve({ kind: 'taken', snapshot: aSnapshot() }),
    fitHoldOut: () => held.then(() => FITTED),
    evaluate: () => Promise.resolve(anEvaluation()),
    fitFinal: () => Promise.resolve(FITTED),
    registerCandidate: () => Promise.resolve({ version: 'v2' }),
    ...{ discardRun: nothing, showProgress: nothing, post: nothing },
    ...{ announceCandidate: nothing, dropCandidate: nothing, editApprovalCards: nothing },
    sendApprovalCards: () => Promise.resolve([]),
  });
});
afterEach(async () => {
  release();
  await bench.close();
  expect(bench.fakes.unexpected()).toEqual([]);
});

const statusOf = async (workflowId: string) =>
  (await bench.client.workflow.getHandle(workflowId).describe()).status.name;
const isOver = (workflowId: string) =>
  waitFor(async () => (await statusOf(workflowId)) !== 'RUNNING', { describe: `${workflowId} is over` });

test('before any retraining there is nothing to show, to watch, to cancel or to decide', async () => {
  expect(await desk.progress()).toBeNull();
  expect(await desk.watch({ chatId: 1, messageId: 1 })).toBe(false);
  expect(await desk.cancel(null)).toBe(false);
  expect(await desk.approval('v2')).toBeNull();
  expect(await desk.decide('v2', 'approve', { by: ADMIN, reason: null })).toBeNull();
});

test('of two who start at once one runs and the other is told; the same request again is its own', async () => {
  const both = await Promise.all([desk.start(request('a')), desk.start(request('b'))]);
  expect(both.map(({ outcome }) => outcome).sort()).toEqual(['running', 'started']);
  const winner = both[0].outcome === 'started' ? 'a' : 'b';
  expect(await desk.start(request(winner))).toMatchObject({ outcome: 'running', isSame: true });
  expect(await desk.start(request('c'))).toMatchObject({ outcome: 'running', isSame: false });
  release();
  await isOver(RETRAIN_WORKFLOW_ID);
  expect(await desk.progress()).toMatchObject({ requestKey: winner, outcome: { kind: 'candidate', version: 'v2' } });
  expect(await desk.approval('v2')).toMatchObject({ version: 'v2', decision: null });
  expect(await desk.decide('v2', 'reject', { by: ADMIN, reason: 'belum' })).toMatchObject({
    ...{ decided: 'now', decision: { kind: 'rejected', reason: 'belum' } },
  });
  await isOver('approval-v2');
  expect(await desk.decide('v2', 'approve', { by: ADMIN, reason: null })).toBeNull();
  expect(await desk.approval('v2')).toMatchObject({ decision: { kind: 'rejected' } });
});

test('a named run is cancelled, another one is not', async () => {
  await desk.start(request('a'));
  await waitFor(() => bench.fakes.calls('fitHoldOut').length === 1, { describe: 'it trains' });
  expect(await desk.cancel('another-run')).toBe(false);
  const runId = (await desk.progress())?.runId ?? '';
  expect(await desk.watch({ chatId: 9001, messageId: 5 })).toBe(true);
  expect(await desk.cancel(runId)).toBe(true);
  await waitFor(
    async () => {
      const { events } = await bench.client.workflow.getHandle(RETRAIN_WORKFLOW_ID).fetchHistory();
      return (events ?? []).some((event) => event.activityTaskCancelRequestedEventAttributes);
    },
    { describe: 'it is asked to stop' },
  );
  release();
  await isOver(RETRAIN_WORKFLOW_ID);
  expect(await statusOf(RETRAIN_WORKFLOW_ID)).toBe('CANCELLED');
  expect(bench.fakes.calls('registerCandidate')).toEqual([]);
});
