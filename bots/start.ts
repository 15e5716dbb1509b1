import path from 'node:path';
import type { Logger } from 'pino';
import type { Telegram } from 'telegraf';
import type { Update, UserFromGetMe } from 'telegraf/types';
import { callOptions, openTelegram } from '../activities/adapters/telegram-client';
import { troubleOf } from '../activities/adapters/telegram-errors';
import type { ChatMoves } from '../activities/chat-moves';
import type { SentMessages } from '../activities/sent-messages';
import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import type { LabelDesk } from '../temporal/label-desk';
import type { LedgerDesk } from '../temporal/ledger-desk';
import type { TicketDesk } from '../temporal/ticket-desk';
import type { BotName } from '../workflows/contracts/outbox';
import { createAdminBot } from './admin/bot';
import type { ReportDesk } from './admin/report-desk';
import { createGroupBot } from './group/bot';
import { backoffMs, systemClock } from './intake/clock';
import { createDeadLetterFolder } from './intake/dead-letters';
import { getUpdatesOf } from './intake/get-updates';
import { createPoller, type Poller } from './intake/poller';
import { describeForLog } from './intake/verdict';
import type { ModelStatus } from './render/model-status';

export interface BotsDeps {
  readonly config: Pick<Config, 'dataDir' | 'telegram' | 'ticket' | 'timeZone'>;
  readonly desk: TicketDesk;
  readonly labels: LabelDesk;
  readonly ledger: LedgerDesk;
  readonly moves: ChatMoves;
  readonly sent: SentMessages;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** Figures for the report commands; absent: the admin bot has none of them. */
  readonly reportDesk?: ReportDesk;
  /** The model in service; absent: the admin bot has no such command. */
  readonly modelStatus?: () => Promise<ModelStatus | null>;
}

interface Stoppable {
  stop(): Promise<void>;
}

const TOKEN_SETTINGS = {
  group: 'TELEGRAM_BOT_TOKEN_COLLECTING',
  admin: 'TELEGRAM_BOT_TOKEN_REPORTING',
} as const satisfies Record<BotName, string>;
const GET_ME_TIMEOUT_MS = 15_000;

/**
 * Starts both bots. Resolves when each has been asked for once; a bot that Telegram could not be reached for starts as
 * soon as it can be.
 * @throws InvalidSetting naming the setting of a token that Telegram does not know
 */
export async function startBots(deps: BotsDeps): Promise<Stoppable> {
  const stopping = new AbortController();
  const started = await Promise.allSettled([
    startBot(deps, 'group', stopping.signal),
    startBot(deps, 'admin', stopping.signal),
  ]);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await Promise.all(started.map(async (bot) => (bot.status === 'fulfilled' ? bot.value.stop() : undefined)));
  };
  const failed = started.find((bot) => bot.status === 'rejected');
  if (!failed) return { stop };
  await stop();
  throw failed.reason;
}

async function startBot(deps: BotsDeps, name: BotName, signal: AbortSignal): Promise<Stoppable> {
  const { config, log } = deps;
  const { apiRoot, groupToken, adminToken } = config.telegram;
  const token = name === 'group' ? groupToken : adminToken;
  const telegram = openTelegram({ token, apiRoot });

  const begin = (me: UserFromGetMe): Poller => {
    const poller = createPoller({
      bot: name,
      tokenSetting: TOKEN_SETTINGS[name],
      getUpdates: getUpdatesOf(telegram),
      handle: handlerOf(deps, name, { token, apiRoot, me }),
      deadLetters: createDeadLetterFolder({
        folder: path.join(config.dataDir, 'dead-letters'),
        bot: name,
        now: () => new Date(),
      }),
      log,
    });
    poller.start();
    log.info({ bot: name, username: me.username }, 'bot takes in updates');
    return poller;
  };
  const beginLater = async (): Promise<Poller | null> => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      await systemClock.wait(backoffMs(failures, systemClock.random()), signal);
      const me = signal.aborted ? null : await askForMe(telegram, name, { log, signal });
      if (me && !signal.aborted) return begin(me);
    }
    return null;
  };

  const me = await askForMe(telegram, name, { log, signal });
  const running = me
    ? Promise.resolve(begin(me))
    : beginLater().catch((error: unknown) => {
        log.error({ bot: name, ...describeForLog(error) }, 'bot not started');
        return null;
      });
  return { stop: async () => (await running)?.stop() };
}

/** @returns null when Telegram gave no answer */
async function askForMe(
  telegram: Telegram,
  name: BotName,
  { log, signal }: { log: Pick<Logger, 'warn'>; signal: AbortSignal },
): Promise<UserFromGetMe | null> {
  try {
    return await telegram.callApi('getMe', {}, callOptions(GET_ME_TIMEOUT_MS, signal));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.kind === 'unauthorized') {
      throw new OncekError('InvalidSetting', `${TOKEN_SETTINGS[name]}: Telegram does not know this token`);
    }
    log.warn({ bot: name, trouble }, 'Telegram does not say who the bot is yet');
    return null;
  }
}

function handlerOf(
  { desk, labels, ledger, moves, sent, config, log, modelStatus, reportDesk }: BotsDeps,
  name: BotName,
  account: { token: string; apiRoot: string; me: UserFromGetMe },
): (update: Update) => Promise<void> {
  const bot =
    name === 'group'
      ? createGroupBot({ ...account, desk, moves, sent, config, log })
      : createAdminBot({ ...account, desk, labels, ledger, moves, config, log, modelStatus, reportDesk });
  return (update) => bot.handleUpdate(update);
}
