import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { SentItem, WaitingItem } from '../../domain/outbox';
import type { CardButton } from '../../domain/review';

/** Which of the two bots speaks. */
export type BotName = 'group' | 'admin';

/** Workflow id of the only sender of one bot into one chat. */
export function outboxWorkflowId({ bot, chatId }: { bot: BotName; chatId: number }): string {
  return `outbox-${bot}-${chatId}`;
}

/**
 * One message to a chat. A `notice` belongs to a ticket: while it waits a later one replaces it, notices waiting for a
 * rate token are merged, and after it was sent alone a later one edits it. A `direct` message is sent as it is, before
 * notices.
 */
export interface OutboxItem extends WaitingItem {
  /** Messages a minute the chat may get from now on; absent: as before. */
  readonly perMinute?: number;
  /** Of a direct message: the ticket it speaks of, to which a reply to it belongs; absent: none. */
  readonly ticketId?: string;
  /**
   * Of a direct message that may come again: it is dropped where one with its key was taken less than so many ms ago,
   * by whichever process. Absent: one with its key is sent once and never again.
   */
  readonly quietMs?: number;
  /** Of a direct message: key of a PNG picture in the object store, under which the text stands; absent: none. */
  readonly pictureKey?: string;
  /** Of a direct message: buttons below it; absent: none. */
  readonly buttons?: readonly (readonly CardButton[])[];
}

export interface OutboxInput {
  readonly bot: BotName;
  readonly chatId: number;
  /** Messages a minute this chat may get (Telegram allows a group 20). */
  readonly perMinute: number;
  readonly carried: OutboxState | null;
}

export interface OutboxState {
  waiting: OutboxItem[];
  /** The newest sent notices, oldest first, at most 500: older ones are no longer edited. */
  sent: SentItem[];
  /** Keys of the newest direct messages, at most 500: a repeated one is not sent again. */
  directKeys: string[];
  /** Instants (ms) of the sends of the last minute. */
  sendTimesMs: number[];
  failed: number;
  /** The chat became this supergroup: whatever is posted goes on to the outbox there. Absent: it did not. */
  movedTo?: number;
  /** Direct messages that may come again: key to the instant (ms) from which one is taken again. Absent: none yet. */
  quietUntilMs?: Record<string, number>;
}

export interface OutboxStatus {
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
}

export const postSignal = defineSignal<[OutboxItem]>('post');
export const outboxStatusQuery = defineQuery<OutboxStatus>('status');
