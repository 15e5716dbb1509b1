import type { AdminCommand } from '../render/help';
import type { GroupCommand } from '../commands';

/** Descriptions of the commands for people whose Telegram speaks English; the answers are in Bahasa Indonesia all the same. */
export const commandsEn = {
  group: {
    status: 'reply to a problem: phase, SLA and label of its ticket',
    batal: 'ops, in reply to a problem: withdraw its ticket',
    ping: 'sign of life',
    health: 'sign of life',
  } satisfies Record<GroupCommand, string>,
  admin: {
    stats: 'predictions so far',
    report: 'predictions of 7 or 30 days [weekly|monthly]',
    tiketreport: 'tickets and SLA',
    trendbulan: 'most frequent symptoms of an app in a month',
    trendmingguan: 'most frequent symptoms of a week',
    updatestats: 'compute the monitoring figures now',
    pendingreview: 'tickets waiting for a review',
    label: 'known labels; add or remove one',
    retryrows: 'write again the rows that Google Sheets refused',
    modelstatus: 'the model in service',
    mlflowstatus: 'registered versions of the model',
    mlflowpromote: 'put another version into service [VERSION]',
    reloadmodel: 'load the promoted model again',
    retrain: 'train the model again [force] [tune N]',
    retrainstatus: 'readiness and progress of a retraining',
    helpml: 'all commands',
  } satisfies Record<AdminCommand, string>,
} as const;
