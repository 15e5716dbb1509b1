import type { SentMessages } from '../../activities/sent-messages';
import { readPostedProblem } from '../../domain/posted-problem';
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
 * The ticket that an answer opens, if need be: that of any message of a person, and that of a problem we posted
 * ourselves, whose own opening may have been lost. null: other messages of bots are no problems.
 */
export function openableTicket(replyTo: BotMessage, label: string | null, ownId: number): NewTicket | null {
  const ticket = newTicketOf(replyTo, label);
  if (!replyTo.from?.isBot) return ticket;
  const posted = replyTo.from.id === ownId ? readPostedProblem(replyTo.text) : null;
  if (!posted) return null;
  return { ...ticket, problem: { ...ticket.problem, text: posted.text, from: { id: 0, name: posted.reporter } } };
}

/**
 * The ticket that a reply belongs to, by the message replied to: that message, or the ticket that a warning of the bot
 * speaks of.
 */
export async function repliedTicket(replyTo: BotMessage, sent: Pick<SentMessages, 'ticketOf'>): Promise<TicketRef> {
  return (replyTo.from?.isBot ? await sent.ticketOf(replyTo) : null) ?? refOf(replyTo);
}
