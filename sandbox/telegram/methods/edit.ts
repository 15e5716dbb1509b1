import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../errors';
import { messageKey, type StoredMessage } from '../store';
import type { WireMessage } from '../wire';
import { chatForBot, replaceMessage, unixNow, wireMessage } from '../world';
import type { Call } from './context';
import { captionFields, formattedText } from './send';

/** `editMessageText`; without a keyboard in the call the message loses its own, as in Telegram. */
export function editMessageText(call: Call): WireMessage {
  const stored = ownMessage(call);
  if (stored.message.text === undefined) throw badRequest('there is no text in the message to edit');
  const { text, entities } = formattedText(call);
  return change(call, stored, { text, entities: entities.length > 0 ? entities : undefined, ...keyboardField(call) });
}

/** `editMessageCaption`; an empty caption takes it away. */
export function editMessageCaption(call: Call): WireMessage {
  const stored = ownMessage(call);
  if (stored.message.text !== undefined) throw badRequest('there is no caption in the message to edit');
  const { caption, caption_entities } = captionFields(call);
  return change(call, stored, { caption, caption_entities, ...keyboardField(call) });
}

/** `editMessageReplyMarkup`; without a keyboard in the call the message loses its own. */
export function editMessageReplyMarkup(call: Call): WireMessage {
  return change(call, ownMessage(call), keyboardField(call));
}

/** `deleteMessage`: own ones anywhere, others' only where the bot is an administrator (in the demo nowhere). */
export function deleteMessage(call: Call): true {
  const { world, bot } = call;
  const stored = targetMessage(call, 'message to delete not found');
  if (stored.bot !== bot) throw badRequest("message can't be deleted");
  const { message_id: messageId, chat } = stored.message;
  world.store.messages.delete(messageKey(stored.chatKey, messageId));
  world.core.publish({ kind: 'delete', chatKey: stored.chatKey, chatId: chat.id, messageId });
  return true;
}

function change(call: Call, stored: StoredMessage, fields: Partial<WireMessage>): WireMessage {
  const changed: Record<string, unknown> = { ...stored.message, ...fields };
  for (const [name, value] of Object.entries(changed)) if (value === undefined) delete changed[name];
  if (isDeepStrictEqual(changed, { ...stored.message })) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
        'content and reply markup of the message',
    );
  }
  const message = { ...changed, edit_date: unixNow(call.world.core) } as WireMessage;
  const edited = { ...stored, message };
  replaceMessage(call.world, edited);
  return wireMessage(call.world.store, edited);
}

function keyboardField(call: Call): Partial<WireMessage> {
  return { reply_markup: call.params.inlineKeyboard() };
}

function ownMessage(call: Call): StoredMessage {
  const stored = targetMessage(call, 'message to edit not found');
  if (stored.bot !== call.bot) throw badRequest("message can't be edited");
  return stored;
}

function targetMessage({ world, bot, params }: Call, missing: string): StoredMessage {
  const chat = chatForBot(world, params.chatId(), bot);
  const messageId = params.integer('message_id');
  if (messageId === undefined) throw badRequest('message identifier is not specified');
  const stored = world.store.messages.get(messageKey(chat.key, messageId));
  if (!stored) throw badRequest(missing);
  return stored;
}
