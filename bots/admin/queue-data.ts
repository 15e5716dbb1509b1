import type { MessageAddress } from '../../domain/ids';

const PAGE = /^pq:(\d{1,4})$/;
const CARD = /^pc:(-?\d{1,16}):(\d{1,16})$/;

/** Data of the button that shows a page of the queue. @param page - counted from 0 */
export function queueData(page: number): string {
  return `pq:${page}`;
}

/** null: the data is of another button */
export function parseQueueData(data: string): number | null {
  const page = PAGE.exec(data)?.[1];
  return page === undefined ? null : Number(page);
}

/** Data of the button that shows a ticket's card; at most 36 bytes. */
export function queueCardData({ chatId, messageId }: MessageAddress): string {
  return `pc:${chatId}:${messageId}`;
}

/** null: the data is of another button */
export function parseQueueCardData(data: string): MessageAddress | null {
  const [, chatId, messageId] = CARD.exec(data) ?? [];
  return chatId === undefined ? null : { chatId: Number(chatId), messageId: Number(messageId) };
}
