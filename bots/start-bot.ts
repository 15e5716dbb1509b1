import path from 'node:path';
import { SpanKind } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { Update, UserFromGetMe } from 'telegraf/types';
import { callOptions, openTelegram } from '../activities/adapters/telegram-client';
import { troubleOf } from '../activities/adapters/telegram-errors';
import { OncekError } from '../domain/errors';
import { inSpan } from '../temporal/tracing/spans';
import type { BotName } from '../workflows/contracts/outbox';
import { existingCommands } from './admin/commands';
import { createAdminBot } from './admin/bot';
import { adminMenus, groupMenus } from './commands';
import { createGroupBot } from './group/bot';
import { createAcceptor, type Acceptor } from './intake/acceptor';
import { backoffMs, systemClock } from './intake/clock';
import { createDeadLetterFolder } from './intake/dead-letters';
import { getUpdatesOf } from './intake/get-updates';
import type { AdminTeller, Outages } from './intake/outages';
import { createPoller } from './intake/poller';
import { describeForLog } from './intake/verdict';
import { setCommands } from './set-commands';
import type { BotsDeps } from './start';
import { watchStanding } from './standing-watch';
import { createReceiver, type Receiver } from './webhook/receiver';
import { deleteWebhook, setWebhook } from './webhook/registration';
import { webhookSecret } from './webhook/secret';
import type { WebhookServer } from './webhook/server';

/** What both bots of a process have together. */
export interface SharedParts {
  readonly outages: Outages;
  readonly teller: AdminTeller;
  /** null: the bots ask for updates. */
  readonly webhook: WebhookServer | null;
  /** Aborted at the stop. */
  readonly signal: AbortSignal;
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
 * Starts one bot. Where Telegram gives no answer it is asked again in the background, with growing waits.
 * @throws InvalidSetting naming the setting of a token that Telegram does not know
 */
export async function startBot(deps: BotsDeps, name: BotName, shared: SharedParts): Promise<Stoppable> {
  const { log } = deps;
  const { signal } = shared;
  const bot = createBot(deps, name, shared);
  const beginLater = async (): Promise<Stoppable | null> => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      await systemClock.wait(backoffMs(failures, systemClock.random()), signal);
      const running = signal.aborted ? null : await bot.begin();
      if (running) return running;
    }
    return null;
  };
  const first = await bot.begin();
  const running = first
    ? Promise.resolve(first)
    : beginLater().catch((error: unknown) => {
        log.error({ bot: name, ...describeForLog(error) }, 'bot not started');
        return null;
      });
  return { stop: async () => (await running)?.stop() };
}

function createBot(deps: BotsDeps, name: BotName, shared: SharedParts) {
  const { config, log } = deps;
  const { apiRoot, groupToken, adminToken, webhookUrl } = config.telegram;
  const { outages, teller, webhook, signal } = shared;
  const token = name === 'group' ? groupToken : adminToken;
  const telegram = openTelegram({ token, apiRoot });
  /** One for all tries to begin: what it has in hand must not be taken twice at once. */
  let receiver: Receiver | null = null;
  const menus =
    name === 'group'
      ? groupMenus(config.language)
      : adminMenus(existingCommands(deps), config.telegram.adminUserIds, config.language);
  const onStart = (adminUserId: number): void => {
    const own = menus.filter(({ scope }) => scope.type === 'chat' && scope.chat_id === adminUserId);
    void setCommands(own, { bot: name, telegram, log, signal });
  };

  const acceptorOf = (me: UserFromGetMe): Acceptor =>
    createAcceptor({
      bot: name,
      handle: handlerOf(deps, name, { token, apiRoot, me, onStart }),
      deadLetters: createDeadLetterFolder({
        folder: path.join(config.dataDir, 'dead-letters'),
        bot: name,
        now: () => new Date(),
      }),
      outages,
      log,
      onAccepted: (bot, lagMs) => deps.intake?.accepted(bot, lagMs),
    });

  async function takeIn(me: UserFromGetMe): Promise<Stoppable> {
    if (webhook && webhookUrl !== null) {
      const secret = webhookSecret(token);
      receiver ??= createReceiver({ bot: name, acceptor: acceptorOf(me), log });
      webhook.attach(name, { secret, receiver });
      await setWebhook(telegram, { url: `${webhookUrl}/${name}`, secret });
      return receiver;
    }
    await deleteWebhook(telegram);
    const poller = createPoller({
      bot: name,
      tokenSetting: TOKEN_SETTINGS[name],
      getUpdates: getUpdatesOf(telegram),
      acceptor: acceptorOf(me),
      outages,
      log,
      onInHand: (bot, count) => deps.intake?.inHand(bot, count),
    });
    poller.start();
    return poller;
  }

  return {
    /** @returns null when Telegram gave no answer */
    async begin(): Promise<Stoppable | null> {
      const me = await unlessSilent(name, log, () =>
        telegram.callApi('getMe', {}, callOptions(GET_ME_TIMEOUT_MS, signal)),
      );
      const running = me && !signal.aborted ? await unlessSilent(name, log, () => takeIn(me)) : null;
      if (!me || !running) return null;
      log.info({ bot: name, username: me.username, webhook: webhook !== null }, 'bot takes in updates');
      const settingUp = [
        setCommands(menus, { bot: name, telegram, log, signal }),
        watchStanding({ bot: name, telegram, me, config, moves: deps.moves, teller, log, signal }),
      ];
      return {
        async stop() {
          await running.stop();
          await Promise.all(settingUp);
        },
      };
    },
  };
}

/** @returns null when Telegram gave no answer; @throws InvalidSetting when it does not know the token */
async function unlessSilent<T>(name: BotName, log: Pick<Logger, 'warn'>, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof OncekError && error.type === 'InvalidSetting') throw error;
    const trouble = troubleOf(error);
    if (trouble.kind === 'unauthorized') {
      throw new OncekError('InvalidSetting', `${TOKEN_SETTINGS[name]}: Telegram does not know this token`);
    }
    log.warn({ bot: name, trouble }, 'Telegram does not let the bot begin yet');
    return null;
  }
}

function handlerOf(
  deps: BotsDeps,
  name: BotName,
  account: { token: string; apiRoot: string; me: UserFromGetMe; onStart: (adminUserId: number) => void },
): (update: Update) => Promise<void> {
  const bot = name === 'group' ? createGroupBot({ ...deps, ...account }) : createAdminBot({ ...deps, ...account });
  return (update) => {
    const attributes = { 'oncek.bot': name, 'oncek.update_id': update.update_id };
    return inSpan('TelegramUpdate', { attributes, kind: SpanKind.CONSUMER }, () => bot.handleUpdate(update));
  };
}
