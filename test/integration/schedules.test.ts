import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { ONCEK_QUEUE } from '../../temporal/queues';
import { ensureSchedules } from '../../temporal/schedules';
import { SHEET_SYNC_ID } from '../../workflows/contracts/sheet-sync';
import { fakeActivities } from '../support/fake-activities';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
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
afterEach(() => client.schedule.getHandle(SHEET_SYNC_ID).delete());

const describeSync = () => client.schedule.getHandle(SHEET_SYNC_ID).describe();
const ensure = (sheetSyncSeconds: number, spreadsheetId = 'book') =>
  ensureSchedules(client, { spreadsheetId, sheetSyncSeconds });

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
  const native = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({
    ...{ connection: native, taskQueue: ONCEK_QUEUE, workflowBundle: await workflowCode() },
    activities: fakes.activities,
  });
  const running = worker.run();
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
    worker.shutdown();
    await running;
    await native.close();
  }
});
