import type { AdminCommand } from '../render/help';
import type { AdminBotDeps } from './context';

const REPORTS = ['stats', 'report', 'tiketreport', 'trendbulan', 'trendmingguan', 'updatestats'] as const;

/** The commands that this process answers, in the order in which help and Telegram's menu show them. */
export function existingCommands({
  reportDesk,
  modelStatus,
}: Pick<AdminBotDeps, 'reportDesk' | 'modelStatus'>): AdminCommand[] {
  return [
    ...(reportDesk ? REPORTS : []),
    'pendingreview',
    'label',
    'retryrows',
    ...(modelStatus ? (['modelstatus'] as const) : []),
    'helpml',
  ];
}
