import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { approvalWorkflow } from '../../workflows/approval.workflow';
import {
  approvalStatusQuery,
  approvalWorkflowId,
  approveUpdate,
  rejectUpdate,
  supersededSignal,
  type ApprovalInput,
} from '../../workflows/contracts/approval';
import type { MarkResult } from '../../workflows/contracts/training';
import { nothing } from '../support/fake-activities';
import { aReviewer } from '../support/makers';
import { anApprovalInput } from '../support/training-makers';
import { waitFor } from '../support/wait';
import { BENCH_QUEUE, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

const ADMIN = aReviewer();
const OTHER = aReviewer({ id: '9003', name: 'Kedua' });
const COPIES = [{ bot: 'admin', chatId: 9001, messageId: 7 }] as const;
const MARKED: MarkResult = { wanted: 100, marked: 97, skipped: 3, waiting: 0 };

let bench: WorkflowBench;
let handle: WorkflowHandle<typeof approvalWorkflow> | null = null;

beforeEach(async () => {
  bench = await startWorkflowBench();
  bench.fakes.expect({
    ...{ announceCandidate: nothing, dropCandidate: nothing, editApprovalCards: nothing, post: nothing },
    sendApprovalCards: () => Promise.resolve(COPIES),
    promote: () => Promise.resolve({ former: 'v1' }),
    markTrained: () => Promise.resolve(MARKED),
  });
});
afterEach(async () => {
  await endRun(handle);
  handle = null;
  await bench.close();
  expect(bench.fakes.unexpected()).toEqual([]);
});

async function start(over: Partial<ApprovalInput> = {}): Promise<WorkflowHandle<typeof approvalWorkflow>> {
  const input = anApprovalInput(over);
  handle = await bench.client.workflow.start<typeof approvalWorkflow>('approvalWorkflow', {
    ...{ workflowId: approvalWorkflowId(input.version), taskQueue: BENCH_QUEUE, args: [input] },
  });
  return handle;
}

/** What the cards came to; while nobody has decided they are edited for the agreement alone. */
const shownStates = () =>
  bench.fakes
    .calls('editApprovalCards')
    .map(({ card }) => card.state)
    .filter(({ kind }) => kind !== 'waiting');

test('approved: promoted under the admin’s id, the cards say so, the rows are marked and admins told how many', async () => {
  const run = await start();
  await waitFor(() => bench.fakes.calls('sendApprovalCards').length === 1, { describe: 'the cards are sent' });
  expect(bench.fakes.calls('announceCandidate')).toEqual([
    { version: 'v2', candidate: expect.objectContaining({ runId: 'run-1', figures: expect.any(Object) }) },
  ]);
  expect(bench.fakes.calls('sendApprovalCards')[0]?.card.state).toEqual({ kind: 'waiting' });
  const result = await run.executeUpdate(approveUpdate, { args: [{ by: ADMIN, reason: 'lebih baik' }] });
  expect(result).toMatchObject({
    decided: 'now',
    decision: { kind: 'approved', by: ADMIN, reason: 'lebih baik' },
    promotion: { kind: 'promoted', former: 'v1' },
  });
  const status = await resultOf<typeof approvalWorkflow>(run);
  expect(status).toMatchObject({ version: 'v2', promotion: { kind: 'promoted', former: 'v1' }, marked: MARKED });
  expect(bench.fakes.calls('promote')).toEqual([{ version: 'v2', by: `telegram:${ADMIN.id}`, runId: 'run-1' }]);
  expect(bench.fakes.calls('markTrained')).toEqual([
    { spreadsheetId: 'book', fingerprint: 'f'.repeat(64), markId: 'v2' },
  ]);
  expect(shownStates()).toEqual([{ kind: 'promoted', by: ADMIN.name, reason: 'lebih baik', former: 'v1' }]);
  expect(bench.fakes.calls('editApprovalCards')[0]?.copies).toEqual(COPIES);
  expect(bench.fakes.calls('sendApprovalCards')[0]?.pictureKeys).toEqual([
    'training/reports/run-1/per_class_metrics.png',
    'training/reports/run-1/confusion_matrix.png',
  ]);
  expect(bench.fakes.calls('post')[0]?.item.html).toContain('97 baris');
  expect(bench.fakes.calls('dropCandidate')).toEqual([]);
});

test('rejected: nothing is promoted or marked, the reason is kept', async () => {
  const run = await start();
  const result = await run.executeUpdate(rejectUpdate, { args: [{ by: ADMIN, reason: 'tiga label memburuk' }] });
  expect(result).toMatchObject({ decided: 'now', decision: { kind: 'rejected' }, promotion: null });
  expect(await resultOf<typeof approvalWorkflow>(run)).toMatchObject({
    decision: { kind: 'rejected', by: ADMIN, reason: 'tiga label memburuk' },
    ...{ promotion: null, marked: null },
  });
  expect(bench.fakes.calls('dropCandidate')).toEqual([
    { version: 'v2', because: 'rejected', reason: 'tiga label memburuk' },
  ]);
  expect(bench.fakes.calls('promote')).toEqual([]);
  expect(bench.fakes.calls('markTrained')).toEqual([]);
  expect(shownStates()).toEqual([{ kind: 'rejected', by: ADMIN.name, reason: 'tiga label memburuk' }]);
});

test('the first decision wins; who comes later is told who decided', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ promote: () => held.then(() => ({ former: 'v1' })) });
  const run = await start();
  try {
    const first = run.executeUpdate(approveUpdate, { args: [{ by: ADMIN, reason: null }] });
    const second = (async () => {
      await bench.client.workflow.getHandle(run.workflowId).query(approvalStatusQuery);
      return run.executeUpdate(rejectUpdate, { args: [{ by: OTHER, reason: null }] });
    })();
    release();
    const results = await Promise.all([first, second]);
    expect(results.map(({ decided }) => decided).sort()).toEqual(['before', 'now']);
    const [winner] = results.map(({ decision }) => decision);
    for (const { decision } of results) expect(decision).toEqual(winner);
  } finally {
    release();
  }
  await resultOf(run);
});

