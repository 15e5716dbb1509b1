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
