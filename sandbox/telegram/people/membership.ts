import type { z } from 'zod';
import { BOT_NAMES, type BotName } from '../settings';
import { groupKey, type StoredChat } from '../store';
import type { WireUser } from '../wire';
import { addMessage, botUser, unixNow, wireChat, wireMessage, type World } from '../world';
import { peopleChat, PeopleError, personOf, privateChat, textFields } from './actions';
import type { memberSchema, migrationSchema, privacySchema, startSchema } from './schemas';

/** New supergroups get ids below those of the demo's own. */
const FIRST_SUPERGROUP_ID = -1001000001000;

/** A person presses Start: the chat opens and the bot gets `/start`; after a block also `my_chat_member`. */
export function pressStart(world: World, request: z.infer<typeof startSchema>): { messageId: number } {
  const user = personOf(world, request.from);
  const before = privateChat(world, user.id, request.bot);
  const chat: StoredChat = { ...before, state: 'started' };
  world.store.chats.put(chat.key, chat);
  if (before.state === 'blocked') announceMembership(world, chat, user, request.bot, ['kicked', 'member']);
  const stored = addMessage(world, chat, {
    message: { from: user, date: unixNow(world.core), ...textFields('text', '/start') },
  });
  world.push(request.bot, 'message', wireMessage(world.store, stored));
  return { messageId: stored.message.message_id };
}

/** A person blocks a bot: it hears of it, and cannot write to the person any more. @throws PeopleError */
export function blockBot(world: World, request: z.infer<typeof startSchema>): void {
  const user = personOf(world, request.from);
  const before = privateChat(world, user.id, request.bot);
  if (before.state !== 'started') throw new PeopleError('from', `${user.id} has not started the ${request.bot} bot`);
  const chat: StoredChat = { ...before, state: 'blocked' };
  world.store.chats.put(chat.key, chat);
  announceMembership(world, chat, user, request.bot, ['member', 'kicked']);
}

/** An administrator adds a bot to a group, changes what it may do there, or removes it. @throws PeopleError */
export function setBotMembership(world: World, request: z.infer<typeof memberSchema>): void {
  const { bot, isMember, status } = request;
  const chat = peopleChat(world, request.chatId, bot);
  if (chat.type === 'private') throw new PeopleError('chatId', 'bots are added to groups');
  const before = chat.bots.includes(bot) ? (chat.botStatus?.[bot] ?? 'member') : 'left';
  const after = isMember ? status : 'left';
  if (before === after) return;
  const others = chat.bots.filter((other) => other !== bot);
  const botStatus = { ...chat.botStatus, [bot]: isMember ? status : undefined };
  const changed = { ...chat, bots: isMember ? [...others, bot] : others, botStatus };
  world.store.chats.put(chat.key, changed);
  const admin = world.store.users.get(String(chat.adminIds[0]));
  if (admin) announceMembership(world, changed, admin, bot, [before, after]);
}

/** The bot's owner switches its privacy mode, as with BotFather. */
export function setPrivacy(world: World, { bot, isOn }: z.infer<typeof privacySchema>): void {
  const record = world.store.bots.get(bot);
  if (record) world.store.bots.put(bot, { ...record, hasPrivacy: isOn });
}

/** A basic group becomes a supergroup under a new id; its old messages stay where they were. @throws PeopleError */
export function migrateGroup(world: World, request: z.infer<typeof migrationSchema>): { chatId: number } {
  const group = peopleChat(world, request.chatId, 'group');
  if (group.type !== 'group') throw new PeopleError('chatId', `chat ${group.id} is no basic group`);
  const id = FIRST_SUPERGROUP_ID - world.store.count('migration');
  const key = groupKey(id);
  const supergroup: StoredChat = { ...group, key, id, type: 'supergroup', lastMessageId: 0, migratedFrom: group.id };
  world.store.chats.put(key, supergroup);
  const from = world.store.users.get(String(group.adminIds[0] ?? group.userIds[0]));
  if (!from) throw new PeopleError('chatId', `chat ${group.id} has no members`);
  announceService(world, group, from, { migrate_to_chat_id: id });
  const left = world.store.chats.get(group.key) ?? group;
  world.store.chats.put(group.key, { ...left, migratedTo: id });
  announceService(world, supergroup, from, { migrate_from_chat_id: group.id });
  world.core.publish({ kind: 'chat', chatKey: key, chatId: id });
  return { chatId: id };
}

function announceService(world: World, chat: StoredChat, from: WireUser, fields: Record<string, unknown>): void {
  const stored = addMessage(world, chat, { message: { from, date: unixNow(world.core), ...fields } });
  for (const bot of BOT_NAMES.filter((name) => chat.bots.includes(name))) {
    world.push(bot, 'message', wireMessage(world.store, stored));
  }
}

function announceMembership(
  world: World,
  chat: StoredChat,
  from: WireUser,
  bot: BotName,
  [before, after]: [before: string, after: string],
): void {
  const member = (status: string): object => ({
    user: botUser(world, bot),
    status,
    ...(status === 'kicked' && { until_date: 0 }),
  });
  world.push(bot, 'my_chat_member', {
    chat: wireChat(world.store, chat),
    from,
    date: unixNow(world.core),
    old_chat_member: member(before),
    new_chat_member: member(after),
  });
  world.core.publish({ kind: 'chat', chatKey: chat.key, chatId: chat.id });
}
