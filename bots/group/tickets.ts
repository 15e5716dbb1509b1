import { readPostedProblem } from '../../domain/posted-problem';
import type { NewTicket, TicketRef } from '../../temporal/ticket-desk';
import { groupLabelOf, problemOf, type BotMessage } from '../incoming';
import type { GroupBotDeps } from './context';

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

/** A message stands in the group a moment before we have remembered which ticket it speaks of, in seconds. */
const REMEMBERED_AFTER_SEC = 10;

/**
 * The ticket that a reply belongs to, by the message replied to: that message, or the ticket that a warning of ours
 * speaks of.
 * @throws Error for a message that we sent just now and that is not remembered: the update will be handed in again
 */
export async function repliedTicket(
  replyTo: BotMessage,
  { sent, me, now = () => new Date() }: Pick<GroupBotDeps, 'sent' | 'me' | 'now'>,
): Promise<TicketRef> {
  if (!replyTo.from?.isBot) return refOf(replyTo);
  const warnedOf = await sent.ticketOf(replyTo);
  if (warnedOf) return warnedOf;
  const ageSec = now().getTime() / 1_000 - replyTo.date;
  if (replyTo.from.id === me.id && ageSec < REMEMBERED_AFTER_SEC && !readPostedProblem(replyTo.text)) {
    throw new Error('the message replied to was sent just now: which ticket it speaks of may not be remembered yet');
  }
  return refOf(replyTo);
}
