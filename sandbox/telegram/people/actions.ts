import { withFoundEntities } from '../entities';
import { botUser, chatOf, hasPrivacy, messagesOf, type World } from '../world';
import { BOT_NAMES, type BotName } from '../settings';
import { messageKey, privateKey, type StoredChat, type StoredMessage } from '../store';
import type { WireMessage, WireUser } from '../wire';

/** Why: a request of the people's side names something that does not exist or cannot be. Answered as 400. */
export class PeopleError extends Error {
  constructor(
    /** The field of the request that is at fault. */
    readonly field: string,
    detail: string,
  ) {
    super(`${field}: ${detail}`);
    this.name = 'PeopleError';
  }
}

/** Remembers a person as given, or finds one known by the id alone. */
export function personOf(world: World, given: Omit<WireUser, 'is_bot'> | number): WireUser {
  if (typeof given === 'number') {
    const known = world.store.users.get(String(given));
    if (!known) throw new PeopleError('from', `nobody has the id ${given}; give first_name too`);
    return known;
  }
  const known = world.store.users.get(String(given.id));
  const user: WireUser = { id: given.id, is_bot: false, first_name: given.first_name, username: given.username };
  if (known?.first_name !== user.first_name || known.username !== user.username) {
    world.store.users.put(String(user.id), user);
  }
  return user;
}

/** @throws PeopleError when there is no such chat, or it moved */
export function peopleChat(world: World, chatId: number, bot: BotName): StoredChat {
  const chat = chatOf(world.store, chatId, bot);
  if (!chat) throw new PeopleError('chatId', `no chat ${chatId}`);
  if (chat.migratedTo !== undefined) throw new PeopleError('chatId', `the group moved to ${chat.migratedTo}`);
  return chat;
}

/** @throws PeopleError when the chat has no such message */
export function peopleMessage(world: World, chat: StoredChat, messageId: number): StoredMessage {
  const stored = world.store.messages.get(messageKey(chat.key, messageId));
  if (stored) return stored;
  const last = messagesOf(world.store, chat, 1)[0]?.message.message_id;
  throw new PeopleError('messageId', `no message ${messageId} in chat ${chat.id} (the last is ${last ?? 'none'})`);
}

/** The private chat of a user with a bot, made when first used. */
export function privateChat(world: World, userId: number, bot: BotName): StoredChat {
  const key = privateKey(userId, bot);
  return (
    world.store.chats.get(key) ?? {
      key,
      id: userId,
      type: 'private',
      userIds: [userId],
      adminIds: [],
      bots: [bot],
      lastMessageId: 0,
    }
  );
}

/**
 * The bots that see a person's message: all members of the chat whose privacy mode lets it through. With privacy mode on a
 * bot that is no administrator sees in groups only commands, mentions, replies to itself and service messages.
 */
export function audience(world: World, chat: StoredChat, stored: StoredMessage): BotName[] {
  return BOT_NAMES.filter((bot) => {
    if (!chat.bots.includes(bot)) return false;
    if (chat.type === 'private' || !hasPrivacy(world, bot) || chat.botStatus?.[bot] === 'administrator') return true;
    return concernsBot(world, bot, stored);
  });
}

function concernsBot(world: World, bot: BotName, { message, replyTo }: StoredMessage): boolean {
  const target = replyTo && world.store.messages.get(messageKey(replyTo.chatKey, replyTo.messageId));
  if (target?.bot === bot) return true;
  const text = message.text ?? message.caption;
  if (text === undefined) return isServiceMessage(message);
  if (text.startsWith('/')) return true;
  return text.toLowerCase().includes(`@${botUser(world, bot).username?.toLowerCase()}`);
}

function isServiceMessage(message: WireMessage): boolean {
  return [
    'new_chat_members',
    'left_chat_member',
    'new_chat_title',
    'pinned_message',
    'migrate_to_chat_id',
    'migrate_from_chat_id',
  ].some((field) => field in message);
}

/** A text as message fields, with the commands, links and mentions Telegram finds in it. */
export function textFields(name: 'text' | 'caption', source: string): Partial<WireMessage> {
  const { text, entities } = withFoundEntities({ text: source, entities: [] });
  if (text === '') return {};
  const found = entities.length > 0 ? entities : undefined;
  return name === 'text' ? { text, entities: found } : { caption: text, caption_entities: found };
}
