import { createHash, randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import type { z } from 'zod';
import { ticketIdOf } from '../../domain/ids';
import type { OpenedTicket, OpenTicketInput } from '../../workflows/contracts/open-ticket';
import { ticketWorkflowId } from '../../workflows/contracts/ticket';
import type { ApiDeps } from '../deps';
import { keyReused } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import type { newTicketRequest, startedTicket } from '../schemas/tickets';
import { TooLate, within } from '../within';
import { telegramProblem } from './telegram-problem';

/** How long a caller waits by default; the opening itself goes on. */
const ANSWER_WITHIN_MS = 15_000;

/**
 * Posts a problem into a collecting group and opens the ticket of that message.
 * @param caller.keyId - of the API key: an idempotency key counts for its own holder only
 * @param caller.idempotencyKey - null: every request is another one
 * @throws HttpProblem 400 for an unknown group, 422 for a key used for another problem, 429 over Telegram's limit, 502
 * and 503 when it could not be posted
 */
export async function startTicket(
  { config, openTicket, answerWithinMs = ANSWER_WITHIN_MS }: Pick<ApiDeps, 'config' | 'openTicket' | 'answerWithinMs'>,
  caller: { readonly keyId: string; readonly idempotencyKey: string | null },
  { text, groupLabel, reporter = 'API' }: z.infer<typeof newTicketRequest>,
): Promise<z.infer<typeof startedTicket>> {
  const groups = config.telegram.collecting;
  const group = groupLabel === undefined ? groups[0] : groups.find(({ label }) => label === groupLabel);
  if (!group) throw new HttpProblem(400, 'InvalidInput', 'groupLabel: no collecting group has this label');
  const request = { chatId: group.chatId, groupLabel: group.label ?? String(group.chatId), text, reporter };
  const {
    chatId,
    messageId,
    runId,
    request: opened,
  } = await answerOf(openTicket(keyOf(caller), request), answerWithinMs);
  if (!isSame(opened, request)) {
    throw keyReused();
  }
  const ref = { chatId, messageId };
  return { id: ticketIdOf(ref), workflowId: ticketWorkflowId(ref), runId };
}

async function answerOf(opening: Promise<OpenedTicket>, answerWithinMs: number): Promise<OpenedTicket> {
  // Whoever asked may have gone when it fails; the workflow tells what became of it.
  opening.catch(() => undefined);
  try {
    return await within(answerWithinMs, opening);
  } catch (error) {
    if (error instanceof WorkflowFailedError) throw telegramProblem(error.cause);
    if (!(error instanceof TooLate)) throw error;
    const detail = 'not posted yet, but it may be later; the same Idempotency-Key tells what became of it';
    throw new HttpProblem(503, 'TelegramUnavailable', detail, { 'Retry-After': '10' });
  }
}

/** Keys of callers may hold anything and may be secrets; ids of workflows are for all to see. */
function keyOf({ keyId, idempotencyKey }: { keyId: string; idempotencyKey: string | null }): string {
  if (idempotencyKey === null) return randomUUID();
  return createHash('sha256').update(`${keyId}:${idempotencyKey}`).digest('hex').slice(0, 40);
}

function isSame(a: OpenTicketInput, b: OpenTicketInput): boolean {
  return a.chatId === b.chatId && a.text === b.text && a.reporter === b.reporter;
}
