import { badRequest } from '../errors';
import type { BotStatus, StoredChat } from '../store';
import { botUser, chatForBot, wireChat } from '../world';
import type { Call } from './context';

export function getChat(call: Call): unknown {
  const chat = target(call);
  const common = { ...wireChat(call.world.store, chat), accent_color_id: 0, max_reaction_count: 11 };
  return chat.type === 'private' ? common : { ...common, permissions: { can_send_messages: true } };
}

/** `getChatMember`: creator, administrator, member or left. */
export function getChatMember(call: Call): unknown {
  const chat = target(call);
  const userId = call.params.integer('user_id');
  if (userId === undefined) throw badRequest('invalid user_id specified');
  const own = botUser(call.world, call.bot);
  if (userId === own.id) return { user: own, ...ownStanding(chat.botStatus?.[call.bot] ?? 'member') };
  const user = call.world.store.users.get(String(userId));
  if (!user) throw badRequest('user not found');
  return { user, status: chat.userIds.includes(userId) ? statusOf(chat, userId) : 'left' };
}

export function getChatAdministrators(call: Call): unknown {
  const chat = target(call);
  if (chat.type === 'private') throw badRequest('there are no administrators in the private chat');
  return chat.adminIds.map((userId) => ({
    user: call.world.store.users.get(String(userId)),
    status: statusOf(chat, userId),
  }));
}

export function getChatMemberCount(call: Call): number {
  const chat = target(call);
  return chat.userIds.length + chat.bots.length;
}

function ownStanding(status: BotStatus): object {
  return status === 'restricted' ? { status, is_member: true, can_send_messages: false, until_date: 0 } : { status };
}

function target(call: Call): StoredChat {
  return chatForBot(call.world, call.params.chatId(), call.bot);
}

function statusOf(chat: StoredChat, userId: number): string {
  if (chat.adminIds[0] === userId) return 'creator';
  return chat.adminIds.includes(userId) ? 'administrator' : 'member';
}
