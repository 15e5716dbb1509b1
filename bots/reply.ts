import type { Logger } from 'pino';
import type { Context } from 'telegraf';
import { troubleOf } from '../activities/adapters/telegram-errors';

/**
 * Answers in the chat of the update, as HTML. An answer that Telegram does not take is logged and given up: it must not
 * hold up the updates behind it.
 */
export async function reply(ctx: Context, html: string, log: Pick<Logger, 'warn'>): Promise<void> {
  try {
    await ctx.reply(html, { parse_mode: 'HTML', link_preview_options: { is_disabled: true } });
  } catch (error) {
    log.warn({ updateId: ctx.update.update_id, trouble: troubleOf(error) }, 'an answer was not sent');
  }
}
