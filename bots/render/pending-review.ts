import { escapeHtml } from '../../domain/html';
import { messageLink, type MessageAddress } from '../../domain/ids';
import { botTexts } from '../texts/id';

/** A ticket that waits for a person. */
export interface PendingTicket extends MessageAddress {
  readonly groupLabel: string;
}

/**
 * The queue of reviews as a message.
 * @param input.shown - the first tickets of the queue
 * @param input.isCapped - there are more than `count`, which then gets a plus sign
 */
export function renderPendingReview(input: {
  count: number;
  isCapped: boolean;
  shown: readonly PendingTicket[];
}): string {
  const { count, isCapped, shown } = input;
  const texts = botTexts.pendingReview;
  if (count === 0) return texts.none;
  const lines = shown.map((ticket, index) => {
    const url = messageLink(ticket);
    return `${index + 1}. ${escapeHtml(ticket.groupLabel)} #${ticket.messageId}${url ? ` · ${texts.link(url)}` : ''}`;
  });
  const rest = count - shown.length;
  return [
    texts.title(`${count}${isCapped ? '+' : ''}`),
    ...lines,
    ...(rest > 0 ? [texts.more(rest)] : []),
    '',
    texts.how,
  ].join('\n');
}
