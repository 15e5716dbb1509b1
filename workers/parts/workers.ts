import path from 'node:path';
import type { NativeConnection } from '@temporalio/worker';
import { computeBuildId } from '../../temporal/build-id';
import { loadWorkflowCode } from '../../temporal/bundle';
import { announceCalendar } from '../../temporal/calendar';
import { ONCEK_QUEUE, TRAINING_QUEUE } from '../../temporal/queues';
import { ensureSchedules } from '../../temporal/schedules';
import { dropCallStacks } from '../../temporal/threads/call-stacks';
import { boundHeapGrowth } from '../../temporal/threads/heap-growth';
import type { Tracing } from '../../temporal/tracing/start';
import { setCurrentVersion } from '../../temporal/versioning';
import type { Deps } from '../deps';
import { runWorker, type RunningWorker } from '../run-worker';
import type { Started } from '../started';
import { createTicketWorker } from '../ticket-worker';
import { createTrainingWorker } from '../training-worker';

/** Folder that holds `workflows/` as this code was built or written. */
const CODE_ROOT = path.resolve(__dirname, '../..');

export type WorkerPart = 'worker' | 'training-worker';

/**
 * Workers of the queues: each polls, and its version is the current one of its queue, when this resolves. The tickets' one
 * also brings the schedules to the settings and announces a changed SLA calendar.
 */
export async function startWorkers(
  parts: readonly WorkerPart[],
  deps: Deps,
  how: {
    readonly connection: NativeConnection;
    readonly tracing: Tracing | null;
    readonly started: Started;
    readonly signal: AbortSignal;
  },
): Promise<Pick<RunningWorker, 'ended'>> {
  const { connection, tracing, started, signal } = how;
  const { client, config } = deps;
  const buildId = computeBuildId(CODE_ROOT);
  const running: RunningWorker[] = [];
  const run = (name: WorkerPart, worker: RunningWorker): void => {
    running.push(worker);
    started.add(name, () => worker.stop());
  };
  if (parts.includes('worker')) {
    // Both hold for the whole process: whoever starts workers in it later decides anew.
    const unbound = boundHeapGrowth();
    started.add('heap growth', () => Promise.resolve(unbound()));
    if (!config.temporal.keepsCallStacks) {
      const undo = dropCallStacks();
      started.add('call stacks', () => Promise.resolve(undo()));
    }
    const workflowBundle = await loadWorkflowCode(CODE_ROOT, {
      isTraced: tracing !== null,
      encodesFailures: config.temporal.payloadKeys?.encrypts,
    });
    run('worker', runWorker(await createTicketWorker({ deps, connection, workflowBundle, buildId, tracing })));
  }
  if (parts.includes('training-worker')) {
    run('training-worker', runWorker(await createTrainingWorker({ deps, connection, buildId, tracing })));
  }
  const ended = Promise.race(running.map((worker) => worker.ended));
  // Whoever waits for `ended` hears of it.
  ended.catch(() => undefined);
  const becomeCurrent = (part: WorkerPart): Promise<void> =>
    setCurrentVersion({
      ...{ client, namespace: config.temporal.namespace, buildId, signal },
      taskQueue: part === 'worker' ? ONCEK_QUEUE : TRAINING_QUEUE,
    });
  // A worker that cannot poll ends at once, and its version would never become known.
  await Promise.race([Promise.all(parts.map(becomeCurrent)), ended]);
  if (parts.includes('worker')) await keepPromises(deps, started);
  return { ended };
}

/** What holds for all tickets at once, and is the tickets' worker's to see to. */
async function keepPromises(deps: Deps, started: Started): Promise<void> {
  const { client, config, spreadsheetId } = deps;
  await ensureSchedules(client, {
    spreadsheetId,
    sheetSyncSeconds: config.sheetSyncSeconds,
    timeZone: config.timeZone,
    language: config.language,
    retrain: config.training,
  });
  startAnnouncing(deps, started);
}

/** In the background: thousands of open tickets take minutes, and nothing else waits for it. */
function startAnnouncing({ client, config, store, log }: Deps, started: Started): void {
  const abort = new AbortController();
  const announcing = announceCalendar(client, config.ticket, { store, log, abort: abort.signal }).catch(
    (error: unknown) => log.error({ err: error }, 'not all open tickets know the SLA calendar; the next start goes on'),
  );
  started.add('calendar', () => {
    abort.abort();
    return announcing;
  });
}
