import { OncekError } from './errors';

/** A Telegram chat id: a safe integer other than 0; negative for groups, `-100…` for supergroups. */
export type ChatId = number & { readonly __brand: 'ChatId' };

/** A Telegram message id: a safe integer >= 1, unique only within its chat. */
export type MessageId = number & { readonly __brand: 'MessageId' };

/** `<chatId>-<messageId>`, e.g. `-1001000000001-42`. */
export type TicketId = string & { readonly __brand: 'TicketId' };

/** One message of one chat. Plain numbers are accepted, so that data read from JSON needs no cast. */
export interface MessageAddress {
  chatId: number;
  messageId: number;
}

/** The same, checked. */
export interface CheckedAddress {
  chatId: ChatId;
  messageId: MessageId;
}

/** Supergroup and channel ids are -(10^12 + internal id) in the Bot API. */
const SUPERGROUP_OFFSET = 1_000_000_000_000;

/** Canonical decimals only, so that one ticket has one id. */
const TICKET_ID = /^(-?[1-9]\d*)-([1-9]\d*)$/;
const ROW_KEY = /^([1-9]\d*)(?:@(-?[1-9]\d*))?$/;

/** @throws InvalidId unless `value` is a safe integer other than 0 */
export function chatId(value: number): ChatId {
  if (!Number.isSafeInteger(value) || value === 0) {
    throw new OncekError('InvalidId', `chat id ${value} is no safe integer other than 0: give the id Telegram shows`);
  }
  return value as ChatId;
}

/** @throws InvalidId unless `value` is a safe integer >= 1 */
export function messageId(value: number): MessageId {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new OncekError('InvalidId', `message id ${value} is no safe integer >= 1: give the id Telegram shows`);
  }
  return value as MessageId;
}

/** @throws InvalidId when either id is malformed */
export function ticketIdOf(address: MessageAddress): TicketId {
  return `${chatId(address.chatId)}-${messageId(address.messageId)}` as TicketId;
}

/** The address in a ticket id. @throws InvalidId when the text is no ticket id */
export function parseTicketId(text: string): CheckedAddress {
  const match = TICKET_ID.exec(text);
  if (!match) {
    throw new OncekError('InvalidId', `"${text.slice(0, 60)}" is no ticket id: write <chat id>-<message id>`);
  }
  return { chatId: chatId(Number(match[1])), messageId: messageId(Number(match[2])) };
}

/**
 * The text of the tech_message_id cell, the key of a ticket's rows.
 * @param address.plainChatId - the first configured chat, whose keys are the bare message id; null: no chat is plain
 * @returns `123` in the plain chat, `123@-1001000000002` elsewhere
 * @throws InvalidId when an id is malformed
 */
export function rowKey(address: MessageAddress & { plainChatId: number | null }): string {
  const message = messageId(address.messageId);
  return address.chatId === address.plainChatId ? String(message) : `${message}@${chatId(address.chatId)}`;
}

/**
 * The address a row key stands for.
 * @param plainChatId - the chat of keys without `@`; null: such keys are refused
 * @throws InvalidId when the text is no row key, or a bare one where no chat is plain
 */
export function parseRowKey(key: string, plainChatId: number | null): CheckedAddress {
  const match = ROW_KEY.exec(key.trim());
  const chat = match?.[2] === undefined ? plainChatId : Number(match[2]);
  if (!match || chat === null) {
    throw new OncekError(
      'InvalidId',
      `"${key.slice(0, 60)}" is no row key: write <message id> or <message id>@<chat id>`,
    );
  }
  return { chatId: chatId(chat), messageId: messageId(Number(match[1])) };
}

/** Basic groups have small negative ids; only they can get another id, by becoming a supergroup. */
export function isBasicGroup(chatId: number): boolean {
  return chatId < 0 && chatId > -SUPERGROUP_OFFSET;
}

/**
 * A link that opens the message in Telegram, for members of the chat.
 * @returns null for basic groups and private chats, whose messages have no link
 */
export function messageLink(address: MessageAddress): string | null {
  const internalId = -address.chatId - SUPERGROUP_OFFSET;
  return internalId > 0 ? `https://t.me/c/${internalId}/${address.messageId}` : null;
}
