import { Composer } from 'telegraf';
import { staffMessageOf } from '../../incoming';
import type { GroupBotDeps, GroupContext } from '../context';
import { newTicketOf } from '../new-ticket';

/** Oncek and solutions of ops: handed to the ticket of the message they reply to, which starts if nobody saw it before. */
export function opsReplies({ desk, config, log }: GroupBotDeps): Composer<GroupContext> {
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, message, edited, updateId } = ctx.incoming;
    if (what.kind !== 'ops-reply' || edited || !message.replyTo) return next();
    const { chatId, messageId } = message.replyTo;
    const signal = { updateId, message: staffMessageOf(message) };
    // A bot's message is a ticket only if it was opened as one; our own warnings must not become tickets.
    const delivery = message.replyTo.from?.isBot
      ? await desk.edit({ chatId, messageId }, signal)
      : await desk.answer(newTicketOf(message.replyTo, config.telegram.collecting), signal);
    log.info({ updateId, chatId, messageId, reply: what.reply.kind, delivery }, 'answer of ops handed over');
  });
  return composer;
}
