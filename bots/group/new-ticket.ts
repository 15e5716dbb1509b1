import type { CollectingGroup } from '../../config/lists';
import type { NewTicket } from '../../temporal/ticket-desk';
import { groupLabelOf, problemOf, type BotMessage } from '../incoming';

/** The ticket that a message is. */
export function newTicketOf(message: BotMessage, collecting: readonly CollectingGroup[]): NewTicket {
  const { chatId, messageId } = message;
  return { chatId, messageId, groupLabel: groupLabelOf(message, collecting), problem: problemOf(message) };
}
