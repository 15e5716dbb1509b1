import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { renderHelp, type AdminCommand } from '../../render/help';
import { reply } from '../../reply';
import type { AdminBotDeps } from '../context';

/** `/start`, `/help`, `/helpml`: the commands that exist. */
export function help({ modelStatus, log }: AdminBotDeps): MiddlewareFn<Context> {
  const commands: AdminCommand[] = [
    'pendingreview',
    'label',
    ...(modelStatus ? (['modelstatus'] as const) : []),
    'helpml',
  ];
  return Composer.privateChat(
    Composer.command(['start', 'help', 'helpml'], (ctx) => reply(ctx, renderHelp(commands), log)),
  );
}
