import type { Logger } from 'pino';
import type { Context } from 'telegraf';
import type { ChatMove, ChatMoves } from '../activities/chat-moves';

export interface MigrationDeps {
  readonly moves: Pick<ChatMoves, 'note'>;
  readonly log: Pick<Logger, 'warn'>;
}

/** Notes that a group became a supergroup, which Telegram says once in either chat. */
export function migrations({ moves, log }: MigrationDeps) {
  return async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    const move = moveOf(ctx.message);
    if (!move) return next();
    await moves.note(move);
    log.warn(
      { updateId: ctx.update.update_id, ...move },
      'a group became a supergroup: put its new id into the settings',
    );
  };
}

function moveOf(message: Context['message']): ChatMove | null {
  if (!message) return null;
  if ('migrate_to_chat_id' in message) return { from: message.chat.id, to: message.migrate_to_chat_id };
  if ('migrate_from_chat_id' in message) return { from: message.migrate_from_chat_id, to: message.chat.id };
  return null;
}
