import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { renderRetriedRows } from '../../render/retried-rows';
import { reply } from '../../reply';
import type { AdminBotDeps } from '../context';

/** `/retryrows`: rows that Google refused are tried again, and at once what waits for the sheet to be mended. */
export function retryRows({ ledger, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  return Composer.privateChat(
    Composer.command('retryrows', async (ctx) =>
      reply(ctx, renderRetriedRows(await ledger.retryParked(), config.language), log),
    ),
  );
}
