import type { Logger } from 'pino';
import type { Context } from 'telegraf';

/**
 * Lets only admins pass. Others get no answer of any kind, not even that there is something to ask.
 * @param adminUserIds - empty: nobody is admin
 */
export function isAdmin({
  adminUserIds,
  log,
  onStranger = () => undefined,
}: {
  adminUserIds: readonly number[];
  log: Pick<Logger, 'info'>;
  /** Told of each update that gets no answer. */
  onStranger?: () => void;
}) {
  return async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    if (ctx.from && adminUserIds.includes(ctx.from.id)) return next();
    onStranger();
    log.info({ updateId: ctx.update.update_id, type: ctx.updateType }, 'not an admin: no answer');
  };
}
