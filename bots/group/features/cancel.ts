import { Composer } from 'telegraf';
import { staffMessageOf } from '../../incoming';
import { botTextsIn } from '../../texts/texts-in';
import { createAnswer } from '../answers';
import type { GroupBotDeps, GroupContext } from '../context';
import { repliedTicket } from '../tickets';
import { isForBot } from './health';

const ANSWERS_PER_MINUTE = 5;

/** `/batal` in reply to the problem, by ops: the ticket is withdrawn, and its notice says so. Anything else is told how. */
export function cancel(deps: GroupBotDeps): Composer<GroupContext> {
  const { desk, config, log, me, now = () => new Date() } = deps;
  const answer = createAnswer({ perMinute: ANSWERS_PER_MINUTE, now, log });
  const texts = botTextsIn(config.language).group.cancel;
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, message, edited, isOps, updateId } = ctx.incoming;
    if (what.kind !== 'command' || what.command.name !== 'batal' || edited) return next();
    if (!isForBot(what.command.botName, me.username)) return next();
    if (!isOps) return answer(ctx, texts.onlyOps);
    if (!message.replyTo || !what.replyTo) return answer(ctx, texts.usage);
    const ref = await repliedTicket(message.replyTo, deps);
    const { chatId, messageId } = ref;
    const isTaken = await desk.cancel(ref, { updateId, by: staffMessageOf(message, chatId).from });
    log.info({ updateId, chatId, messageId, isTaken }, 'cancel asked for');
    if (!isTaken) await answer(ctx, texts.notOpen);
  });
  return composer;
}
