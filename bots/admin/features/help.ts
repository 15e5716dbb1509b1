import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { renderHelp, type AdminCommand } from '../../render/help';
import { reply } from '../../reply';
import type { AdminBotDeps } from '../context';

const REPORTS = ['stats', 'report', 'tiketreport', 'trendbulan', 'trendmingguan', 'updatestats'] as const;

/** `/start`, `/help`, `/helpml`: the commands that exist. */
export function help({ modelStatus, reportDesk, log }: AdminBotDeps): MiddlewareFn<Context> {
  const commands: AdminCommand[] = [
    ...(reportDesk ? REPORTS : []),
    'pendingreview',
    'label',
    'retryrows',
    ...(modelStatus ? (['modelstatus'] as const) : []),
    'helpml',
  ];
  return Composer.privateChat(
    Composer.command(['start', 'help', 'helpml'], (ctx) => reply(ctx, renderHelp(commands), log)),
  );
}
