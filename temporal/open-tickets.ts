import type { Client } from '@temporalio/client';
import type { TicketInput } from '../workflows/contracts/ticket';
import { startedWith } from './started-with';

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
    const input = await startedWith<TicketInput>(client, { workflowId, runId });
    // A run that follows another one has the state of its time.
    const author = input?.carried?.problem.from ?? input?.problem.from;
    if (author?.id === userId && (chatId === null || input?.chatId === chatId)) found.push(workflowId);
  }
  return found;
}
