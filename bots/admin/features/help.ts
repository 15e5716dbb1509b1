import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { renderHelp } from '../../render/help';
import { reply } from '../../reply';
import { existingCommands } from '../commands';
import type { AdminBotDeps } from '../context';

/** `/start`, `/help`, `/helpml`: the commands that exist. Who presses Start can be shown the menu from now on. */
export function help(deps: AdminBotDeps): MiddlewareFn<Context> {
  const html = renderHelp(existingCommands(deps), deps.config.language);
  return Composer.privateChat(
    Composer.command(['start', 'help', 'helpml'], async (ctx) => {
      if (ctx.command === 'start') deps.onStart?.(ctx.from.id);
      await reply(ctx, html, deps.log);
    }),
  );
}
