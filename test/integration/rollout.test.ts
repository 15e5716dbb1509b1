import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { findTemporalCli } from '../support/tools';
import { waitFor } from '../support/wait';
import { workflowCode } from '../support/workflow-code';

const SCRIPT = path.resolve(__dirname, '../../temporal/cluster/rollout.sh');
const QUEUE = 'rollout';

interface Ending {
  readonly code: number;
  readonly output: string;
}

describe('temporal/cluster/rollout.sh against a server with two versions of the workers', () => {
  let server: DevServer;
  let connection: Connection;
  let native: NativeConnection;
  const workers: Worker[] = [];
  const running: Promise<void>[] = [];

  beforeAll(async () => {
    quietRuntime();
    server = await startDevServer({
      dynamicConfig: {
        'matching.wv.VersionDrainageStatusVisibilityGracePeriod': '1s',
        'matching.wv.VersionDrainageStatusRefreshInterval': '1s',
      },
    });
    connection = await Connection.connect({ address: server.address });
    native = await NativeConnection.connect({ address: server.address });
    for (const buildId of ['old', 'new']) {
      const worker = await Worker.create({
        ...{ connection: native, taskQueue: QUEUE, workflowBundle: await workflowCode() },
        workerDeploymentOptions: {
          ...{ useWorkerVersioning: true, version: { deploymentName: QUEUE, buildId } },
          defaultVersioningBehavior: 'AUTO_UPGRADE',
        },
      });
      workers.push(worker);
      running.push(worker.run());
    }
    // A version is known once its pollers are.
    await waitFor(
      async () => {
        const { code, output } = await rollout(['--back', 'old']);
        if (code !== 0) throw new Error(output);
        return true;
      },
      { describe: 'the old version is current', timeoutMs: 20_000, intervalMs: 500 },
    );
    await waitFor(async () => (await versions()).includes('new'), { describe: 'the new version is known' });
  }, 90_000);
  const stopWorkers = async (): Promise<void> => {
    for (const worker of workers.splice(0)) worker.shutdown();
    await Promise.all(running);
  };
  afterAll(async () => {
    await stopWorkers();
    await native.close();
    await connection.close();
    await server.close();
  });

  async function rollout(args: readonly string[], env: Record<string, string> = {}): Promise<Ending> {
    const cli = findTemporalCli() ?? 'temporal';
    const given = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_CLI_PATH: cli,
      ...env,
    };
    try {
      const { stdout, stderr } = await promisify(execFile)(SCRIPT, [QUEUE, ...args], { env: given });
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    }
  }

  const described = async () =>
    connection.workflowService.describeWorkerDeployment({ namespace: 'default', deploymentName: QUEUE });
  const versions = async () =>
    ((await described()).workerDeploymentInfo?.versionSummaries ?? []).map((one) => one.deploymentVersion?.buildId);
  async function routing() {
    const { routingConfig } = (await described()).workerDeploymentInfo ?? {};
    return {
      current: routingConfig?.currentDeploymentVersion?.buildId ?? null,
      rampPercent: routingConfig?.rampingVersionPercentage ?? 0,
    };
  }

  test('ramps to the new version and makes it current; work goes there', async () => {
    const { code, output } = await rollout(['new'], { STEP_SECONDS: '0', HEALTHY: 'true' });
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('new is current') });
    expect(output).toMatch(/10 % to new[\s\S]*50 % to new/);
    expect(await routing()).toEqual({ current: 'new', rampPercent: 0 });
    const client = new Client({ connection });
    const labels = await client.workflow.start('labelsWorkflow', { workflowId: 'l', taskQueue: QUEUE, args: [{}] });
    const info = await waitFor(
      async () => {
        const { workflowExecutionInfo } = (await labels.describe()).raw;
        return workflowExecutionInfo?.versioningInfo?.deploymentVersion ?? null;
      },
      { describe: 'the first task of a workflow' },
    );
    expect(info.buildId).toBe('new');
    await labels.terminate();
  }, 60_000);

  test('goes back to the former version, and says when nothing runs on the other any more', async () => {
    expect((await rollout(['--back', 'old'])).code).toBe(0);
    expect(await routing()).toEqual({ current: 'old', rampPercent: 0 });
    await waitFor(async () => (await rollout(['--drained', 'new'])).code === 0, {
      ...{ describe: 'the new version is drained', timeoutMs: 40_000, intervalMs: 1_000 },
    });
    expect((await rollout(['--drained', 'old'])).code).toBe(1);
  }, 90_000);

  test('takes the new version back to 0 % where the check fails, and leaves the current one', async () => {
    const { code, output } = await rollout(['new'], { STEP_SECONDS: '0', HEALTHY: 'false' });
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('taken back to 0 %') });
    expect(await routing()).toEqual({ current: 'old', rampPercent: 0 });
  }, 60_000);

  test('tells how many tasks wait', async () => {
    const backlog = async () => (await rollout(['--backlog'])).output;
    expect(await backlog()).toBe('rollout workflow 0\nrollout activity 0\n');
    await stopWorkers();
    const client = new Client({ connection });
    for (const workflowId of ['a', 'b']) {
      await client.workflow.start('labelsWorkflow', { workflowId, taskQueue: QUEUE, args: [{}] });
    }
    await waitFor(async () => (await backlog()) === 'rollout workflow 2\nrollout activity 0\n', {
      ...{ describe: 'two tasks of workflows wait', timeoutMs: 20_000, intervalMs: 500 },
    });
  }, 60_000);

  test('tells how it is used', async () => {
    for (const args of [[], ['--back'], ['--nonsense']]) {
      expect(await rollout(args)).toMatchObject({ code: 2, output: expect.stringContaining('rollout.sh QUEUE') });
    }
  }, 60_000);
});
