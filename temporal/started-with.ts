import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { decoded } from './payloads/decoded';

/**
 * The first argument that a workflow was started with, from its history: no worker is asked.
 * @returns null where it was started with none
 * @throws an error of gRPC, NOT_FOUND (5), where there is no such workflow
 */
export async function startedWith<T>(
  client: Client,
  execution: { readonly workflowId: string; readonly runId?: string },
): Promise<T | null> {
  const { options, workflowService } = client;
  const { namespace } = options;
  const { history } = await workflowService.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 });
  const [payload] = await decoded(
    client,
    history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads,
  );
  return payload ? defaultPayloadConverter.fromPayload<T>(payload) : null;
}
