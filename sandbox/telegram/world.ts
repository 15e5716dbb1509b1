import type { SandboxCore } from '../service';
import { badRequest } from './errors';
import type { BotName, TelegramSettings } from './settings';
import { groupKey, messageKey, privateKey, type StoredChat, type StoredMessage, type TelegramStore } from './store';
import type { UpdateKind, WireChat, WireMessage, WireUser } from './wire';

/** What the methods and the people's side share. */
export interface World {
  readonly store: TelegramStore;
  readonly core: SandboxCore;
  readonly settings: TelegramSettings;
  /** Hands an update to a bot's queue. */
  push(bot: BotName, kind: UpdateKind, payload: unknown): void;
}

const BOT_PROFILES: Record<BotName, { first_name: string; username: string }> = {
  group: { first_name: 'Oncek', username: 'oncek_group_bot' },
  admin: { first_name: 'Oncek Admin', username: 'oncek_admin_bot' },
};

/** A bot as a user; its id is the number its token starts with. */
export function botUser(world: World, bot: BotName): WireUser {
  return { id: Number(world.settings.tokens[bot].split(':', 1)[0]), is_bot: true, ...BOT_PROFILES[bot] };
}

/** Whether the bot's privacy mode is on. */
export function hasPrivacy(world: World, bot: BotName): boolean {
  return world.store.bots.get(bot)?.hasPrivacy ?? bot === 'admin';
}

/** The chat object as messages carry it. */
export function wireChat(store: TelegramStore, chat: StoredChat): WireChat {
  if (chat.type !== 'private') return { id: chat.id, type: chat.type, title: chat.title };
  const user = store.users.get(String(chat.id));
  return { id: chat.id, type: 'private', first_name: user?.first_name, username: user?.username };
}

/**
 * A message as it is sent: with the message it replies to as that one stands now; a reply inside a reply is left out,
 * as Telegram does.
 */
export function wireMessage(store: TelegramStore, stored: StoredMessage): WireMessage {
  const target = stored.replyTo && store.messages.get(messageKey(stored.replyTo.chatKey, stored.replyTo.messageId));
  return target ? { ...stored.message, reply_to_message: target.message } : stored.message;
}

/** Unix seconds of the sandbox's clock. */
export function unixNow(core: SandboxCore): number {
  return Math.floor(core.clock().getTime() / 1000);
}

/** Stores a new message under the chat's next id and tells the pages. */
export function addMessage(
  world: World,
  chat: StoredChat,
  draft: Omit<StoredMessage, 'chatKey' | 'message'> & { message: Omit<WireMessage, 'message_id' | 'chat'> },
): StoredMessage {
  const { store, core } = world;
  const messageId = chat.lastMessageId + 1;
  const { from, date, ...content } = draft.message;
  const message = { message_id: messageId, from, chat: wireChat(store, chat), date, ...content } as WireMessage;
  const stored: StoredMessage = { ...draft, chatKey: chat.key, message };
  store.chats.put(chat.key, { ...(store.chats.get(chat.key) ?? chat), lastMessageId: messageId });
  store.messages.put(messageKey(chat.key, messageId), stored);
  core.publish({ kind: 'message', chatKey: chat.key, chatId: chat.id, messageId });
  return stored;
}

/** Stores a changed message and tells the pages. */
export function replaceMessage(world: World, stored: StoredMessage): void {
  const { message_id: messageId, chat } = stored.message;
  world.store.messages.put(messageKey(stored.chatKey, messageId), stored);
  world.core.publish({ kind: 'edit', chatKey: stored.chatKey, chatId: chat.id, messageId });
}

/** The messages of a chat that still exist, oldest first. @param limit - only the newest ones */
export function messagesOf(store: TelegramStore, chat: StoredChat, limit = Infinity): StoredMessage[] {
  const found: StoredMessage[] = [];
  for (let id = chat.lastMessageId; id > 0 && found.length < limit; id -= 1) {
    const stored = store.messages.get(messageKey(chat.key, id));
    if (stored) found.push(stored);
  }
  return found.reverse();
}

/** The record of a chat from one bot's view, undefined where the bot cannot know it. */
export function chatOf(store: TelegramStore, chatId: number, bot: BotName): StoredChat | undefined {
  return store.chats.get(chatId > 0 ? privateKey(chatId, bot) : groupKey(chatId));
}

/**
 * The chat a bot may act in.
 * @throws TelegramError `chat not found`, or where the group moved, with the new id
 */
export function chatForBot(world: World, chatId: number, bot: BotName): StoredChat {
  const chat = chatOf(world.store, chatId, bot);
  if (!chat || !chat.bots.includes(bot)) throw badRequest('chat not found');
  if (chat.migratedTo !== undefined) {
    throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migratedTo });
  }
  return chat;
}
