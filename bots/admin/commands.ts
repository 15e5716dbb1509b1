import type { AdminCommand } from '../render/help';
import type { AdminBotDeps } from './context';

const REPORTS = ['stats', 'report', 'tiketreport', 'trendbulan', 'trendmingguan', 'updatestats'] as const;

const MODELS = ['modelstatus', 'mlflowstatus', 'mlflowpromote', 'reloadmodel'] as const;

const RETRAINING = ['retrain', 'retrainstatus'] as const;

/** The commands that this process answers, in the order in which help and Telegram's menu show them. */
export function existingCommands({
  reportDesk,
  modelDesk,
  retrainDesk,
}: Pick<AdminBotDeps, 'reportDesk' | 'modelDesk' | 'retrainDesk'>): AdminCommand[] {
  return [
    ...(reportDesk ? REPORTS : []),
    'pendingreview',
    'label',
    'retryrows',
    ...(modelDesk ? MODELS : []),
    ...(retrainDesk ? RETRAINING : []),
    'helpml',
  ];
}
