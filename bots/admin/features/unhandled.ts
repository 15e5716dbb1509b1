import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { parseCommand } from '../../../domain/messages';
import { answerPress, reply } from '../../reply';
import { botTextsId } from '../../texts/id/bot';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';

const COMMANDS: readonly string[] = Object.keys(botTextsId.help.commands);

/**
 * What no feature took: an admin is told that a command is unknown, that commands are answered in private, or that a button
 * is of another time. Nobody else comes this far.
 */
export function unhandled({ me, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  const texts = botTextsIn(config.language);
  const commands = Composer.on('text', async (ctx) => {
    const command = parseCommand(ctx.message.text);
    if (!command) return;
    const isNamed = command.botName?.toLowerCase() === me.username.toLowerCase();
    if (command.botName !== null && !isNamed) return;
    if (ctx.chat.type === 'private') return reply(ctx, texts.admin.unknownCommand, log);
    // Without a name it may be meant for another bot of the group.
    if (isNamed || COMMANDS.includes(command.name)) await reply(ctx, texts.admin.inPrivate, log);
  });
  const buttons = Composer.on('callback_query', (ctx) => answerPress(ctx, texts.press.outdated, log));
  return Composer.compose<Context>([commands, buttons]);
}
