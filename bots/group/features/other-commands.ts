import { Composer } from 'telegraf';
import { botTexts } from '../../texts/id';
import { createAnswer } from '../answers';
import type { GroupBotDeps, GroupContext } from '../context';

const ANSWERS_PER_MINUTE = 2;
const ADMIN_COMMANDS: readonly string[] = Object.keys(botTexts.help.commands);

/**
 * Commands that do nothing in a group: those given to this bot by name, and those of the admin bot without a name. Any
 * other may be meant for a bot that is none of ours.
 */
export function otherCommands({ log, me, now = () => new Date() }: GroupBotDeps): Composer<GroupContext> {
  const answer = createAnswer({ perMinute: ANSWERS_PER_MINUTE, now, log });
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, edited } = ctx.incoming;
    if (what.kind !== 'command' || edited) return next();
    const { name, botName } = what.command;
    if (botName?.toLowerCase() === me.username.toLowerCase()) return answer(ctx, botTexts.group.unknownCommand);
    if (botName === null && ADMIN_COMMANDS.includes(name)) return answer(ctx, botTexts.group.adminCommand);
    return next();
  });
  return composer;
}
