import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';

/** Closed tickets stay in Temporal this long; older ones are read from the object store. */
export const RETENTION_DAYS = 30;

const RETENTION_SECONDS = RETENTION_DAYS * 86_400;

/**
 * Sets how long the namespace keeps closed workflows; a dev server would drop them after a day, and with them the proof
 * that a message was a ticket before.
 */
export async function ensureRetention(connection: Connection, namespace: string): Promise<void> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) === RETENTION_SECONDS) return;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION_SECONDS * 1_000) },
  });
}

const GRPC_NOT_FOUND = 5;
/** Other frontends of a cluster hear of a new namespace within this time. */
const KNOWN_WITHIN_MS = 30_000;

/**
 * Makes the namespace where there is none, and sets how long it keeps closed workflows.
 * @returns whether it was made
 * @throws what the server says: Temporal Cloud has namespaces made by its own pages and tools
 */
export async function ensureNamespace(connection: Connection, namespace: string): Promise<boolean> {
  const isThere = (): Promise<boolean> =>
    connection.workflowService.describeNamespace({ namespace }).then(
      () => true,
      (error: unknown) => {
        if ((error as { code?: unknown }).code === GRPC_NOT_FOUND) return false;
        throw error;
      },
    );
  if (await isThere()) {
    await ensureRetention(connection, namespace);
    return false;
  }
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs(RETENTION_SECONDS * 1_000),
  });
  const deadlineMs = Date.now() + KNOWN_WITHIN_MS;
  while (!(await isThere()) && Date.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 200));
  return true;
}
