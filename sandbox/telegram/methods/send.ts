import { CAPTION_LIMIT, TEXT_LIMIT, formatBotText } from '../entities';
import { badRequest, forbidden } from '../errors';
import { sentMedia } from '../files';
import type { FormattedText } from '../html';
import { messageKey, privateKey, type StoredChat, type StoredMessage } from '../store';
import type { WireMessage } from '../wire';
import { addMessage, botUser, chatForBot, unixNow, wireMessage } from '../world';
import type { Call } from './context';

/** `sendMessage`. */
export function sendMessage(call: Call): WireMessage {
  const chat = targetChat(call);
  const { text, entities } = formattedText(call);
  return deliver(call, chat, { text, ...(entities.length > 0 && { entities }) });
}

/** `sendPhoto`: an uploaded file or a known file_id. */
export function sendPhoto(call: Call): WireMessage {
  return sendFile(call, 'photo');
}

/** `sendDocument`: an uploaded file or a known file_id. */
export function sendDocument(call: Call): WireMessage {
  return sendFile(call, 'document');
}

export function sendChatAction(call: Call): true {
  targetChat(call);
  if (!call.params.string('action')) throw badRequest('wrong parameter action in request');
  return true;
}

/** The text of a call as it is stored. @throws TelegramError when empty, too long, or its markup is broken */
export function formattedText({ params }: Call): FormattedText {
  const formatted = formatBotText(params.string('text') ?? '', {
    parseMode: params.string('parse_mode'),
    entities: params.entities('entities'),
    limit: TEXT_LIMIT,
    tooLong: 'message is too long',
  });
  if (formatted.text === '') throw badRequest('message text is empty');
  return formatted;
}

/** The caption of a call, as message fields; none where it is empty. */
export function captionFields({ params }: Call): Pick<WireMessage, 'caption' | 'caption_entities'> {
  const { text, entities } = formatBotText(params.string('caption') ?? '', {
    parseMode: params.string('parse_mode'),
    entities: params.entities('caption_entities'),
    limit: CAPTION_LIMIT,
    tooLong: 'message caption is too long',
  });
  return { ...(text && { caption: text }), ...(entities.length > 0 && { caption_entities: entities }) };
}

function sendFile(call: Call, kind: 'photo' | 'document'): WireMessage {
  const chat = targetChat(call);
  const caption = captionFields(call);
  return deliver(call, chat, { ...sentMedia(call.world.store, call.params, kind), ...caption });
}

function deliver(call: Call, chat: StoredChat, content: Record<string, unknown>): WireMessage {
  const { world, bot, params, limiter } = call;
  const replyTo = replyTarget(call, chat);
  const keyboard = params.inlineKeyboard();
  const forcedReply = params.forcedReply();
  if (params.integer('message_thread_id')) throw badRequest('message thread not found');
  // Refused calls are not counted, so this stands behind all other checks.
  limiter.send(bot, chat.key, chat.type === 'private' ? 'private' : 'group');
  const stored = addMessage(world, chat, {
    bot,
    replyTo,
    ...(forcedReply !== undefined && { forcedReply }),
    message: {
      from: botUser(world, bot),
      date: unixNow(world.core),
      ...content,
      ...(keyboard && { reply_markup: keyboard }),
    },
  });
  return wireMessage(world.store, stored);
}

/** @throws TelegramError where the bot cannot write: no such chat, moved, never started, blocked */
function targetChat({ world, bot, params }: Call): StoredChat {
  const chatId = params.chatId();
  if (chatId < 0) {
    const group = chatForBot(world, chatId, bot);
    if (group.botStatus?.[bot] === 'restricted') {
      throw badRequest('not enough rights to send text messages to the chat');
    }
    return group;
  }
  const chat = world.store.chats.get(privateKey(chatId, bot));
  if (chat?.state === 'started') return chat;
  if (chat?.state === 'blocked') throw forbidden('bot was blocked by the user');
  if (world.store.users.get(String(chatId))) throw forbidden("bot can't initiate conversation with a user");
  throw badRequest('chat not found');
}

function replyTarget({ world, params }: Call, chat: StoredChat): StoredMessage['replyTo'] {
  const given = params.object('reply_parameters');
  const messageId = given ? Number(given['message_id']) : params.integer('reply_to_message_id');
  if (messageId === undefined) return undefined;
  if (world.store.messages.get(messageKey(chat.key, messageId))) return { chatKey: chat.key, messageId };
  const isOptional = given
    ? given['allow_sending_without_reply'] === true
    : params.boolean('allow_sending_without_reply');
  if (isOptional) return undefined;
  throw badRequest('message to be replied not found');
}