test('nobody decides within APPROVAL_DAYS: it expires, at that instant and not before', async () => {
  const run = await start({ approvalDays: 7 });
  const startedMs = Date.parse(await bench.now());
  const status = await resultOf<typeof approvalWorkflow>(run);
  expect(status).toMatchObject({ decision: { kind: 'expired', by: null }, promotion: null });
  const waitedMs = Date.parse(status.decision?.at ?? '') - startedMs;
  expect(waitedMs).toBeGreaterThan(6.99 * 86_400_000);
  expect(waitedMs).toBeLessThan(7.1 * 86_400_000);
  expect(shownStates()).toEqual([{ kind: 'expired' }]);
  expect(bench.fakes.calls('dropCandidate')).toHaveLength(1);
  // After an hour, then each six: the cards show how the candidate answers beside Production.
  const refreshed = bench.fakes.calls('editApprovalCards').filter(({ card }) => card.state.kind === 'waiting');
  expect(refreshed).toHaveLength(1 + Math.floor((7 * 24 - 1) / 6));
});

test('a newer candidate supersedes an undecided one; a malformed word of one is left alone', async () => {
  const run = await start();
  await run.signal(supersededSignal, { newer: 7 } as never);
  await run.signal(supersededSignal, { newer: 'v3' });
  expect(await resultOf<typeof approvalWorkflow>(run)).toMatchObject({
    decision: { kind: 'superseded', newer: 'v3', by: null },
  });
  expect(shownStates()).toEqual([{ kind: 'superseded', newer: 'v3' }]);
  expect(bench.fakes.calls('promote')).toEqual([]);
});

test('a version that cannot be loaded is not promoted: the card says so, no row is marked', async () => {
  bench.fakes.change({
    promote: () => Promise.reject(ApplicationFailure.nonRetryable('damaged', 'ModelArtifact')),
  });
  const run = await start();
  const result = await run.executeUpdate(approveUpdate, { args: [{ by: ADMIN, reason: null }] });
  expect(result.promotion).toEqual({ kind: 'refused', reason: 'ModelArtifact' });
  expect(await resultOf<typeof approvalWorkflow>(run)).toMatchObject({ marked: null });
  expect(shownStates()).toEqual([{ kind: 'refused', by: ADMIN.name }]);
  expect(bench.fakes.calls('markTrained')).toEqual([]);
  expect(bench.fakes.calls('dropCandidate')).toHaveLength(1);
});

test('rows that wait for Google are asked for again an hour later', async () => {
  const answers: MarkResult[] = [{ wanted: 100, marked: 60, skipped: 0, waiting: 40 }, MARKED];
  bench.fakes.change({ markTrained: () => Promise.resolve(answers.shift() ?? MARKED) });
  const run = await start();
  await run.executeUpdate(approveUpdate, { args: [{ by: ADMIN, reason: null }] });
  expect((await resultOf<typeof approvalWorkflow>(run)).marked).toEqual(MARKED);
  expect(bench.fakes.calls('markTrained')).toHaveLength(2);
  expect(bench.fakes.calls('post')).toHaveLength(1);
});

test('neither Telegram nor the marking keeps a version from service', async () => {
  const refused = () => Promise.reject(ApplicationFailure.nonRetryable('no', 'TelegramRefused'));
  bench.fakes.change({
    ...{ sendApprovalCards: refused, editApprovalCards: refused, post: refused },
    markTrained: () => Promise.reject(ApplicationFailure.nonRetryable('gone', 'UnknownSnapshot')),
  });
  const run = await start();
  const result = await run.executeUpdate(approveUpdate, { args: [{ by: ADMIN, reason: null }] });
  expect(result.promotion).toEqual({ kind: 'promoted', former: 'v1' });
  expect(await resultOf<typeof approvalWorkflow>(run)).toMatchObject({ marked: null });
});

test('a request that has not the shape is refused by name and decides nothing', async () => {
  const run = await start();
  const long = 'x'.repeat(501);
  for (const request of [null, {}, { by: { ...ADMIN, kind: 'sheet' }, reason: null }, { by: ADMIN, reason: long }]) {
    const error: unknown = await run
      .executeUpdate(approveUpdate, { args: [request as never] })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
    expect((error as WorkflowUpdateFailedError).cause).toMatchObject({ type: 'InvalidInput' });
  }
  expect((await run.query(approvalStatusQuery)).decision).toBeNull();
  await run.executeUpdate(rejectUpdate, { args: [{ by: ADMIN, reason: null }] });
  await resultOf(run);
});
