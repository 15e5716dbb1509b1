import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { dropCallStacks } from '../../temporal/threads/call-stacks';
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
  const undo = dropCallStacks();
  try {
    expect(await callStack('without-stacks')).toContain('Workflow stack traces are not enabled on this worker');
  } finally {
    undo();
  }
  expect(await callStack('with-stacks-again')).toContain('tracedListener');
}, 60_000);
