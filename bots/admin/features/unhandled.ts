import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { parseCommand } from '../../../domain/messages';
import { answerPress, reply } from '../../reply';
import { botTexts } from '../../texts/id';
import type { AdminBotDeps } from '../context';

const COMMANDS: readonly string[] = Object.keys(botTexts.help.commands);

/**
 * What no feature took: an admin is told that a command is unknown, that commands are answered in private, or that a button
 * is of another time. Nobody else comes this far.
 */
export function unhandled({ me, log }: AdminBotDeps): MiddlewareFn<Context> {
  const commands = Composer.on('text', async (ctx) => {
    const command = parseCommand(ctx.message.text);
    if (!command) return;
    const isNamed = command.botName?.toLowerCase() === me.username.toLowerCase();
    if (command.botName !== null && !isNamed) return;
    if (ctx.chat.type === 'private') return reply(ctx, botTexts.admin.unknownCommand, log);
    // Without a name it may be meant for another bot of the group.
    if (isNamed || COMMANDS.includes(command.name)) await reply(ctx, botTexts.admin.inPrivate, log);
  });
  const buttons = Composer.on('callback_query', (ctx) => answerPress(ctx, botTexts.press.outdated, log));
  return Composer.compose<Context>([commands, buttons]);
}
