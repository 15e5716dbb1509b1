import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import threads from 'node:worker_threads';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { startLightThreads } from '../../temporal/threads/light-threads';
import { startDevServer, type DevServer } from '../support/temporal';
import { goOnSignal, type tracedListener } from '../support/traced-workflows';

let server: DevServer;
let connection: Connection;
let native: NativeConnection;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
}, 60_000);
afterAll(async () => {
  await native.close();
  await connection.close();
  await server.close();
});

/** What Temporal UI shows as the call stack of a workflow that waits. */
async function callStack(taskQueue: string): Promise<string> {
  const worker = await Worker.create({
    ...{ connection: native, taskQueue },
    workflowsPath: require.resolve('../support/traced-workflows'),
    activities: { here: () => Promise.resolve() },
  });
  return worker.runUntil(async () => {
    const client = new Client({ connection });
    const handle = await client.workflow.start<typeof tracedListener>('tracedListener', {
      ...{ taskQueue, workflowId: taskQueue },
    });
    const stack = await handle.query<string>('__stack_trace').catch((error: unknown) => String(error));
    // Workflows must go on too: with Node's own hooks out of reach every task failed on Node 20.
    await handle.signal(goOnSignal);
    await handle.result();
    return stack;
  });
}

test('workflow threads started after the call keep no call stacks; others do', async () => {
  expect(await callStack('with-stacks')).toContain('tracedListener');
  const undo = startLightThreads();
  try {
    expect(await callStack('without-stacks')).toContain('Workflow stack traces are not enabled on this worker');
  } finally {
    undo();
  }
  expect(await callStack('with-stacks-again')).toContain('tracedListener');
}, 60_000);

test('workflow threads alone have a small heap for young objects, whether they keep call stacks or not', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'oncek-threads-'));
  const files = ['workflow-worker-thread.js', 'other-thread.js'].map((name) => path.join(folder, name));
  for (const file of files) await writeFile(file, 'setTimeout(() => undefined, 60_000);');
  const youngMbOf = async (file = ''): Promise<number> => {
    const thread = new threads.Worker(file);
    await once(thread, 'online');
    const { maxYoungGenerationSizeMb = 0 } = thread.resourceLimits ?? {};
    await thread.terminate();
    return maxYoungGenerationSizeMb;
  };
  try {
    for (const keepsCallStacks of [false, true]) {
      const undo = startLightThreads({ keepsCallStacks });
      const [workflows, other] = [await youngMbOf(files[0]), await youngMbOf(files[1])];
      undo();
      expect(workflows).toBe(12);
      expect(other).toBeGreaterThan(12);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
