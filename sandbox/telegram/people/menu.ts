import type { z } from 'zod';
import { commandKey, type CommandScope } from '../methods/commands';
import type { StoredCommand } from '../store';
import type { World } from '../world';
import { peopleChat } from './actions';
import type { menuQuerySchema } from './schemas';

/**
 * The commands a bot offers to a person in a chat: the first list there is, from the narrowest scope to the widest, and
 * in each that of the person's language before the one for all (Bot API, "Determining list of commands").
 * @throws PeopleError for an unknown chat
 */
export function menuOf(world: World, request: z.infer<typeof menuQuerySchema>): StoredCommand[] {
  const { chatId, userId, bot, language } = request;
  const chat = peopleChat(world, chatId, bot);
  const lists = world.store.bots.get(bot)?.commands ?? {};
  const isAdmin = chat.adminIds.includes(userId);
  const here = { chat_id: chatId };
  const scopes: CommandScope[] =
    chat.type === 'private'
      ? [{ type: 'chat', ...here }, { type: 'all_private_chats' }, { type: 'default' }]
      : [
          { type: 'chat_member', ...here, user_id: userId },
          ...(isAdmin ? [{ type: 'chat_administrators', ...here } as const] : []),
          { type: 'chat', ...here },
          ...(isAdmin ? [{ type: 'all_chat_administrators' } as const] : []),
          { type: 'all_group_chats' },
          { type: 'default' },
        ];
  const candidates = scopes.flatMap((scope) => [language, ''].map((one) => lists[commandKey(scope, one)] ?? []));
  return candidates.find((commands) => commands.length > 0) ?? [];
}
