import { z } from 'zod';
import { BOT_NAMES } from '../settings';

const id = z.int().safe();
const messageId = z.int().positive();
const bot = z.enum(BOT_NAMES);
/** Which private chat is meant where the chat id is a user's. */
const privateBot = bot.default('admin');
const person = z.strictObject({
  id: id.positive(),
  first_name: z.string().min(1).max(64),
  username: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{3,31}$/)
    .optional(),
});

/** A forwarded message's first writer: with an id a user, without one a user who hides the account. */
const forwardedFrom = z.strictObject({
  id: id.positive().optional(),
  first_name: z.string().min(1).max(64),
  username: z.string().optional(),
  /** Unix seconds of the original; default an hour before the forward. */
  date: z.int().positive().optional(),
});

/** Media that carry a file, and the kinds the product knows nothing of. */
export const MEDIA_TYPES = [
  'photo',
  'document',
  'video',
  'animation',
  'audio',
  'voice',
  'sticker',
  'video_note',
  'location',
  'contact',
  'poll',
  'dice',
] as const;

/** 10 MB as base64; the body's own limit is 20 MB. */
const MAX_CONTENT_CHARACTERS = 14_000_000;

const media = z.strictObject({
  type: z.enum(MEDIA_TYPES),
  /** Default 50,000. Bytes are generated when asked for, so size costs nothing. */
  sizeBytes: z
    .int()
    .min(0)
    .max(2 * 1024 ** 3)
    .default(50_000),
  fileName: z.string().min(1).max(255).optional(),
  /** The file itself, base64; its size then counts, not `sizeBytes`. Only for kinds that carry a file. */
  content: z.base64().min(4).max(MAX_CONTENT_CHARACTERS).optional(),
  /** A file sent before, as a forward sends it again. */
  fileId: z.string().min(1).optional(),
});

/** `POST /telegram/people/messages` */
export const messageSchema = z
  .strictObject({
    chatId: id,
    bot: privateBot,
    from: person,
    text: z.string().trim().min(1).max(4096).optional(),
    caption: z.string().max(4096).optional(),
    media: media.optional(),
    /** A service message instead of content. */
    service: z.enum(['new_chat_members', 'left_chat_member', 'new_chat_title', 'pinned_message']).optional(),
    replyTo: messageId.optional(),
    /** Where the message replied to stands, if not here: the group this one was before its migration. */
    replyToChatId: id.optional(),
    forwardedFrom: forwardedFrom.optional(),
    mediaGroupId: z.string().min(1).max(64).optional(),
    /** Unix seconds. */
    date: z.int().positive().optional(),
  })
  .superRefine((message, context) => {
    const contents = [message.text, message.media, message.service].filter((part) => part !== undefined);
    if (contents.length !== 1) {
      context.addIssue({ code: 'custom', path: ['text'], message: 'give exactly one of text, media and service' });
    }
    if (message.caption !== undefined && !message.media) {
      context.addIssue({ code: 'custom', path: ['caption'], message: 'only media have a caption' });
    }
  });
export type PeopleMessage = z.infer<typeof messageSchema>;

/** `POST /telegram/people/edits`; an unchanged text is an edit without a change. */
export const editSchema = z.strictObject({
  chatId: id,
  bot: privateBot,
  messageId,
  text: z.string().trim().min(1).max(4096),
});

/** `POST /telegram/people/reactions` */
export const reactionSchema = z.strictObject({
  chatId: id,
  bot: privateBot,
  messageId,
  from: person.optional(),
  emoji: z.string().min(1).max(8).default('👍'),
  /** Takes the person's reaction back. */
  isRemoved: z.boolean().default(false),
});

/** `POST /telegram/people/users`: somebody new; a known id only gets the new name. */
export const userSchema = person;

/** `POST /telegram/people/presses` */
export const pressSchema = z.strictObject({
  chatId: id,
  bot: privateBot,
  messageId,
  from: z.union([person, id.positive()]),
  data: z.string().min(1),
});

/** `POST /telegram/people/migrations` */
export const migrationSchema = z.strictObject({ chatId: id });

/** `POST /telegram/people/starts` and `/blocks` */
export const startSchema = z.strictObject({ from: z.union([person, id.positive()]), bot: privateBot });

/** `POST /telegram/people/members`: a bot is added to a group, gets another standing in it, or is removed from it. */
export const memberSchema = z.strictObject({
  chatId: id,
  bot,
  isMember: z.boolean(),
  status: z.enum(['member', 'administrator', 'restricted']).default('member'),
});

/** `POST /telegram/people/privacy`: the bot's owner switches its privacy mode. */
export const privacySchema = z.strictObject({ bot, isOn: z.boolean() });

/** Query of `GET /telegram/people/commands`: the menu that a person sees in a chat. */
export const menuQuerySchema = z.strictObject({
  chatId: z.coerce.number().int(),
  userId: z.coerce.number().int().positive(),
  bot: privateBot,
  /** Of the person's Telegram. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .default('id'),
});

/** Query of `GET /telegram/people/chats/{chatId}/messages`. */
export const messagesQuerySchema = z.strictObject({
  bot: privateBot,
  /** Only the newest so many. */
  limit: z.coerce.number().int().positive().optional(),
});
