import type { NativeConnection } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { createTrainingActivities } from '../activities/training';
import { BEAT_MS } from '../activities/training/while-telling';
import { createDataConverter } from '../temporal/payloads/data-converter';
import { TRAINING_QUEUE } from '../temporal/queues';
import type { Tracing } from '../temporal/tracing/start';
import { deploymentName } from '../temporal/versioning';
import type { Deps } from './deps';

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
    dataConverter: createDataConverter(deps.config.temporal.payloadKeys),
    taskQueue: TRAINING_QUEUE,
    activities: createTrainingActivities(deps.trainingProcess),
    maxConcurrentActivityTaskExecutions: 1,
    // A cancellation comes with the answer to a beat, and the SDK would send one in half a minute.
    maxHeartbeatThrottleInterval: BEAT_MS,
    defaultHeartbeatThrottleInterval: BEAT_MS,
    // A fit takes minutes: another worker begins it anew, whatever is waited for here.
    shutdownGraceTime: '1 s',
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: deploymentName(TRAINING_QUEUE), buildId },
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  });
}
