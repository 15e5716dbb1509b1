import type { Logger } from 'pino';
import type { Update } from 'telegraf/types';
import { troubleOf } from '../../activities/adapters/telegram-errors';
import { assertNever } from '../../domain/errors';
import type { BotName } from '../../workflows/contracts/outbox';
import type { Acceptor } from './acceptor';
import { backoffMs, systemClock, type IntakeClock } from './clock';
import type { GetUpdates } from './get-updates';
import { createLanes } from './lanes';
import type { Outages } from './outages';
import { describeForLog } from './verdict';
import { createUpdateWindow } from './window';

/** Seconds Telegram holds the call open while there is nothing to fetch. */
const LONG_POLL_SEC = 50;
/** Telegram's most. While one chat is stuck, others go on within the hundred updates after the stuck one. */
const BATCH = 100;
/** How long updates in hand are waited for before asking for those behind them. */
const BREATH_MS = 1_000;
/** At first the poll of the process before us may still be open; another one that goes on polling is not to be pressed. */
const CONFLICT_WAIT_MS = 1_000;
const MOST_CONFLICT_WAIT_MS = 5_000;
const UNAUTHORIZED_WAIT_MS = 30_000;
/** What is in hand at a stop has this long; Telegram gives it again after the next start. */
const STOP_WAIT_MS = 10_000;
const CONFIRM_WAIT_MS = 3_000;

export interface PollerDeps {
  readonly bot: BotName;
  /** Setting that holds the bot's token, for messages. */
  readonly tokenSetting: string;
  readonly getUpdates: GetUpdates;
  readonly acceptor: Acceptor;
  readonly outages: Outages;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** @default the machine's clock */
  readonly clock?: IntakeClock;
  /** Told how many updates are in hand, whenever that changes. */
  readonly onInHand?: (bot: string, count: number) => void;
}

export interface Poller {
  start(): void;
  /** Ends the long poll, finishes what is being handled and confirms it. */
  stop(): Promise<void>;
}

/**
 * Takes in the updates of one bot so that none is lost: updates of a chat are handled one by one in order, chats beside
 * each other, and `getUpdates` confirms an update only once it and all before it were accepted. Telegram keeps the
 * offset, so nothing is stored here; updates accepted but not yet confirmed at a crash come again.
 */
export function createPoller(deps: PollerDeps): Poller {
  const { bot, getUpdates, acceptor, outages, log, clock = systemClock } = deps;
  const polling = `getUpdates:${bot}`;
  const window = createUpdateWindow();
  const stopping = new AbortController();
  const { signal } = stopping;
  const lanes = createLanes(settle);
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const isIdle = window.inHand() === 0;
        const request = { offset: window.offset(), timeoutSec: isIdle ? LONG_POLL_SEC : 0, limit: BATCH, signal };
        const updates = await getUpdates(request);
        failures = 0;
        outages.worked(polling);
        for (const update of updates) if (window.take(update.update_id)) lanes.push(update);
        deps.onInHand?.(bot, window.inHand());
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        await clock.wait(waitAfter(error, failures), signal);
        continue;
      }
      await handedOver();
    }
  }

  /** Until all in hand is accepted, or for a breath: a stuck chat must not turn polling into a busy loop. */
  async function handedOver(): Promise<void> {
    if (window.inHand() === 0) return;
    const over = new AbortController();
    await Promise.race([lanes.idle(), clock.wait(BREATH_MS, AbortSignal.any([over.signal, signal]))]);
    over.abort();
  }

  /** @returns false when a stop came before the update was accepted */
  async function settle(update: Update): Promise<boolean> {
    const { update_id: updateId } = update;
    while (!signal.aborted) {
      const result = await acceptor.accept(update);
      if (result.accepted) {
        window.accept(updateId);
        deps.onInHand?.(bot, window.inHand());
        return true;
      }
      const { failures, error } = result;
      const retryInMs = Math.round(backoffMs(failures, clock.random()));
      log.warn({ bot, updateId, failures, retryInMs, ...describeForLog(error) }, 'update not accepted, kept');
      await clock.wait(retryInMs, signal);
    }
    return false;
  }

  function waitAfter(error: unknown, failures: number): number {
    const trouble = troubleOf(error);
    outages.failed({ place: `telegram:${bot}`, cause: trouble.kind, subject: polling });
    const waitMs = Math.round(backoffMs(failures, clock.random()));
    switch (trouble.kind) {
      case 'conflict': {
        const conflictMs = Math.min(CONFLICT_WAIT_MS * failures, MOST_CONFLICT_WAIT_MS);
        log.error({ bot, waitMs: conflictMs }, `409: ${trouble.description}. Only one process may poll with a token`);
        return conflictMs;
      }
      case 'unauthorized':
        log.error({ bot }, `Telegram does not know the token of ${deps.tokenSetting}: correct it and restart`);
        return UNAUTHORIZED_WAIT_MS;
      case 'rateLimited':
        log.warn({ bot, waitMs: trouble.retryAfterSec * 1_000 }, 'Telegram asks to poll later');
        return trouble.retryAfterSec * 1_000;
      case 'refused':
        log.error({ bot, waitMs, code: trouble.code }, `getUpdates is refused: ${trouble.description}`);
        return waitMs;
      case 'unreachable':
        log.warn({ bot, waitMs, failures }, `no updates from Telegram: ${trouble.detail}`);
        return waitMs;
      default:
        return assertNever(trouble);
    }
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
      const over = new AbortController();
      await Promise.race([lanes.idle(), clock.wait(STOP_WAIT_MS, over.signal)]);
      over.abort();
      const offset = window.offset();
      if (offset === undefined) return;
      // Only spares the next start a second delivery; failing to confirm loses nothing.
      await getUpdates({ offset, timeoutSec: 0, limit: 1, signal: AbortSignal.timeout(CONFIRM_WAIT_MS) }).catch(
        () => undefined,
      );
    },
  };
}
