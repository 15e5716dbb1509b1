import { parseCommand, parseOpsReply, type Command, type MessageGrammar, type OpsReply } from './messages';
import { isPleasantry } from './pleasantry';

export const MEDIA_KINDS = ['photo', 'animation', 'video', 'audio', 'document'] as const;

export type MediaKind = (typeof MEDIA_KINDS)[number];

/** The one attachment of a message that is stored. */
export interface IncomingMedia {
  kind: MediaKind;
  fileId: string;
  fileName: string | null;
  mimeType: string | null;
  sizeBytes: number | null;
}

export interface IncomingPerson {
  id: number;
  firstName: string;
  username: string | null;
  isBot: boolean;
}

/** One Telegram message in the words of this product, as plain JSON. */
export interface IncomingMessage {
  chatId: number;
  chatTitle: string | null;
  chatUsername: string | null;
  chatType: 'private' | 'group' | 'supergroup' | 'channel';
  messageId: number;
  /** Unix seconds; of a forward, the forward's own. */
  date: number;
  /** Unix seconds. */
  editDate: number | null;
  /** Null where Telegram names none. */
  from: IncomingPerson | null;
  /** Text or caption, '' if neither. */
  text: string;
  isCaption: boolean;
  /** Null where there is none, or of a kind that is not stored (voice, video note, location, contact, poll). */
  media: IncomingMedia | null;
  mediaGroupId: string | null;
  /** Forwarded by a person, or automatically from a linked channel. */
  forwarded: boolean;
  replyTo: IncomingMessage | null;
  /** Joins, pins, title changes and the like: nobody wrote it. */
  isService: boolean;
  /** Sticker or dice. */
  isSticker: boolean;
  migrateToChatId: number | null;
}

/** Why a message is left alone. */
export type OrdinaryReason = 'bot' | 'pleasantry' | 'ops-message' | 'reply' | 'caption';

/**
 * What a message is to the desk.
 * - `problem`: starts its ticket, or edits one where `edited`
 * - `ops-reply`: speaks about the message it replies to; `chat` only where `edited`, since an edit may take an oncek
 *   or a solution back to ordinary talk
 * - `command`: `/name`, with or without a reply; who may give it is for the command to decide
 * - `migration`: the group became a supergroup
 * - `service`, `elsewhere` (not a collecting chat), `ordinary`: left alone
 */
export type IncomingKind =
  | { kind: 'problem'; edited: boolean; forwarded: boolean }
  | { kind: 'ops-reply'; edited: boolean; reply: OpsReply; replyTo: IncomingMessage }
  | { kind: 'command'; command: Command; replyTo: IncomingMessage | null }
  | { kind: 'migration'; toChatId: number }
  | { kind: 'service' }
  | { kind: 'elsewhere' }
  | { kind: 'ordinary'; reason: OrdinaryReason };

/**
 * Decides what a message of a group is.
 *
 * A problem is a non-reply by someone who is not ops, not a bot, no command, no service message and no pleasantry. A
 * photo or a voice message without a word is one too, with empty text: nothing a technician sends may be lost. A
 * sticker is a pleasantry; a picture with "siap" below it is a problem, since the picture is not. Ops replies count as
 * text messages only, not as captions.
 *
 * @param input.edited - whether it came as an edit
 * @param input.opsUserIds - who is ops in the group; empty: anybody's non-reply is a problem, anybody's reply may be an
 * oncek or a solution
 * @param input.targetChatIds - the collecting chats
 */
export function classifyIncoming(input: {
  message: IncomingMessage;
  edited: boolean;
  opsUserIds: readonly number[];
  targetChatIds: readonly number[];
  grammar: MessageGrammar;
}): IncomingKind {
  const { message, edited, opsUserIds, targetChatIds, grammar } = input;
  if (!targetChatIds.includes(message.chatId)) {
    return { kind: 'elsewhere' };
  }
  if (message.migrateToChatId !== null) {
    return { kind: 'migration', toChatId: message.migrateToChatId };
  }
  if (message.isService) {
    return { kind: 'service' };
  }
  if (message.from?.isBot) {
    return { kind: 'ordinary', reason: 'bot' };
  }
  const replyTo = repliedMessage(message);
  const command = message.isCaption ? null : parseCommand(message.text);
  if (command) {
    return { kind: 'command', command, replyTo };
  }
  const isOps = opsUserIds.length === 0 || (message.from !== null && opsUserIds.includes(message.from.id));
  if (replyTo) {
    return isOps ? opsReply({ message, edited, replyTo, grammar }) : { kind: 'ordinary', reason: 'reply' };
  }
  if (isOps && opsUserIds.length > 0) {
    return { kind: 'ordinary', reason: 'ops-message' };
  }
  if (isOnlyPleasant(message, grammar)) {
    return { kind: 'ordinary', reason: 'pleasantry' };
  }
  return { kind: 'problem', edited, forwarded: message.forwarded };
}

function opsReply(input: {
  message: IncomingMessage;
  edited: boolean;
  replyTo: IncomingMessage;
  grammar: MessageGrammar;
}): IncomingKind {
  const { message, edited, replyTo, grammar } = input;
  if (message.isCaption || message.text === '') {
    return { kind: 'ordinary', reason: 'caption' };
  }
  const reply = parseOpsReply(message.text, grammar);
  return reply.kind === 'chat' && !edited
    ? { kind: 'ordinary', reason: 'reply' }
    : { kind: 'ops-reply', edited, reply, replyTo };
}

/** In forum topics Telegram names the topic's opening as replied to, though nobody replied. */
function repliedMessage(message: IncomingMessage): IncomingMessage | null {
  return message.replyTo?.isService ? null : message.replyTo;
}

function isOnlyPleasant(message: IncomingMessage, grammar: MessageGrammar): boolean {
  if (message.isSticker) {
    return true;
  }
  return (
    !message.isCaption &&
    message.media === null &&
    isPleasantry(message.text, { names: grammar.solvers.map((solver) => solver.name) })
  );
}
