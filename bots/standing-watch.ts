import type { Logger } from 'pino';
import type { Telegram } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import { troubleOf } from '../activities/adapters/telegram-errors';
import type { ChatMoves } from '../activities/chat-moves';
import type { Config } from '../config/types';
import type { Language } from '../domain/language';
import { contentHash } from '../domain/ledger';
import type { BotName } from '../workflows/contracts/outbox';
import { backoffMs, systemClock } from './intake/clock';
import type { AdminTeller } from './intake/outages';
import { checkStanding, FINDING_ADVICE, placesOf, type Finding } from './standing';
import { intakeTextsIn } from './texts/texts-in';

export interface StandingWatchDeps {
  readonly bot: BotName;
  readonly telegram: Telegram;
  readonly me: UserFromGetMe;
  readonly config: Pick<Config, 'telegram' | 'ticket' | 'language'>;
  readonly moves: ChatMoves;
  readonly teller: AdminTeller;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly signal: AbortSignal;
}

/** However often the bots are restarted, admins hear of the same findings once a day. */
const QUIET_MS = 86_400_000;

/**
 * Looks once whether the bot can do its work in each of its chats, and says what is wrong to the log and to the admins. Until Telegram and Temporal have answered it tries again. Never throws.
 */
export async function watchStanding(deps: StandingWatchDeps): Promise<void> {
  const { signal } = deps;
  for (let failures = 1; !signal.aborted; failures += 1) {
    if (await looked(deps)) return;
    await systemClock.wait(backoffMs(failures, systemClock.random()), signal);
  }
}

async function looked({ bot, telegram, me, config, moves, teller, log }: StandingWatchDeps): Promise<boolean> {
  try {
    const findings = await checkStanding({ telegram, me, places: placesOf(bot, config), moves });
    for (const { kind, chatId, setting } of findings) {
      log.warn({ bot, finding: kind, chatId, setting }, FINDING_ADVICE[kind]);
    }
    const key = `standing:${bot}:${contentHash(findings)}`;
    if (findings.length > 0) return await teller.tell(key, render(bot, findings, config.language), QUIET_MS);
    log.info({ bot }, 'the bot can do its work in all its chats');
    return true;
  } catch (error) {
    log.warn({ bot, trouble: troubleOf(error) }, 'what the bot may do in its chats is not known yet');
    return false;
  }
}

function render(bot: BotName, findings: readonly Finding[], language: Language): string {
  const { bots, standing } = intakeTextsIn(language);
  const { title, findings: lines } = standing;
  return [title(bots[bot]), ...findings.map(({ kind, chatId, setting }) => lines[kind](chatId, setting))].join('\n');
}
