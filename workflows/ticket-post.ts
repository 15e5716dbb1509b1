import { condition, proxyActivities } from '@temporalio/workflow';
import { handOverProfile } from './options';
import { ifPossible } from './persistently';
import type { TelegramActivities } from './ports';
import { knowsChange } from './ticket-changes';
import type { TicketRecord } from './ticket-record';

const { post } = proxyActivities<TelegramActivities>(handOverProfile);

/**
 * Hands a message of a ticket to its chat's outbox; the ticket goes on if that fails for good.
 * @param summary - what Temporal UI calls the activity
 */
export async function postForTicket(
  ticket: TicketRecord,
  summary: string,
  message: Parameters<TelegramActivities['post']>[0],
): Promise<void> {
  ticket.postsUnderWay += 1;
  await ifPossible(summary, () => post.executeWithOptions({ summary }, [message]), undefined);
  ticket.postsUnderWay -= 1;
}

/** A run that ends takes the activities under way with it: a message among them would be lost. */
export async function settlePosts(ticket: TicketRecord): Promise<void> {
  if (ticket.postsUnderWay > 0 && knowsChange(ticket, 'posts-are-settled'))
    await condition(() => ticket.postsUnderWay === 0);
}
