import { Composer } from 'telegraf';
import { instantOf, localDateTime } from '../../../domain/local-time';
import { parseCommand } from '../../../domain/messages';
import { reply } from '../../reply';
import { botTexts } from '../../texts/id';
import type { GroupBotDeps, GroupContext } from '../context';

const COMMANDS = ['health', 'ping'];
/** A chat's quota of messages belongs to the tickets: nobody may use it up with pings. */
const ANSWERS_PER_MINUTE = 5;

/** `/health` and `/ping`: a sign of life to anybody, in any chat. */
export function health({ config, log, me, now = () => new Date() }: GroupBotDeps): Composer<GroupContext> {
  const composer = new Composer<GroupContext>();
  const answeredMs = new Map<number, number[]>();
  composer.use(async (ctx, next) => {
    const { message, edited } = ctx.incoming;
    const command = edited || message.isCaption ? null : parseCommand(message.text);
    if (!command || !COMMANDS.includes(command.name) || !isForBot(command.botName, me.username)) return next();
    const nowMs = now().getTime();
    const recent = (answeredMs.get(message.chatId) ?? []).filter((at) => at > nowMs - 60_000);
    if (recent.length >= ANSWERS_PER_MINUTE) return;
    answeredMs.set(message.chatId, [...recent, nowMs]);
    await reply(ctx, botTexts.health(localDateTime(instantOf(nowMs), config.timeZone)), log);
  });
  return composer;
}

/** @param addressed - the name in `/command@name`; null: any bot */
export function isForBot(addressed: string | null, ownName: string): boolean {
  return addressed === null || addressed.toLowerCase() === ownName.toLowerCase();
}
