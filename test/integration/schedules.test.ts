import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { ONCEK_QUEUE, TRAINING_QUEUE } from '../../temporal/queues';
import { createReportRunner } from '../../temporal/report-runner';
import { ensureSchedules } from '../../temporal/schedules';
import { REPORT_ID } from '../../workflows/contracts/report';
import { RETRAIN_SCHEDULE_ID } from '../../workflows/contracts/retrain';
import { SHEET_SYNC_ID } from '../../workflows/contracts/sheet-sync';
import { fakeActivities, type FakeActivities } from '../support/fake-activities';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { aSnapshot } from '../support/training-makers';
import { waitFor } from '../support/wait';
import { workflowCode } from '../support/workflow-code';

let server: DevServer;
let connection: Connection;
let client: Client;

beforeAll(async () => {
  quietRuntime();
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection.close();
  await server.close();
});
afterEach(async () => {
  for (const id of [SHEET_SYNC_ID, REPORT_ID]) await client.schedule.getHandle(id).delete();
});

const NEVER = { weekly: null, approvalDays: 7 };
const describeSync = () => client.schedule.getHandle(SHEET_SYNC_ID).describe();
const ensure = (sheetSyncSeconds: number, spreadsheetId = 'book') =>
  ensureSchedules(client, {
    spreadsheetId,
    sheetSyncSeconds,
    timeZone: 'Asia/Jakarta',
    language: 'id',
    retrain: NEVER,
  });

/** A worker of the schedules' workflows. @returns stops it */
async function startWorker({ activities }: FakeActivities, queues = [ONCEK_QUEUE]): Promise<() => Promise<void>> {
  const native = await NativeConnection.connect({ address: server.address });
  const workflowBundle = await workflowCode();
  const workers = await Promise.all(
    queues.map((taskQueue) => Worker.create({ connection: native, taskQueue, workflowBundle, activities })),
  );
  const running = workers.map((worker) => worker.run());
  return async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    await native.close();
  };
}

test('a second start leaves the schedule as it is, changed settings change it, and a paused one stays paused', async () => {
  await ensure(60);
  const made = await describeSync();
  expect(made.spec.intervals).toEqual([{ every: 60_000, offset: undefined }]);
  expect(made.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 60_000 });
  await client.schedule.getHandle(SHEET_SYNC_ID).pause('looking into it');
  await ensure(60);
  expect((await describeSync()).state).toMatchObject({ paused: true, note: 'looking into it' });
  await ensure(300, 'other');
  const changed = await describeSync();
  expect(changed.spec.intervals).toEqual([{ every: 300_000, offset: undefined }]);
  expect(changed.action).toMatchObject({ workflowType: 'sheetSyncWorkflow', args: [{ spreadsheetId: 'other' }] });
  expect(changed.state).toMatchObject({ paused: true, note: 'looking into it' });
});

test('its runs are syncs of the spreadsheet, and one that goes on keeps the next from starting', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const reading = { rows: 1, changed: 0, removed: 0, edited: 0, keyless: 0, duplicates: 0, untold: 0 };
  const fakes = fakeActivities();
  fakes.expect({ readSheets: () => held.then(() => ({ ...reading, refusedWorksheets: 0 })) });
  const stopWorker = await startWorker(fakes);
  try {
    await ensure(3_600);
    const handle = client.schedule.getHandle(SHEET_SYNC_ID);
    // By itself a trigger would pass over the schedule's own policy.
    await handle.trigger('SKIP');
    await waitFor(() => fakes.calls('readSheets').length === 1, { describe: 'the first run reads' });
    expect(fakes.calls('readSheets')[0]).toEqual({ spreadsheetId: 'book' });
    await handle.trigger('SKIP');
    await waitFor(async () => (await describeSync()).info.numActionsSkippedOverlap === 1, {
      describe: 'the second run is skipped',
    });
    release();
    await waitFor(async () => (await describeSync()).info.runningActions.length === 0, {
      describe: 'the first run has ended',
    });
    expect(fakes.calls('readSheets')).toHaveLength(1);
  } finally {
    release();
    await stopWorker();
  }
});

