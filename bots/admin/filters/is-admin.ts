import type { Logger } from 'pino';
import type { Context } from 'telegraf';

/**
 * Lets only admins pass. Others get no answer of any kind, not even that there is something to ask.
 * @param adminUserIds - empty: nobody is admin
 */
export function isAdmin({ adminUserIds, log }: { adminUserIds: readonly number[]; log: Pick<Logger, 'info'> }) {
  let refused = 0;
  return async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    if (ctx.from && adminUserIds.includes(ctx.from.id)) return next();
    refused += 1;
    log.info({ updateId: ctx.update.update_id, type: ctx.updateType, refused }, 'not an admin: no answer');
  };
}
