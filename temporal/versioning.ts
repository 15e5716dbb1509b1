import type { Client } from '@temporalio/client';

/**
 * One deployment per task queue: a version that polls only some of a deployment's queues cannot become current. The
 * name holds no dot, which is what parts it from the build id in a version's text.
 */
export function deploymentName(taskQueue: string): string {
  return taskQueue;
}

/** gRPC codes of a version, or a deployment, that no poller has announced yet. */
const NOT_KNOWN_YET: readonly unknown[] = [5 /* NOT_FOUND */, 9 /* FAILED_PRECONDITION */, 14 /* UNAVAILABLE */];

/**
 * Makes a build the current version of its queue's deployment. The server knows a version only once its pollers have
 * come by, so this asks until then; without a current version nothing is dispatched.
 * @throws when the version is still unknown after `timeoutMs`, default 30 s; the signal's reason once it is aborted
 */
export async function setCurrentVersion(input: {
  client: Client;
  namespace: string;
  taskQueue: string;
  buildId: string;
  timeoutMs?: number;
  signal?: AbortSignal;
}): Promise<void> {
  const { client, namespace, taskQueue, buildId, timeoutMs = 30_000, signal } = input;
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: deploymentName(taskQueue),
        buildId,
        identity: 'oncek',
      });
      return;
    } catch (error) {
      if (Date.now() >= deadlineMs || !NOT_KNOWN_YET.includes((error as { code?: unknown }).code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}
