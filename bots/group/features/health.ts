import { Composer } from 'telegraf';
import { instantOf, localDateTime } from '../../../domain/local-time';
import { parseCommand } from '../../../domain/messages';
import { botTextsIn } from '../../texts/texts-in';
import { createAnswer } from '../answers';
import type { GroupBotDeps, GroupContext } from '../context';

const COMMANDS = ['health', 'ping'];
const ANSWERS_PER_MINUTE = 5;

/** `/health` and `/ping`: a sign of life to anybody, in any chat. */
export function health({ config, log, me, now = () => new Date() }: GroupBotDeps): Composer<GroupContext> {
  const composer = new Composer<GroupContext>();
  const answer = createAnswer({ perMinute: ANSWERS_PER_MINUTE, now, log });
  composer.use(async (ctx, next) => {
    const { message, edited } = ctx.incoming;
    const command = edited || message.isCaption ? null : parseCommand(message.text);
    if (!command || !COMMANDS.includes(command.name) || !isForBot(command.botName, me.username)) return next();
    await answer(ctx, botTextsIn(config.language).health(localDateTime(instantOf(now().getTime()), config.timeZone)));
  });
  return composer;
}

/** @param addressed - the name in `/command@name`; null: any bot */
export function isForBot(addressed: string | null, ownName: string): boolean {
  return addressed === null || addressed.toLowerCase() === ownName.toLowerCase();
}
