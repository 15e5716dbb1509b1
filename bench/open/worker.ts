import path from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { loadWorkflowCode } from '../../temporal/bundle';
import { ONCEK_QUEUE } from '../../temporal/queues';

/** As the product's worker has it (workers/ticket-worker.ts). */
const CACHED_WORKFLOWS = 1_000;
const CODE_ROOT = path.resolve(__dirname, '../..');

/** Activities of a world in which all goes well and nothing takes time: the figure is the workflows'. */
const activities = {
  knownLabel: ({ label }: { label: string }) => Promise.resolve(label),
  enqueueRows: () => Promise.resolve(),
  post: () => Promise.resolve(),
  sendReviewCards: () => Promise.resolve([]),
  editReviewCards: () => Promise.resolve(),
};

/** A worker of tickets in a process of its own: its memory is that of the workflows alone. Tells it when asked. */
async function run(address: string): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: ['SIGTERM'] });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue: ONCEK_QUEUE,
    workflowBundle: await loadWorkflowCode(CODE_ROOT),
    activities,
    maxCachedWorkflows: CACHED_WORKFLOWS,
  });
  process.on('message', () => process.send?.({ rssMb: process.memoryUsage().rss / 1_048_576 }));
  // Whoever measures may have been killed: nobody else would end this process.
  process.once('disconnect', () => process.exit(1));
  process.send?.({ isReady: true });
  await worker.run();
  await connection.close();
  process.exit(0);
}

run(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
