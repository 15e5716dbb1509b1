import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import { bundleFile, loadWorkflowCode } from '../temporal/bundle';
import { ONCEK_QUEUE } from '../temporal/queues';
import { startDevServer } from '../scripts/dev-server';
import { reviewUpdate, ticketWorkflowId } from '../workflows/contracts/ticket';
import type { ticketWorkflow } from '../workflows/ticket.workflow';
import { OTHER_LABEL, recordedTicket } from './open/ticket-input';
import { type Bench, progress, readOptions } from './options';
import { percentile } from './percentile';
import { freePorts } from '../scripts/free-ports';

const DEFAULT_COUNT = 10_000;
const STARTS_AT_ONCE = 20;
const UPDATES = 600;
const UPDATES_PER_S = 20;
/** An odd stride takes the updates all over the tickets, nearly none of which is in the worker's cache. */
const STRIDE = 7_919;
const LOOK_MS = 3_000;
/** Of one core: more is work. */
const IDLE_SHARE = 0.05;

/** Many open tickets that wait on timers: the worker's memory, and the answer to a decision on any of them. */
export const open: Bench = {
  summary: `[--count N]   worker memory and update latency with N open tickets (default ${DEFAULT_COUNT})`,
  async run(args) {
    const count = Number(readOptions(args, { values: ['count'] }).value('count') ?? DEFAULT_COUNT);
    const dataDir = await mkdtemp(path.join(tmpdir(), 'oncek-bench-'));
    const [port, uiPort] = await freePorts(2);
    const address = `127.0.0.1:${port}`;
    const server = startDevServer({
      command: process.env.TEMPORAL_CLI_PATH || 'temporal',
      dataDir,
      address,
      uiPort: uiPort ?? 0,
    });
    let worker: ChildProcess | null = null;
    try {
      // A server that cannot start is told at once, and by its own words.
      const connection = await Promise.race([connect(address), server.ended]);
      const client = new Client({ connection });
      worker = await startWorker(address, await bundleIn(dataDir));
      await startTickets(client, count);
      const running = 'WorkflowType = "ticketWorkflow" AND ExecutionStatus = "Running"';
      await settled(worker, async () => (await client.workflow.count(running)).count >= count);
      const filled = await usageOf(worker);
      progress(
        `${count} open, ${Math.round(filled.rssMb)} MB; ${Math.min(UPDATES, count)} updates at ${UPDATES_PER_S}/s`,
      );
      const { answeredMs, peakMb } = await decide(client, worker, count);
      await settled(worker, () => Promise.resolve(true));
      const { cpuMs } = await usageOf(worker);
      await connection.close();
      return {
        open: count,
        rss_mb: Math.round(Math.max(filled.rssMb, peakMb)),
        p95_ms: percentile(answeredMs, 0.95),
        p50_ms: percentile(answeredMs, 0.5),
        updates: answeredMs.length,
        worker_cpu_ms_per_update: Math.round((cpuMs - filled.cpuMs) / answeredMs.length),
      };
    } finally {
      worker?.kill('SIGKILL');
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

async function startTickets(client: Client, count: number): Promise<void> {
  let next = 0;
  const startNext = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const input = recordedTicket(index, new Date());
      await client.workflow.start<typeof ticketWorkflow>('ticketWorkflow', {
        workflowId: ticketWorkflowId(input),
        taskQueue: ONCEK_QUEUE,
        args: [input],
      });
      if ((index + 1) % 500 === 0 || index + 1 === count) progress(`  ${index + 1} of ${count} started`);
    }
  };
  await Promise.all(Array.from({ length: STARTS_AT_ONCE }, startNext));
}

/** Asks at a fixed pace, whatever the answers take: a slow one delays no other question. */
async function decide(
  client: Client,
  worker: ChildProcess,
  count: number,
): Promise<{ answeredMs: number[]; peakMb: number }> {
  let peakMb = 0;
  const startedMs = performance.now();
  const asked: Promise<number>[] = [];
  for (let index = 0; index < Math.min(UPDATES, count); index += 1) {
    const dueMs = startedMs + (index * 1_000) / UPDATES_PER_S;
    await sleep(Math.max(0, dueMs - performance.now()));
    asked.push(decideOne(client, (index * STRIDE) % count));
    if (index % 100 === 0) peakMb = Math.max(peakMb, (await usageOf(worker)).rssMb);
  }
  const answeredMs = await Promise.all(asked);
  return { answeredMs, peakMb: Math.max(peakMb, (await usageOf(worker)).rssMb) };
}

async function decideOne(client: Client, index: number): Promise<number> {
  const { chatId, messageId } = recordedTicket(index, new Date());
  const handle = client.workflow.getHandle<typeof ticketWorkflow>(ticketWorkflowId({ chatId, messageId }));
  const startedMs = performance.now();
  const reviewer = { kind: 'api', id: 'bench', name: 'bench' } as const;
  const { status } = await handle
    .executeUpdate(reviewUpdate, { args: [{ label: OTHER_LABEL, reviewer }] })
    .catch((error: unknown) => {
      const cause = error instanceof WorkflowUpdateFailedError ? error.cause?.message : String(error);
      throw new Error(`ticket ${messageId} refused the decision: ${cause}`, { cause: error });
    });
  if (status !== 'CORRECTED') throw new Error(`ticket ${messageId} answered ${status}`);
  return Math.round(performance.now() - startedMs);
}

/**
 * Until all run and the worker has nothing left to do. Told by its processor time: its memory stands still for seconds while
 * thousands of tickets still wait for their first task.
 */
async function settled(worker: ChildProcess, isThere: () => Promise<boolean>): Promise<void> {
  while (!(await isThere())) await sleep(1_000);
  let before = (await usageOf(worker)).cpuMs;
  for (let calmLooks = 0; calmLooks < 3;) {
    await sleep(LOOK_MS);
    const now = (await usageOf(worker)).cpuMs;
    calmLooks = now - before <= IDLE_SHARE * LOOK_MS ? calmLooks + 1 : 0;
    before = now;
  }
}

async function connect(address: string): Promise<Connection> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await Connection.connect({ address, connectTimeout: 2_000 });
    } catch (error) {
      if (failures > 60) throw error;
      await sleep(500);
    }
  }
}

/** The bundle made ahead, as the built product has it: the worker that is measured has no bundler in its memory. */
async function bundleIn(folder: string): Promise<string> {
  const file = path.join(folder, bundleFile());
  await writeFile(file, (await loadWorkflowCode(path.resolve(__dirname, '..'))).code);
  return file;
}

async function startWorker(address: string, bundleFile: string): Promise<ChildProcess> {
  const worker = fork(path.join(__dirname, 'open/worker.js'), [address, bundleFile]);
  await answerOf(worker);
  return worker;
}

/** What a worker has used so far. */
interface Usage {
  /** Megabytes of 2^20. */
  readonly rssMb: number;
  /** Processor time of all its threads. */
  readonly cpuMs: number;
}

async function usageOf(worker: ChildProcess): Promise<Usage> {
  const answer = answerOf(worker);
  worker.send('usage');
  const { rssMb = 0, cpuMs = 0 } = await answer;
  return { rssMb, cpuMs };
}

function answerOf(worker: ChildProcess): Promise<Partial<Usage>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the worker ended by itself (exit ${code})`));
    worker.once('exit', onExit);
    worker.once('message', (message) => {
      worker.off('exit', onExit);
      resolve(message as { rssMb?: number });
    });
  });
}
