import type { AdminCommand } from '../render/help';
import type { AdminBotDeps } from './context';

const REPORTS = ['stats', 'report', 'tiketreport', 'trendbulan', 'trendmingguan', 'updatestats'] as const;

const MODELS = ['modelstatus', 'mlflowstatus', 'mlflowpromote', 'reloadmodel'] as const;

/** The commands that this process answers, in the order in which help and Telegram's menu show them. */
export function existingCommands({
  reportDesk,
  modelDesk,
}: Pick<AdminBotDeps, 'reportDesk' | 'modelDesk'>): AdminCommand[] {
  return [
    ...(reportDesk ? REPORTS : []),
    'pendingreview',
    'label',
    'retryrows',
    ...(modelDesk ? MODELS : []),
    'helpml',
  ];
}
