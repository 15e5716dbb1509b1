import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { renderModelStatus } from '../../render/model-status';
import { reply } from '../../reply';
import type { AdminBotDeps } from '../context';

/** `/modelstatus`: the model in service. */
export function modelStatus({ modelStatus: ask, log }: AdminBotDeps): MiddlewareFn<Context> {
  if (!ask) return Composer.passThru();
  return Composer.privateChat(
    Composer.command('modelstatus', async (ctx) => reply(ctx, renderModelStatus(await ask()), log)),
  );
}
