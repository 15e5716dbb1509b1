import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Telegram } from 'telegraf';
import { callOptions } from '../activities/adapters/telegram-client';
import { troubleOf, type TelegramTrouble } from '../activities/adapters/telegram-errors';
import type { BotName } from '../workflows/contracts/outbox';
import { MENU_LANGUAGES, type CommandMenu, type MenuLanguage } from './commands';
import { backoffMs, systemClock, type IntakeClock } from './intake/clock';

const CALL_TIMEOUT_MS = 15_000;
/** A menu is a convenience: after about half an hour without an answer the next start will do it. */
const TRIES = 60;

/** What setting a bot's menus takes. */
export interface SetCommandsDeps {
  readonly bot: BotName;
  readonly telegram: Telegram;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly signal: AbortSignal;
  /** @default the machine's clock */
  readonly clock?: IntakeClock;
}

/**
 * Brings Telegram's menus up to date: only those that differ are set, so that a restart changes nothing. One that
 * Telegram refuses, as for an admin who never started the bot, is left out; while Telegram is silent it is tried again.
 * Never throws.
 */
export async function setCommands(menus: readonly CommandMenu[], deps: SetCommandsDeps): Promise<void> {
  for (const menu of menus) {
    for (const language of MENU_LANGUAGES) await setPersistently(menu, language, deps);
  }
}

async function setPersistently(menu: CommandMenu, language: MenuLanguage, deps: SetCommandsDeps): Promise<void> {
  const { bot, log, signal, clock = systemClock } = deps;
  for (let tries = 1; tries <= TRIES && !signal.aborted; tries += 1) {
    try {
      return await set(menu, language, deps);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === 'refused') {
        return log.info({ bot, scope: menu.scope, description: trouble.description }, 'a menu of commands was refused');
      }
      log.warn({ bot, trouble }, 'a menu of commands is not set yet');
      await clock.wait(waitMsAfter(trouble, backoffMs(tries, clock.random())), signal);
    }
  }
}

function waitMsAfter(trouble: TelegramTrouble, otherwiseMs: number): number {
  return trouble.kind === 'rateLimited' ? trouble.retryAfterSec * 1_000 : otherwiseMs;
}

async function set({ scope, commands }: CommandMenu, language: MenuLanguage, deps: SetCommandsDeps): Promise<void> {
  const { telegram, signal } = deps;
  const where = { scope, language_code: language };
  const wanted = commands[language];
  const current = await telegram.callApi('getMyCommands', where, callOptions(CALL_TIMEOUT_MS, signal));
  if (isDeepStrictEqual(current, wanted)) return;
  if (wanted.length === 0) await telegram.callApi('deleteMyCommands', where, callOptions(CALL_TIMEOUT_MS, signal));
  else await telegram.callApi('setMyCommands', { commands: wanted, ...where }, callOptions(CALL_TIMEOUT_MS, signal));
}
