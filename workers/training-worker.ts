import type { NativeConnection } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { spreadsheetsOf } from '../activities/sheets/spreadsheets-of';
import { createTrainingActivities } from '../activities/training';
import { createFitActivities } from '../activities/training/fit';
import { TRAINING_QUEUE } from '../temporal/queues';
import type { Tracing } from '../temporal/tracing/start';
import { deploymentName } from '../temporal/versioning';
import type { Deps } from './deps';

/** Tickets are answered by the same process and want a core of their own; few threads also train the same model anywhere. */
const THREADS = 1;

/** The activities of the training queue. */
export function createTrainingQueueActivities({ mirror, store, registry, charts, log }: Deps) {
  const now = (): Date => new Date();
  return {
    ...createTrainingActivities({
      ...{ mirror, store, registry, charts, log, now },
      spreadsheetsOf: (spreadsheetId) => spreadsheetsOf(store, spreadsheetId),
    }),
    ...createFitActivities({ store, options: { threads: THREADS }, now }),
  };
}

/** The worker of the steps that compute: one of them at a time, so that two fits share no core. */
export async function createTrainingWorker(input: {
  deps: Deps;
  connection: NativeConnection;
  buildId: string;
  tracing?: Tracing | null;
}): Promise<Worker> {
  const { deps, connection, buildId, tracing } = input;
  return Worker.create({
    ...(tracing && { interceptors: tracing.workerOptions.interceptors }),
    connection,
    namespace: deps.config.temporal.namespace,
    taskQueue: TRAINING_QUEUE,
    activities: createTrainingQueueActivities(deps),
    maxConcurrentActivityTaskExecutions: 1,
    // A cancellation comes with the answer to a beat, and the SDK would send one in half a minute.
    maxHeartbeatThrottleInterval: '500 ms',
    defaultHeartbeatThrottleInterval: '500 ms',
    // A fit takes minutes: another worker begins it anew, whatever is waited for here.
    shutdownGraceTime: '1 s',
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: deploymentName(TRAINING_QUEUE), buildId },
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  });
}
