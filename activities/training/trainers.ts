import type { Client } from '@temporalio/client';
import { RETRAIN_WORKFLOW_ID } from '../../workflows/contracts/retrain';

export interface TrainersDeps {
  readonly client: Pick<Client, 'workflow' | 'workflowService'>;
  readonly namespace: string;
  readonly trainingQueue: string;
}

/** Wire values of Temporal's `TaskQueueType`, an enum that no package of ours exports. */
const ACTIVITY_QUEUE = 2;

/**
 * Counts the training workers: those that ask the queue for work, and those at work for the retraining, which ask for
 * nothing meanwhile and are forgotten by the queue after some minutes.
 */
export function createTrainers({ client, namespace, trainingQueue }: TrainersDeps): () => Promise<number> {
  return async () => {
    const [queue, run] = await Promise.all([
      client.workflowService.describeTaskQueue({
        ...{ namespace, taskQueue: { name: trainingQueue }, taskQueueType: ACTIVITY_QUEUE },
      }),
      client.workflow.getHandle(RETRAIN_WORKFLOW_ID).describe(),
    ]);
    const asking = (queue.pollers ?? []).map(({ identity }) => identity);
    const working = (run.raw.pendingActivities ?? [])
      .filter(({ activityType }) => activityType?.name === 'runTrial')
      .map(({ lastWorkerIdentity }) => lastWorkerIdentity);
    return new Set([...asking, ...working].filter(Boolean)).size;
  };
}
