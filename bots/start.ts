import type { Logger } from 'pino';
import { createTelegramClient } from '../activities/adapters/telegram-client';
import type { ChatMoves } from '../activities/chat-moves';
import type { SentMessages } from '../activities/sent-messages';
import type { Config } from '../config/types';
import type { LabelDesk } from '../temporal/label-desk';
import type { LedgerDesk } from '../temporal/ledger-desk';
import type { TicketDesk } from '../temporal/ticket-desk';
import type { BotName, OutboxItem } from '../workflows/contracts/outbox';
import type { ModelDesk } from './admin/model-desk';
import type { ReportDesk } from './admin/report-desk';
import type { RetrainBotDesk } from './admin/retrain-desk';
import { createAdminTeller } from './admin-teller';
import { createOutages, type OutagesDeps } from './intake/outages';
import { startBot } from './start-bot';
import { startWebhookServer, type WebhookServer } from './webhook/server';

/** How far behind Telegram a bot is. */
export interface IntakeObserver {
  /** An update is safe. @param lagMs - since its message was written or edited; null where an update has no time */
  accepted(bot: string, lagMs: number | null): void;
  /** @param count - updates taken from Telegram and not safe yet */
  inHand(bot: string, count: number): void;
}

export interface BotsDeps {
  readonly config: Pick<Config, 'dataDir' | 'telegram' | 'ticket' | 'timeZone' | 'language'> & {
    readonly listenHost?: string;
    readonly ports: Pick<Config['ports'], 'webhook'>;
  };
  /** Which of the two run here. @default both */
  readonly bots?: readonly BotName[];
  readonly desk: TicketDesk;
  readonly labels: LabelDesk;
  readonly ledger: LedgerDesk;
  readonly moves: ChatMoves;
  readonly sent: SentMessages;
  /** Hands a message to the outboxes of all admins. */
  readonly tellAdmins: (item: OutboxItem) => Promise<void>;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** Figures for the report commands; absent: the admin bot has none of them. */
  readonly reportDesk?: ReportDesk;
  /** The models; absent: the admin bot has no such commands. */
  readonly modelDesk?: ModelDesk;
  /** Retraining and approvals; absent: there are no such commands. */
  readonly retrainDesk?: RetrainBotDesk;
  /** Where people find the sheet that takes new rows; absent: nowhere. */
  readonly sheetUrl?: () => Promise<string>;
  /** Told of each update that the admin bot got from somebody who is no admin. */
  readonly onStranger?: () => void;
  /** Told how far behind Telegram the bots are; for metrics. */
  readonly intake?: IntakeObserver;
  /** How long an outage has to last before admins hear of it. @default as `createOutages` */
  readonly outageGraceMs?: OutagesDeps['graceMs'];
}

interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Starts the bots: they ask Telegram for updates or, where the settings have an address, have them brought. Resolves when
 * each has been asked for once; a bot that Telegram could not be reached for starts as soon as it can be.
 * @throws InvalidSetting naming the setting of a token that Telegram does not know, or the port that cannot be had
 */
export async function startBots(deps: BotsDeps): Promise<Stoppable> {
  const { config, bots = ['group', 'admin'], log } = deps;
  const { listenHost: host } = config;
  const { adminToken, apiRoot, adminUserIds, webhookUrl } = config.telegram;
  const client = createTelegramClient({ token: adminToken, apiRoot });
  const teller = createAdminTeller({ post: deps.tellAdmins, client, adminUserIds, log });
  const outages = createOutages({
    teller,
    timeZone: config.timeZone,
    language: config.language,
    graceMs: deps.outageGraceMs,
  });
  const webhook: WebhookServer | null =
    webhookUrl === null ? null : await startWebhookServer({ host, port: config.ports.webhook, log });
  const stopping = new AbortController();
  const shared = { outages, teller, webhook, signal: stopping.signal };
  const started = await Promise.allSettled(bots.map((name) => startBot(deps, name, shared)));
  const stop = async (): Promise<void> => {
    stopping.abort();
    await webhook?.stop();
    await Promise.all(started.map(async (bot) => (bot.status === 'fulfilled' ? bot.value.stop() : undefined)));
    await outages.stop();
  };
  const failed = started.find((bot) => bot.status === 'rejected');
  if (!failed) return { stop };
  await stop();
  throw failed.reason;
}
