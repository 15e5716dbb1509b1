import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { dropCallStacks } from '../../temporal/threads/call-stacks';
import { bareWorkflow, releaseUpdate } from './bare-workflow';

const QUEUE = 'bench-bare';

/** What one measuring is to do. */
export interface BareRun {
  readonly address: string;
  readonly count: number;
  /** Lives under way at once. */
  readonly inFlight: number;
  /** Begins the workflow ids, which must not come twice. */
  readonly name: string;
}

/**
 * Seconds that complete lives of the bare workflow take on the server at the address: started, updated, result awaited.
 * The worker is this process's own.
 */
export async function measureBare({ address, count, inFlight, name }: BareRun): Promise<number> {
  quietRuntime();
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  try {
    dropCallStacks();
    const client = new Client({ connection });
    const worker = await Worker.create({
      connection: native,
      taskQueue: QUEUE,
      workflowsPath: require.resolve('./bare-workflow'),
      activities: { echo: (text: string) => Promise.resolve(text) },
    });
    return await worker.runUntil(async () => {
      await live(client, `${name}-0`);
      const startedMs = performance.now();
      let next = 1;
      const liveOn = async (): Promise<void> => {
        for (let index = next++; index <= count; index = next++) await live(client, `${name}-${index}`);
      };
      await Promise.all(Array.from({ length: inFlight }, liveOn));
      return (performance.now() - startedMs) / 1_000;
    });
  } finally {
    await native.close();
    await connection.close();
  }
}

let isQuiet = false;

function quietRuntime(): void {
  if (!isQuiet) Runtime.install({ logger: new DefaultLogger('WARN') });
  isQuiet = true;
}

async function live(client: Client, workflowId: string): Promise<void> {
  const handle = await client.workflow.start(bareWorkflow, { workflowId, taskQueue: QUEUE, args: [workflowId] });
  await handle.executeUpdate(releaseUpdate, { args: ['on'] });
  await handle.result();
}
