import { Composer } from 'telegraf';
import type { GroupBotDeps, GroupContext } from '../context';

/** Ordinary chat is left alone. */
export function unhandled({ log }: GroupBotDeps): Composer<GroupContext> {
  const composer = new Composer<GroupContext>();
  composer.use((ctx) => {
    const { what, message, updateId } = ctx.incoming;
    const { chatId, messageId } = message;
    log.debug({ updateId, chatId, messageId, kind: what.kind }, 'left alone');
  });
  return composer;
}
