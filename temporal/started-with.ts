import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';

/**
 * The first argument that a workflow was started with, from its history: no worker is asked.
 * @returns null where it was started with none
 * @throws an error of gRPC, NOT_FOUND (5), where there is no such workflow
 */
export async function startedWith<T>(
  { options, workflowService }: Client,
  execution: { readonly workflowId: string; readonly runId?: string },
): Promise<T | null> {
  const { namespace, loadedDataConverter } = options;
  const { history } = await workflowService.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 });
  let payloads = (history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []) as Payload[];
  for (const codec of [...loadedDataConverter.payloadCodecs].reverse()) payloads = await codec.decode(payloads);
  return payloads[0] ? defaultPayloadConverter.fromPayload<T>(payloads[0]) : null;
}
