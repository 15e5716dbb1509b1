import { Composer } from 'telegraf';
import { staffMessageOf } from '../../incoming';
import type { GroupBotDeps, GroupContext } from '../context';
import { newTicketOf, repliedTicket } from '../tickets';

/** Oncek and solutions of ops: handed to the ticket of the message they reply to, which starts if nobody saw it before. */
export function opsReplies({ desk, sent, log }: GroupBotDeps): Composer<GroupContext> {
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, message, label, edited, updateId } = ctx.incoming;
    if (what.kind !== 'ops-reply' || edited || !message.replyTo) return next();
    const ref = await repliedTicket(message.replyTo, sent);
    const { chatId, messageId } = ref;
    const signal = { updateId, message: staffMessageOf(message, chatId) };
    // A bot's message is a ticket only if it was opened as one; our own warnings must not become tickets.
    const delivery = message.replyTo.from?.isBot
      ? await desk.edit(ref, signal)
      : await desk.answer(newTicketOf(message.replyTo, label), signal);
    log.info({ updateId, chatId, messageId, reply: what.reply.kind, delivery }, 'answer of ops handed over');
  });
  return composer;
}
