import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { Config } from '../../config/types';
import { renderApprovalCard } from '../../domain/approval-render';
import type { ApprovalCard } from '../../domain/approval-card';
import type { RenderedCard } from '../../domain/review';
import type { CardCopy } from '../../domain/ticket';
import type { ApprovalActivities } from '../../workflows/retrain-ports';
import { telegramRefusal, type TelegramClient } from '../adapters/telegram-client';
import type { ObjectStore } from '../adapters/object-store';
import type { ChatMoves } from '../chat-moves';
import { readShadowAgreement } from '../shadow-counts';

export interface ApprovalCardDeps {
  /** The admin bot's client. */
  readonly bot: Pick<TelegramClient, 'sendMessage' | 'sendPicture' | 'editMessage'>;
  /** Holds the pictures, and what the candidate has said beside the model in service. */
  readonly store: Pick<ObjectStore, 'get' | 'list'>;
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
  /** Chats that have the pictures. */
  readonly pictured?: readonly number[];
}

/**
 * Cards of models that wait for a decision: to each admin's private chat, and once to the reporting group for admins who
 * never started the bot. A retry sends no copy again.
 */
export function createApprovalCards(
  deps: ApprovalCardDeps,
): Pick<ApprovalActivities, 'sendApprovalCards' | 'editApprovalCards'> {
  const { bot, store, moves, settings, timeZone, log } = deps;

  /** The card with what the candidate has said so far; that this cannot be read keeps no card from admins. */
  async function rendered(card: ApprovalCard): Promise<RenderedCard> {
    const { version: candidate, productionVersion: production } = card;
    const shadow =
      production === null ? null : await readShadowAgreement(store, { candidate, production }).catch(() => null);
    return renderApprovalCard(card, timeZone, shadow);
  }

  return {
    async sendApprovalCards({ card, pictureKeys = [] }) {
      const context = Context.current();
      let progress = (context.info.heartbeatDetails as Progress | undefined) ?? NOTHING_YET;
      const { html, buttons } = await rendered(card);
      /** The words matter more: what Telegram does not take as a picture is left out. */
      const sendPictures = async (chatId: number): Promise<void> => {
        if (progress.pictured?.includes(chatId)) return;
        for (const key of pictureKeys) {
          const png = await store.get(key);
          if (png === null) continue;
          await bot.sendPicture({ chatId, png, html: '' }).catch((error: unknown) => {
            const refusal = telegramRefusal(error);
            if (!refusal) throw error;
            log.warn({ version: card.version, key, code: refusal.code }, 'a picture of a model was refused');
          });
        }
        progress = { ...progress, pictured: [...(progress.pictured ?? []), chatId] };
        context.heartbeat(progress);
      };
      const send = async (chatId: number): Promise<CardCopy | null> => {
        try {
          await sendPictures(chatId);
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
          ...progress,
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
      const { html, buttons } = await rendered(card);
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
