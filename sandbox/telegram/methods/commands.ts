import { z } from 'zod';
import { badRequest } from '../errors';
import type { StoredCommand } from '../store';
import { chatForBot } from '../world';
import type { Call } from './context';

const commandsSchema = z.array(z.object({ command: z.string(), description: z.string() })).max(100);
const chatId = z.coerce.number().int();
const scopeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators']) }),
  z.object({ type: z.enum(['chat', 'chat_administrators']), chat_id: chatId }),
  z.object({ type: z.literal('chat_member'), chat_id: chatId, user_id: z.coerce.number().int() }),
]);
export type CommandScope = z.infer<typeof scopeSchema>;

export function setMyCommands(call: Call): true {
  const commands = commandsSchema.safeParse(call.params.list('commands') ?? []);
  if (!commands.success) throw badRequest("can't parse BotCommand: expected an Array of BotCommand");
  for (const { command, description } of commands.data) {
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  storeCommands(call, commands.data);
  return true;
}

/** Exactly the list of this scope and language, as Telegram gives it: no other takes its place. */
export function getMyCommands(call: Call): unknown {
  return call.world.store.bots.get(call.bot)?.commands[placeOf(call)] ?? [];
}

export function deleteMyCommands(call: Call): true {
  storeCommands(call, []);
  return true;
}

/** Key of a list of commands. @param language - two letters; empty: for everybody without a list of their language */
export function commandKey(scope: CommandScope, language: string): string {
  const { type } = scope;
  const chat = 'chat_id' in scope ? scope.chat_id : null;
  return JSON.stringify([type, chat, 'user_id' in scope ? scope.user_id : null, language]);
}

function storeCommands(call: Call, commands: StoredCommand[]): void {
  const key = placeOf(call);
  const record = call.world.store.bots.get(call.bot);
  if (!record) return;
  call.world.store.bots.put(call.bot, { ...record, commands: { ...record.commands, [key]: commands } });
}

/** @throws TelegramError for a scope or language that is none, and for a chat the bot cannot know */
function placeOf({ world, bot, params }: Call): string {
  const scope = scopeSchema.safeParse(params.object('scope') ?? { type: 'default' });
  if (!scope.success) throw badRequest("can't parse BotCommandScope");
  if ('chat_id' in scope.data) chatForBot(world, scope.data.chat_id, bot);
  const language = params.string('language_code') ?? '';
  if (!/^([a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified');
  return commandKey(scope.data, language);
}
