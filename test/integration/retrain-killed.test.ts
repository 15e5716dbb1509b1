import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createFolderRegistry } from '../../activities/adapters/folder-registry';
import { createRetrainDesk } from '../../temporal/retrain-desk';
import { approvalWorkflowId } from '../../workflows/contracts/approval';
import { startGuarded, type GuardedProcess } from '../support/guarded-process';
import { aReviewer } from '../support/makers';
import { RETRAIN_ROWS } from '../support/retrain-product';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { trainingPlaces } from '../support/training-process';
import { aSyncedMirror, SPREADSHEET } from '../support/training-sheets';
import { waitFor } from '../support/wait';
import { workflowCode } from '../support/workflow-code';

/** Each after its work is done and before the server knows of it: the worst moment. Two that run at once end together. */
const STEPS = [
  ...['takeSnapshot', 'proposeTrial', 'runTrial', 'fitHoldOut', 'evaluate', 'fitFinal', 'registerCandidate'],
  'discardRun,announceCandidate',
];
const STEPS_AFTER_APPROVAL = ['promote', 'markTrained'];

let folder: string;
let server: DevServer;
let connection: Connection;
let worker: GuardedProcess | null = null;

beforeAll(async () => {
  quietRuntime();
  folder = await mkdtemp(path.join(tmpdir(), 'oncek-killed-'));
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  const { code } = (await workflowCode()) as { code: string };
  await writeFile(path.join(folder, 'workflows.js'), code);
  const mirror = await aSyncedMirror(
    { tracking: RETRAIN_ROWS },
    trainingPlaces(folder).mirror,
    new Date().toISOString(),
  );
  await mirror.close();
}, 120_000);
afterAll(async () => {
  await worker?.stop();
  await connection.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** @param steps - the activities in which it will hang, with commas between; '': in none */
async function startWorker(steps: string): Promise<void> {
  const support = path.join(__dirname, '../support');
  const args = [folder, server.address, path.join(folder, 'workflows.js'), steps];
  worker = await startGuarded({
    command: process.execPath,
    args: () => ['--require', path.join(support, 'swc-register.cjs'), path.join(support, 'retrain-worker.ts'), ...args],
  });
}

async function killWorker(): Promise<void> {
  process.kill(worker?.pid ?? 0, 'SIGKILL');
  await worker?.stop();
  worker = null;
}

async function hangsIn(steps: string): Promise<void> {
  await waitFor(
    () => {
      worker?.assertRunning();
      return steps.split(',').every((step) => existsSync(path.join(folder, `held-${step}`)));
    },
    { describe: `${steps} has done its work`, timeoutMs: 150_000 },
  );
}

async function killedIn(steps: string): Promise<void> {
  await hangsIn(steps);
  await killWorker();
}

test('killed in every step, a retraining goes on where it was: one candidate, promoted once, its rows marked', async () => {
  const client = new Client({ connection });
  const registry = createFolderRegistry({ dir: path.join(folder, 'models') });
  const desk = createRetrainDesk({ client, spreadsheetId: SPREADSHEET, approvalDays: 7, language: 'id' });
  await startWorker(STEPS[0] ?? '');
  const by = aReviewer();
  expect(await desk.start({ trials: 1, force: false, by, requestKey: 'one' })).toMatchObject({ outcome: 'started' });
  for (const [at, step] of STEPS.entries()) {
    await killedIn(step);
    await startWorker(STEPS[at + 1] ?? 'sendApprovalCards');
  }
  await waitFor(async () => (await registry.candidate()) !== null, { describe: 'a candidate', timeoutMs: 150_000 });
  const versions = await registry.list();
  expect(versions).toHaveLength(1);
  const [{ version } = { version: '' }] = versions;
  expect((await desk.progress())?.trials).toMatchObject({ wanted: 1, finished: 1, failed: 0 });

  // Whose card is out is known within a second, not after four fifths of a heartbeat's time: it goes out once.
  const approval = client.workflow.getHandle(approvalWorkflowId(version));
  const sending = async () => (await approval.describe()).raw.pendingActivities?.at(0);
  await hangsIn('sendApprovalCards');
  const isKnown = async () =>
    String((await sending())?.heartbeatDetails?.payloads?.at(0)?.data).includes('"settled":[9001]');
  await waitFor(isKnown, { describe: 'the server knows of the card' });
  await killWorker();
  await startWorker('');
  await waitFor(async () => !(await sending()), { describe: 'the approval heard of its cards', timeoutMs: 150_000 });
  expect(readFileSync(path.join(folder, 'cards.txt'), 'utf8').trim().split('\n')).toHaveLength(1);

  // While it waits for a word, too.
  await killWorker();
  await startWorker(STEPS_AFTER_APPROVAL[0] ?? '');
  const approving = desk.decide(version, 'approve', { by, reason: null });
  for (const [at, step] of STEPS_AFTER_APPROVAL.entries()) {
    await killedIn(step);
    await startWorker(STEPS_AFTER_APPROVAL[at + 1] ?? '');
  }
  expect(await approving).toMatchObject({ promotion: { kind: 'promoted', former: null } });
  await waitFor(async () => (await desk.approval(version))?.marked != null, { describe: 'marked', timeoutMs: 150_000 });
  expect((await desk.approval(version))?.marked).toEqual({
    ...{ wanted: RETRAIN_ROWS.length, marked: RETRAIN_ROWS.length, skipped: 0, waiting: 0 },
  });
  expect((await registry.history()).map((one) => one.version)).toEqual([version]);
  expect(await registry.list()).toHaveLength(1);
}, 900_000);
