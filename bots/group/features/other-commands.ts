import { Composer } from 'telegraf';
import { botTextsId } from '../../texts/id/bot';
import { botTextsIn } from '../../texts/texts-in';
import { createAnswer } from '../answers';
import type { GroupBotDeps, GroupContext } from '../context';

const ANSWERS_PER_MINUTE = 2;
const ADMIN_COMMANDS: readonly string[] = Object.keys(botTextsId.help.commands);

/**
 * Commands that do nothing in a group: those given to this bot by name, and those of the admin bot without a name. Any
 * other may be meant for a bot that is none of ours.
 */
export function otherCommands({ config, log, me, now = () => new Date() }: GroupBotDeps): Composer<GroupContext> {
  const texts = botTextsIn(config.language).group;
  const answer = createAnswer({ perMinute: ANSWERS_PER_MINUTE, now, log });
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, edited } = ctx.incoming;
    if (what.kind !== 'command' || edited) return next();
    const { name, botName } = what.command;
    if (botName?.toLowerCase() === me.username.toLowerCase()) return answer(ctx, texts.unknownCommand);
    if (botName === null && ADMIN_COMMANDS.includes(name)) return answer(ctx, texts.adminCommand);
    return next();
  });
  return composer;
}
