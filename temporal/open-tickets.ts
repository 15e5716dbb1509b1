import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { TicketInput } from '../workflows/contracts/ticket';

/**
 * The open tickets that a Telegram user opened, by what their workflows were started with.
 * @returns workflow ids
 */
export async function openTicketsOf(
  client: Client,
  { userId, chatId }: { readonly userId: number; readonly chatId: number | null },
): Promise<string[]> {
  const found: string[] = [];
  const query = 'WorkflowType = "ticketWorkflow" AND ExecutionStatus = "Running"';
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const input = await startedWith(client, { workflowId, runId });
    // A run that follows another one has the state of its time.
    const author = input?.carried?.problem.from ?? input?.problem.from;
    if (author?.id === userId && (chatId === null || input?.chatId === chatId)) found.push(workflowId);
  }
  return found;
}

async function startedWith(
  { options, workflowService }: Client,
  execution: { workflowId: string; runId: string },
): Promise<TicketInput | null> {
  const { namespace, loadedDataConverter } = options;
  const { history } = await workflowService.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 });
  let payloads = (history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []) as Payload[];
  for (const codec of [...loadedDataConverter.payloadCodecs].reverse()) payloads = await codec.decode(payloads);
  return payloads[0] ? defaultPayloadConverter.fromPayload<TicketInput>(payloads[0]) : null;
}
