import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { Config } from '../../config/types';
import { renderApprovalCard } from '../../domain/approval-render';
import type { CardCopy } from '../../domain/ticket';
import type { ApprovalActivities } from '../../workflows/retrain-ports';
import { telegramRefusal, type TelegramClient } from '../adapters/telegram-client';
import type { ChatMoves } from '../chat-moves';

export interface ApprovalCardDeps {
  /** The admin bot's client. */
  readonly bot: Pick<TelegramClient, 'sendMessage' | 'editMessage'>;
  readonly moves: Pick<ChatMoves, 'currentOf'>;
  readonly settings: Pick<Config['telegram'], 'adminUserIds' | 'reportingChatId'>;
  readonly timeZone: string;
  readonly log: Pick<Logger, 'warn'>;
}

/** What an attempt has done so far, kept in the heartbeat for the next one. */
interface Progress {
  readonly copies: readonly CardCopy[];
  /** Admins who have their card, or are known to be unreachable. */
  readonly settled: readonly number[];
  readonly needsGroup: boolean;
}

/**
 * Cards of models that wait for a decision: to each admin's private chat, and once to the reporting group for admins who
 * never started the bot. A retry sends no copy again.
 */
export function createApprovalCards(
  deps: ApprovalCardDeps,
): Pick<ApprovalActivities, 'sendApprovalCards' | 'editApprovalCards'> {
  const { bot, moves, settings, timeZone, log } = deps;
  return {
    async sendApprovalCards({ card }) {
      const context = Context.current();
      let progress = (context.info.heartbeatDetails as Progress | undefined) ?? NOTHING_YET;
      const { html, buttons } = renderApprovalCard(card, timeZone);
      const send = async (chatId: number): Promise<CardCopy | null> => {
        try {
          const { messageId } = await bot.sendMessage({ chatId, html, buttons });
          return { bot: 'admin', chatId, messageId };
        } catch (error) {
          const refusal = telegramRefusal(error);
          if (!refusal) throw error;
          log.warn({ version: card.version, code: refusal.code }, 'a card of a model was refused');
          return null;
        }
      };
      for (const admin of settings.adminUserIds.filter((id) => !progress.settled.includes(id))) {
        const copy = await send(admin);
        progress = {
          copies: copy ? [...progress.copies, copy] : progress.copies,
          settled: [...progress.settled, admin],
          needsGroup: progress.needsGroup || copy === null,
        };
        context.heartbeat(progress);
      }
      if (!progress.needsGroup || settings.reportingChatId === null) return progress.copies;
      const copy = await send(await moves.currentOf(settings.reportingChatId));
      return copy ? [...progress.copies, copy] : progress.copies;
    },

    async editApprovalCards({ card, copies }) {
      const { html, buttons } = renderApprovalCard(card, timeZone);
      for (const { chatId, messageId } of copies) {
        try {
          await bot.editMessage({ chatId, messageId, html, buttons });
        } catch (error) {
          // One admin who blocked the bot must not keep the others' cards from being brought up to date.
          const refusal = telegramRefusal(error);
          if (!refusal) throw error;
          log.warn({ version: card.version, code: refusal.code }, 'a card of a model could not be edited');
        }
        Context.current().heartbeat();
      }
    },
  };
}

const NOTHING_YET: Progress = { copies: [], settled: [], needsGroup: false };
