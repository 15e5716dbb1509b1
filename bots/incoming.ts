import { z } from 'zod';
import { OncekError } from '../domain/errors';
import type { IncomingMessage, IncomingPerson } from '../domain/incoming';
import { instantOfUnix } from '../domain/local-time';
import { pickMedia } from '../domain/media';
import type { Person, ProblemMessage, StaffMessage } from '../domain/ticket';
import { SERVICE_FIELDS } from './service-fields';

/** A person with first and last name as Telegram shows them. */
export interface BotPerson extends IncomingPerson {
  readonly fullName: string;
}

/** A message of Telegram in the words of this product. */
export interface BotMessage extends IncomingMessage {
  from: BotPerson | null;
  replyTo: BotMessage | null;
}

const file = z.looseObject({
  file_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
});
const user = z.looseObject({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
});
const chat = z.looseObject({
  id: z.int(),
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().optional(),
  username: z.string().optional(),
});
/** Only what is read below; whatever else Telegram sends, kinds of media not known today included, passes. */
const single = z.looseObject({
  message_id: z.int().min(1),
  date: z.int(),
  edit_date: z.int().optional(),
  chat,
  from: user.optional(),
  sender_chat: chat.optional(),
  is_automatic_forward: z.boolean().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  media_group_id: z.string().optional(),
  migrate_to_chat_id: z.int().optional(),
  photo: z.array(file.extend({ width: z.number(), height: z.number() })).optional(),
  animation: file.optional(),
  video: file.optional(),
  audio: file.optional(),
  document: file.optional(),
});
const wireMessage = single.extend({ reply_to_message: single.optional() });

/**
 * Reads the message of an update.
 * @param raw - Telegram's `Message` as it came
 * @throws InvalidInput naming the fields that are not as Telegram documents them, never their content
 */
export function readMessage(raw: unknown): BotMessage {
  const parsed = wireMessage.safeParse(raw);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'message').join(', ');
    throw new OncekError('InvalidInput', `the update's message cannot be read, see its fields: ${fields}`);
  }
  const { reply_to_message: repliedTo } = parsed.data;
  return messageOf(parsed.data, repliedTo ? messageOf(repliedTo, null) : null);
}

function messageOf(raw: z.infer<typeof single>, replyTo: BotMessage | null): BotMessage {
  return {
    chatId: raw.chat.id,
    chatTitle: raw.chat.title ?? null,
    chatUsername: raw.chat.username ?? null,
    chatType: raw.chat.type,
    messageId: raw.message_id,
    date: raw.date,
    editDate: raw.edit_date ?? null,
    from: authorOf(raw),
    text: raw.text ?? raw.caption ?? '',
    isCaption: raw.text === undefined && raw.caption !== undefined,
    media: pickMedia(raw),
    mediaGroupId: raw.media_group_id ?? null,
    forwarded: 'forward_origin' in raw || 'forward_date' in raw || raw.is_automatic_forward === true,
    replyTo,
    isService: SERVICE_FIELDS.some((field) => field in raw),
    isSticker: 'sticker' in raw || 'dice' in raw,
    migrateToChatId: raw.migrate_to_chat_id ?? null,
  };
}

/** Anonymous admins and linked channels write as a chat, and `from` is then a stand-in, often a bot, that wrote nothing. */
function authorOf({ from, sender_chat: sender }: z.infer<typeof single>): BotPerson | null {
  if (sender) {
    const name = sender.title ?? sender.username ?? String(sender.id);
    return { id: sender.id, firstName: name, fullName: name, username: sender.username ?? null, isBot: false };
  }
  if (!from) return null;
  return {
    id: from.id,
    firstName: from.first_name,
    fullName: [from.first_name, from.last_name].filter(Boolean).join(' '),
    username: from.username ?? null,
    isBot: from.is_bot,
  };
}

/** The message as the problem of a ticket. */
export function problemOf(message: BotMessage): ProblemMessage {
  return {
    text: message.text,
    sentAt: instantOfUnix(message.date),
    editedAt: message.editDate === null ? null : instantOfUnix(message.editDate),
    from: message.from && personOf(message.from),
    media: message.media,
    forwarded: message.forwarded,
  };
}

/**
 * The message as a reply of ops.
 * @param ticketChatId - chat of the ticket; a reply from another one, after the group moved, is told apart from a reply
 * of the ticket's own chat with the same number
 */
export function staffMessageOf(message: BotMessage, ticketChatId: number): StaffMessage {
  return {
    id: message.chatId === ticketChatId ? `tg:${message.messageId}` : `tg:${message.chatId}:${message.messageId}`,
    messageId: message.messageId,
    text: message.text,
    sentAt: instantOfUnix(message.date),
    editedAt: message.editDate === null ? null : instantOfUnix(message.editDate),
    from: message.from ? personOf(message.from) : { id: 0, name: '' },
  };
}

/** What the sheet calls a group without a label in the settings: its title, username or id. */
export function groupLabelOf(message: Pick<BotMessage, 'chatId' | 'chatTitle' | 'chatUsername'>): string {
  return message.chatTitle ?? message.chatUsername ?? String(message.chatId);
}

function personOf({ id, fullName }: BotPerson): Person {
  return { id, name: fullName };
}
