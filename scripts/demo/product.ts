import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { ticketWorkflowId } from '../../workflows/contracts/ticket';

/** The key of the sandbox's installation for readers. */
const API_KEY = 'demo-read';
/** Questions to Temporal at once. */
const TOGETHER = 20;

/**
 * Asks the API how many rows the ledger still holds, a batch at work included.
 * @returns null where the API has no answer at the moment
 * @throws Error when it refuses the key
 */
export async function readPending(apiRoot: string): Promise<number | null> {
  const response = await fetch(`${apiRoot}/api/ledger`, { headers: { 'X-API-Key': API_KEY } }).catch(() => null);
  if (response?.status === 401 || response?.status === 403) {
    throw new Error(`the API refuses the key ${API_KEY}: leave API_KEYS unset for the demo`);
  }
  if (!response?.ok) return null;
  const { pending } = (await response.json()) as { pending?: unknown };
  return typeof pending === 'number' ? pending : null;
}

/** How many of the messages Temporal knows as tickets, open or closed. */
export async function countTickets(
  client: Pick<Client, 'workflow'>,
  messages: readonly { readonly chatId: number; readonly messageId: number }[],
): Promise<number> {
  let count = 0;
  for (let start = 0; start < messages.length; start += TOGETHER) {
    const known = await Promise.all(
      messages.slice(start, start + TOGETHER).map((message) => isKnown(client, ticketWorkflowId(message))),
    );
    count += known.filter(Boolean).length;
  }
  return count;
}

async function isKnown(client: Pick<Client, 'workflow'>, workflowId: string): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).describe();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
