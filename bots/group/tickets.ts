import type { SentMessages } from '../../activities/sent-messages';
import type { NewTicket, TicketRef } from '../../temporal/ticket-desk';
import { groupLabelOf, problemOf, type BotMessage } from '../incoming';

/** The ticket that a message is, or would be. */
export function refOf({ chatId, messageId, mediaGroupId }: BotMessage): TicketRef {
  return { chatId, messageId, ...(mediaGroupId === null ? {} : { mediaGroupId }) };
}

/** The ticket that a message opens. @param label - of its group in the settings */
export function newTicketOf(message: BotMessage, label: string | null): NewTicket {
  return { ...refOf(message), groupLabel: label ?? groupLabelOf(message), problem: problemOf(message) };
}

/**
 * The ticket that a reply belongs to, by the message replied to: that message, or the ticket that a warning of the bot
 * speaks of.
 */
export async function repliedTicket(replyTo: BotMessage, sent: Pick<SentMessages, 'ticketOf'>): Promise<TicketRef> {
  return (replyTo.from?.isBot ? await sent.ticketOf(replyTo) : null) ?? refOf(replyTo);
}
