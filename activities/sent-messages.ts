import { parseTicketId, ticketIdOf, type MessageAddress } from '../domain/ids';
import type { ObjectStore } from './adapters/object-store';

/**
 * Which ticket a message of a bot speaks of. Telegram gives a reply with the message replied to, but not with what that
 * one replied to in turn: an "oncek" below a warning would reach no ticket.
 */
export interface SentMessages {
  note(message: MessageAddress, ticketId: string): Promise<void>;
  /** @returns null for a message that speaks of no ticket, or of several */
  ticketOf(message: MessageAddress): Promise<MessageAddress | null>;
}

export function createSentMessages(store: Pick<ObjectStore, 'get' | 'put'>): SentMessages {
  return {
    note: (message, ticketId) => store.put(keyOf(message), JSON.stringify({ ticketId })),
    async ticketOf(message) {
      const bytes = await store.get(keyOf(message));
      if (!bytes) return null;
      const { ticketId } = JSON.parse(Buffer.from(bytes).toString()) as { ticketId: string };
      const { chatId, messageId } = parseTicketId(ticketId);
      return { chatId, messageId };
    },
  };
}

function keyOf(message: MessageAddress): string {
  return `sent/${message.chatId}/${ticketIdOf(message)}.json`;
}
