import { readFileSync } from 'node:fs';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { ONCEK_QUEUE } from '../../temporal/queues';
import { dropCallStacks } from '../../temporal/threads/call-stacks';
import { boundHeapGrowth } from '../../temporal/threads/heap-growth';
import { WORKFLOW_CACHE } from '../../temporal/workflow-cache';

/** Activities of a world in which all goes well and nothing takes time: the figure is the workflows'. */
const activities = {
  knownLabel: ({ label }: { label: string }) => Promise.resolve(label),
  enqueueRows: () => Promise.resolve(),
  post: () => Promise.resolve(),
  sendReviewCards: () => Promise.resolve([]),
  editReviewCards: () => Promise.resolve(),
};

/** A worker of tickets in a process of its own: its memory is that of the workflows alone. Tells it when asked. */
async function run(address: string, bundleFile: string): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: ['SIGTERM'] });
  dropCallStacks();
  boundHeapGrowth();
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue: ONCEK_QUEUE,
    workflowBundle: { code: readFileSync(bundleFile, 'utf8') },
    activities,
    ...WORKFLOW_CACHE,
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ rssMb: process.memoryUsage.rss() / 1_048_576, cpuMs: (user + system) / 1_000 });
  });
  // Whoever measures may have been killed: nobody else would end this process.
  process.once('disconnect', () => process.exit(1));
  process.send?.({ isReady: true });
  await worker.run();
  await connection.close();
  process.exit(0);
}

run(process.argv[2] ?? '', process.argv[3] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