test('the report runs at two minutes past each local hour, and a triggered run is of the hour before its moment', async () => {
  const fakes = fakeActivities();
  const alerts = { hour: 'x', total: 0, automationShare: 0, reviewShare: 0, avgConfidence: null, pending: 0 };
  fakes.expect({ hourFigures: () => Promise.resolve({ hour: 'x', alerts, rows: [] }) });
  const stopWorker = await startWorker(fakes);
  try {
    await ensure(3_600);
    const handle = client.schedule.getHandle(REPORT_ID);
    const { spec, policies, info } = await handle.describe();
    expect(spec.timezone).toBe('Asia/Jakarta');
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 3_000_000 });
    const [first, second] = info.nextActionTimes;
    expect([first?.getUTCMinutes(), first?.getUTCSeconds()]).toEqual([2, 0]);
    expect((second?.getTime() ?? 0) - (first?.getTime() ?? 0)).toBe(3_600_000);

    await expectSharedRun(fakes);
    const beforeMs = Date.now();
    await handle.trigger('SKIP');
    await waitFor(() => fakes.calls('hourFigures').length === 2, { describe: 'the triggered run asks for figures' });
    const asked = fakes.calls('hourFigures').at(-1);
    const atMs = Date.parse(asked?.at ?? '');
    // The schedule's moment has whole seconds.
    expect(atMs).toBeGreaterThanOrEqual(beforeMs - 1_000);
    expect(atMs).toBeLessThanOrEqual(Date.now());
    await waitFor(async () => (await handle.describe()).info.runningActions.length === 0, {
      describe: 'the triggered run has ended',
    });
    expect(fakes.unexpected()).toEqual([]);
  } finally {
    await stopWorker();
  }
});

test('the weekly retraining is at its day and time by local clocks, begins no second run, and goes with its setting', async () => {
  const settings = {
    spreadsheetId: 'book',
    sheetSyncSeconds: 3_600,
    timeZone: 'Asia/Jakarta',
    language: 'id' as const,
  };
  const weekly = { day: 'SUNDAY', hour: 2, minute: 30 } as const;
  await ensureSchedules(client, { ...settings, retrain: { weekly, approvalDays: 5 } });
  const handle = client.schedule.getHandle(RETRAIN_SCHEDULE_ID);
  const { info, policies, action } = await handle.describe();
  // 02:30 of a Sunday in Jakarta is 19:30 of the Saturday before in UTC.
  const [next] = info.nextActionTimes;
  expect([next?.getUTCDay(), next?.getUTCHours(), next?.getUTCMinutes()]).toEqual([6, 19, 30]);
  expect(policies.overlap).toBe('SKIP');
  expect(action).toMatchObject({
    workflowType: 'weeklyRetrainWorkflow',
    args: [{ spreadsheetId: 'book', trials: 0, force: false, approvalDays: 5, trainingQueue: TRAINING_QUEUE }],
  });
  const fakes = fakeActivities();
  fakes.expect({
    takeSnapshot: () =>
      Promise.resolve({ kind: 'refused', refusal: { reason: 'oneLabel', have: 1, need: 2 }, snapshot: aSnapshot() }),
    discardRun: () => Promise.resolve(),
  });
  const stopWorker = await startWorker(fakes, [ONCEK_QUEUE, TRAINING_QUEUE]);
  try {
    await handle.trigger('SKIP');
    await waitFor(() => fakes.calls('discardRun').length === 1, { describe: 'the retraining has run' });
  } finally {
    await stopWorker();
  }
  await ensureSchedules(client, { ...settings, retrain: NEVER });
  await expect(handle.describe()).rejects.toThrow(/not found|deleted|completed/i);
});

/** Two who ask for a report at the same time get one run's result; one who does not want to wait is told so. */
async function expectSharedRun(fakes: FakeActivities): Promise<void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const alerts = { hour: 'x', total: 0, automationShare: 0, reviewShare: 0, avgConfidence: null, pending: 0 };
  fakes.change({ hourFigures: () => held.then(() => ({ hour: 'x', alerts, rows: [] })) });
  try {
    const run = createReportRunner({ client, spreadsheetId: 'book' });
    const both = Promise.all([run(), run()]);
    await waitFor(() => fakes.calls('hourFigures').length === 1, { describe: 'the run asks for figures' });
    expect(await createReportRunner({ client, spreadsheetId: 'book', waitMs: 50 })()).toBeNull();
    release();
    expect(await both).toEqual([
      { hour: 'x', row: null, filled: 0 },
      { hour: 'x', row: null, filled: 0 },
    ]);
    expect(fakes.calls('hourFigures')).toHaveLength(1);
  } finally {
    release();
  }
}
