import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { wireMessage, type World } from '../world';
import { peopleChat, peopleMessage, PeopleError, personOf } from './actions';
import type { pressSchema } from './schemas';

/** Callback query ids are 64-bit numbers written as strings. */
const FIRST_QUERY_ID = 4_382_741_900_000_000_000n;

/** A person presses an inline button; the bot that wrote the message gets the callback query. @throws PeopleError */
export function pressButton(world: World, request: z.infer<typeof pressSchema>): { callbackQueryId: string } {
  const chat = peopleChat(world, request.chatId, request.bot);
  const from = personOf(world, request.from);
  if (!chat.userIds.includes(from.id)) throw new PeopleError('from', `${from.id} is not in chat ${chat.id}`);
  const stored = peopleMessage(world, chat, request.messageId);
  const buttons = stored.message.reply_markup?.inline_keyboard.flat() ?? [];
  if (!stored.bot || !buttons.some(({ callback_data: data }) => data === request.data)) {
    const known = buttons.flatMap(({ callback_data: data }) => (data === undefined ? [] : [data]));
    throw new PeopleError(
      'data',
      `message ${request.messageId} has no such button (it has: ${known.join(', ') || 'none'})`,
    );
  }
  const id = String(FIRST_QUERY_ID + BigInt(world.store.count('press')));
  world.store.presses.put(id, { id, bot: stored.bot, fromId: from.id, data: request.data });
  world.push(stored.bot, 'callback_query', {
    id,
    from,
    message: wireMessage(world.store, stored),
    chat_instance: chatInstance(chat.key),
    data: request.data,
  });
  return { callbackQueryId: id };
}

function chatInstance(chatKey: string): string {
  return String(createHash('sha256').update(chatKey).digest().readBigInt64BE());
}
