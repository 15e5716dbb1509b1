import { Composer } from 'telegraf';
import type { GroupBotDeps, GroupContext } from '../context';
import { newTicketOf } from '../new-ticket';

/** A technician's problem opens its ticket at once, so that the SLA clock runs before anybody answers. */
export function problems({ desk, config, log }: GroupBotDeps): Composer<GroupContext> {
  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, message, updateId } = ctx.incoming;
    if (what.kind !== 'problem') return next();
    const { delivery } = await desk.open(newTicketOf(message, config.telegram.collecting));
    log.info({ updateId, chatId: message.chatId, messageId: message.messageId, delivery }, 'problem taken in');
  });
  return composer;
}
