import { Composer } from 'telegraf';
import { staffMessageOf } from '../../incoming';
import type { GroupBotDeps, GroupContext } from '../context';
import { repliedTicket } from '../tickets';
import { isForBot } from './health';

/** `/batal` in reply to the problem, by ops: the ticket is withdrawn. */
export function cancel(deps: GroupBotDeps): Composer<GroupContext> {
  const { desk, log, me } = deps;
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, message, edited, isOps, updateId } = ctx.incoming;
    if (what.kind !== 'command' || what.command.name !== 'batal' || edited) return next();
    if (!isForBot(what.command.botName, me.username) || !message.replyTo || !what.replyTo || !isOps) return next();
    const ref = await repliedTicket(message.replyTo, deps);
    const { chatId, messageId } = ref;
    const isTaken = await desk.cancel(ref, { updateId, by: staffMessageOf(message, chatId).from });
    log.info({ updateId, chatId, messageId, isTaken }, 'cancel asked for');
  });
  return composer;
}
