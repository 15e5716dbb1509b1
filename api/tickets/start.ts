import type { z } from 'zod';
import { escapeHtml } from '../../domain/html';
import { ticketIdOf } from '../../domain/ids';
import { ticketWorkflowId } from '../../workflows/contracts/ticket';
import type { ApiDeps } from '../deps';
import { HttpProblem } from '../problem';
import type { newTicketRequest, startedTicket } from '../schemas/tickets';
import type { TicketOpener } from './opener';
import { telegramProblem } from './telegram-problem';

/**
 * Posts a problem into a collecting group and opens the ticket of that message.
 * @returns runId null where the message is posted and its ticket opens once Temporal answers
 * @throws HttpProblem 400 for an unknown group, 429 over Telegram's limit, 502 and 503 when it could not be posted
 */
export async function startTicket(
  { config, postProblem }: Pick<ApiDeps, 'config' | 'postProblem'>,
  opener: TicketOpener,
  { text, groupLabel, reporter }: z.infer<typeof newTicketRequest>,
): Promise<z.infer<typeof startedTicket>> {
  const groups = config.telegram.collecting;
  const group = groupLabel === undefined ? groups[0] : groups.find(({ label }) => label === groupLabel);
  if (!group) throw new HttpProblem(400, 'InvalidInput', 'groupLabel: no collecting group has this label');
  opener.assertFree();
  const { chatId } = group;
  const name = reporter ?? 'API';
  const html = `📨 <b>${escapeHtml(name)}</b>\n${escapeHtml(text)}`;
  const { messageId, sentAt } = await postProblem(chatId, html).catch((error: unknown) => {
    throw telegramProblem(error);
  });
  const opened = await opener.open({
    chatId,
    messageId,
    groupLabel: group.label ?? String(chatId),
    problem: { text, sentAt, editedAt: null, from: { id: 0, name }, media: null, forwarded: false },
  });
  return {
    id: ticketIdOf({ chatId, messageId }),
    workflowId: ticketWorkflowId({ chatId, messageId }),
    runId: opened?.runId ?? null,
  };
}
