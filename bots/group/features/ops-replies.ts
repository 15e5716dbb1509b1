import { Composer } from 'telegraf';
import { staffMessageOf } from '../../incoming';
import type { GroupBotDeps, GroupContext } from '../context';
import { openableTicket, repliedTicket } from '../tickets';

/** Oncek and solutions of ops: handed to the ticket of the message they reply to, which starts if nobody saw it before. */
export function opsReplies(deps: GroupBotDeps): Composer<GroupContext> {
  const { desk, log, me } = deps;
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, message, label, edited, updateId } = ctx.incoming;
    if (what.kind !== 'ops-reply' || edited || !message.replyTo) return next();
    const ref = await repliedTicket(message.replyTo, deps);
    const { chatId, messageId } = ref;
    const signal = { updateId, message: staffMessageOf(message, chatId) };
    const ticket = openableTicket(message.replyTo, label, me.id);
    const delivery = ticket ? await desk.answer(ticket, signal) : await desk.edit(ref, signal);
    log.info({ updateId, chatId, messageId, reply: what.reply.kind, delivery }, 'answer of ops handed over');
  });
  return composer;
}
