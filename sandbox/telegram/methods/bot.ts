import { z } from 'zod';
import { badRequest } from '../errors';
import { botUser, hasPrivacy } from '../world';
import type { Call } from './context';

/** Telegram's words for a press it does not know, or no longer. */
const PRESS_UNKNOWN = 'query is too old and response timeout expired or query ID is invalid';
const ANSWER_LIMIT = 200;
const commandsSchema = z.array(z.object({ command: z.string(), description: z.string() })).max(100);

/** `getMe`; without privacy mode the bot reads everything written in its groups. */
export function getMe({ world, bot }: Call): unknown {
  return {
    ...botUser(world, bot),
    can_join_groups: true,
    can_read_all_group_messages: !hasPrivacy(world, bot),
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

/** `answerCallbackQuery` for a press of one of the bot's own buttons; a second answer replaces the first. */
export function answerCallbackQuery({ world, bot, params }: Call): true {
  const press = world.store.presses.get(params.string('callback_query_id') ?? '');
  if (!press || press.bot !== bot) throw badRequest(PRESS_UNKNOWN);
  const text = params.string('text');
  if (text !== undefined && text.length > ANSWER_LIMIT) throw badRequest('MESSAGE_TOO_LONG');
  const answer = { ...(text && { text }), ...(params.boolean('show_alert') && { show_alert: true }) };
  world.store.presses.put(press.id, { ...press, answer });
  world.core.publish({ kind: 'pressAnswered', callbackQueryId: press.id, fromId: press.fromId, ...answer });
  return true;
}

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

export function getMyCommands(call: Call): unknown {
  return call.world.store.bots.get(call.bot)?.commands[commandScope(call)] ?? [];
}

export function deleteMyCommands(call: Call): true {
  storeCommands(call, []);
  return true;
}

function storeCommands(call: Call, commands: { command: string; description: string }[]): void {
  const record = call.world.store.bots.get(call.bot);
  if (!record) return;
  const all = { ...record.commands, [commandScope(call)]: commands };
  call.world.store.bots.put(call.bot, { ...record, commands: all });
}

function commandScope({ params }: Call): string {
  return JSON.stringify([params.object('scope') ?? { type: 'default' }, params.string('language_code') ?? '']);
}
