import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Config } from '../config/types';
import { renderReviewCard, type RenderedCard, type ReviewCard } from '../domain/review';
import { renderSimilar } from '../domain/similar';
import type { CardCopy } from '../domain/ticket';
import type { BotName } from '../workflows/contracts/outbox';
import type { TelegramActivities } from '../workflows/ports';
import type { ObjectStore } from './adapters/object-store';
import { telegramRefusal, type TelegramClient } from './adapters/telegram-client';
import type { ChatMoves } from './chat-moves';
import { perMinuteOf, postMessage } from './outbox-port';
import { createChatPace } from './rate-limit';
import { createPictureSender } from './send-picture';
import type { SentMessages } from './sent-messages';
import type { SimilarTickets } from './similar/similar-tickets';

/** A longer wait is spent outside the activity, which would hold a worker's slot. */
const MAX_WAIT_INSIDE_MS = 2_000;

export interface TelegramActivityDeps {
  readonly client: Client;
  readonly bots: Readonly<Record<BotName, TelegramClient>>;
  readonly settings: Pick<Config['telegram'], 'adminUserIds' | 'reportingChatId' | 'noticeChatId' | 'groupPerMinute'>;
  readonly moves: ChatMoves;
  readonly sent: Pick<SentMessages, 'note'>;
  readonly pictures: Pick<ObjectStore, 'get'>;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  /** Tickets to be shown on a card; absent: none are. */
  readonly similar?: SimilarTickets;
  /** Milliseconds of a clock that never goes back. @default performance.now */
  readonly now?: () => number;
  /** @default the activity's, which ends when the activity is cancelled */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** What an attempt has done so far, kept in the heartbeat for the next one. */
interface CardProgress {
  readonly copies: readonly CardCopy[];
  /** Admins who have their card, or are known to be unreachable. */
  readonly settled: readonly number[];
  readonly needsGroup: boolean;
}

/** Activities that speak through the bots. */
export function createTelegramActivities(deps: TelegramActivityDeps): TelegramActivities {
  const { client, bots, moves, settings } = deps;
  const pace = createChatPace(deps.now);
  const sleep = deps.sleep ?? ((ms: number) => Context.current().sleep(ms));
  /** Whoever sends learns that a chat moved, if Telegram's own word of it was missed. @returns its new id, or null */
  async function noteMove(from: number, error: unknown): Promise<number | null> {
    const to = telegramRefusal(error)?.migrateToChatId ?? null;
    if (to !== null) await moves.note({ from, to });
    return to;
  }

  /** Asked for once a card, not once a copy; where it stands already, its lines come again as they are found now. */
  async function renderCard(card: ReviewCard): Promise<RenderedCard> {
    const isOpen = card.state.kind === 'waiting' && deps.similar !== undefined;
    const similar = isOpen ? await deps.similar.find({ ...card, problem: card.text }) : [];
    return renderReviewCard(card, renderSimilar(similar, card.language));
  }

  async function sendCard(rendered: RenderedCard, namedChatId: number): Promise<CardCopy> {
    const chatId = await moves.currentOf(namedChatId);
    await waitForTurn(
      pace.reserve({ chatId, key: placeKey(chatId), everyMs: 60_000 / perMinuteOf(chatId, settings.groupPerMinute) }),
      sleep,
    );
    const { html, buttons } = rendered;
    try {
      const { messageId } = await bots.admin.sendMessage({ chatId, html, buttons });
      return { bot: 'admin', chatId, messageId };
    } catch (error) {
      const movedTo = await noteMove(chatId, error);
      if (movedTo === null) throw error;
      return sendCard(rendered, movedTo);
    }
  }

  return {
    post: (message) => postMessage({ client, moves, settings }, message),
    async sendMessage({ bot, ticketId, ...message }) {
      const { chatId } = message;
      const context = Context.current();
      // An attempt that only failed to remember must not send again.
      const before = context.info.heartbeatDetails as { messageId: number } | undefined;
      const sent =
        before ??
        (await bots[bot].sendMessage(message).catch(async (error: unknown) => {
          await noteMove(chatId, error);
          throw error;
        }));
      if (!ticketId) return sent;
      context.heartbeat(sent);
      await deps.sent.note({ chatId, ...sent }, ticketId);
      return sent;
    },
    sendPicture: createPictureSender({ bots, noteMove, pictures: deps.pictures, log: deps.log }),
    editMessage: ({ bot, ...message }) => bots[bot].editMessage(message),

    async sendReviewCards({ card }) {
      let progress: CardProgress = (Context.current().info.heartbeatDetails as CardProgress | undefined) ?? NOTHING_YET;
      const advance = (next: CardProgress): void => {
        progress = next;
        Context.current().heartbeat(next);
      };
      const rendered = await renderCard(card);
      for (const admin of settings.adminUserIds) {
        if (progress.settled.includes(admin)) continue;
        const copy = await sendCard(rendered, admin).catch(nullIfUnreachable);
        advance({
          copies: copy ? [...progress.copies, copy] : progress.copies,
          settled: [...progress.settled, admin],
          needsGroup: progress.needsGroup || copy === null,
        });
      }
      const group = settings.reportingChatId === null ? null : await moves.currentOf(settings.reportingChatId);
      const inGroup = progress.copies.some(({ chatId }) => chatId === group);
      if (progress.needsGroup && !inGroup && group !== null) {
        const copy = await sendCard(rendered, group).catch(nullIfUnreachable);
        if (copy) advance({ ...progress, copies: [...progress.copies, copy] });
        else deps.log.error({ ticketId: card.ticketId }, 'the reporting group takes no messages of the admin bot');
      }
      return progress.copies;
    },

    async editReviewCards({ card, copies }) {
      const { html, buttons } = await renderCard(card);
      for (const { bot, chatId, messageId } of copies) {
        try {
          await bots[bot].editMessage({ chatId, messageId, html, buttons });
        } catch (error) {
          // One admin who blocked the bot must not keep the others' cards from being brought up to date.
          const refusal = telegramRefusal(error);
          if (!refusal) throw error;
          deps.log.warn({ ticketId: card.ticketId, code: refusal.code }, 'a copy of a review card could not be edited');
        }
        Context.current().heartbeat();
      }
    },
  };
}

const NOTHING_YET: CardProgress = { copies: [], settled: [], needsGroup: false };

/** Who never started the bot, blocked it, or is unknown to it: 403, or 400 "chat not found". */
function nullIfUnreachable(error: unknown): null {
  const refusal = telegramRefusal(error);
  if (refusal && (refusal.code === 403 || /chat not found/i.test(refusal.description))) return null;
  throw error;
}

function placeKey(chatId: number): string {
  const { workflowExecution, activityId } = Context.current().info;
  return `${workflowExecution?.workflowId ?? ''}/${activityId}/${chatId}`;
}

async function waitForTurn(waitMs: number, sleep: (ms: number) => Promise<unknown>): Promise<void> {
  if (waitMs > MAX_WAIT_INSIDE_MS) {
    throw ApplicationFailure.create({
      type: 'TelegramBusy',
      message: `the chat's turn comes in ${Math.ceil(waitMs / 1_000)} s`,
      nextRetryDelay: waitMs,
    });
  }
  if (waitMs > 0) await sleep(waitMs);
}
