import { Composer } from 'telegraf';
import type { GroupBotDeps, GroupContext } from '../context';
import { newTicketOf } from '../tickets';

/** A technician's problem opens its ticket at once, so that the SLA clock runs before anybody answers. */
export function problems({ desk, log }: GroupBotDeps): Composer<GroupContext> {
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, message, label, updateId } = ctx.incoming;
    if (what.kind !== 'problem') return next();
    const { delivery } = await desk.open(newTicketOf(message, label));
    log.info({ updateId, chatId: message.chatId, messageId: message.messageId, delivery }, 'problem taken in');
  });
  return composer;
}
