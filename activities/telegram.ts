import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Config } from '../config/types';
import { assertNever } from '../domain/errors';
import { renderReviewCard, type ReviewCard } from '../domain/review';
import type { CardCopy } from '../domain/ticket';
import { ONCEK_QUEUE } from '../temporal/queues';
import { outboxWorkflowId, postSignal, type BotName, type OutboxInput } from '../workflows/contracts/outbox';
import type { PostTarget, TelegramActivities } from '../workflows/ports';
import type { outboxWorkflow } from '../workflows/outbox.workflow';
import { telegramRefusal, type TelegramClient } from './adapters/telegram-client';
import { createChatPace } from './rate-limit';

/** Telegram lets a bot send one message a second into a private chat. */
const PRIVATE_PER_MINUTE = 60;
/** A longer wait is spent outside the activity, which would hold a worker's slot. */
const MAX_WAIT_INSIDE_MS = 2_000;

export interface TelegramActivityDeps {
  readonly client: Client;
  readonly bots: Readonly<Record<BotName, TelegramClient>>;
  readonly settings: Pick<Config['telegram'], 'adminUserIds' | 'reportingChatId' | 'noticeChatId' | 'groupPerMinute'>;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  /** @default the machine's clock */
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
  const { client, bots, settings } = deps;
  const pace = createChatPace(deps.now ?? Date.now);
  const sleep = deps.sleep ?? ((ms: number) => Context.current().sleep(ms));
  const perMinute = (chatId: number): number => (chatId < 0 ? settings.groupPerMinute : PRIVATE_PER_MINUTE);

  async function sendCard(card: ReviewCard, chatId: number): Promise<CardCopy> {
    await waitForTurn(pace.reserve({ chatId, key: placeKey(chatId), everyMs: 60_000 / perMinute(chatId) }), sleep);
    const { html, buttons } = renderReviewCard(card);
    const { messageId } = await bots.admin.sendMessage({ chatId, html, buttons });
    return { bot: 'admin', chatId, messageId };
  }

  return {
    async post({ to, item }) {
      const { bot, chatId } = addressOf(to, settings.noticeChatId);
      // A message can be quoted only in its own chat; elsewhere the notice links to it.
      const replyToMessageId = chatId === to.chatId ? item.replyToMessageId : null;
      const input: OutboxInput = { bot, chatId, perMinute: perMinute(chatId), carried: null };
      await client.workflow.signalWithStart<typeof outboxWorkflow, [typeof item]>('outboxWorkflow', {
        workflowId: outboxWorkflowId({ bot, chatId }),
        taskQueue: ONCEK_QUEUE,
        staticSummary: `messages of the ${bot} bot to chat ${chatId}`,
        args: [input],
        signal: postSignal,
        signalArgs: [{ ...item, replyToMessageId, perMinute: input.perMinute }],
      });
    },
    sendMessage: ({ bot, ...message }) => bots[bot].sendMessage(message),
    editMessage: ({ bot, ...message }) => bots[bot].editMessage(message),

    async sendReviewCards({ card }) {
      let progress: CardProgress = (Context.current().info.heartbeatDetails as CardProgress | undefined) ?? NOTHING_YET;
      const advance = (next: CardProgress): void => {
        progress = next;
        Context.current().heartbeat(next);
      };
      for (const admin of settings.adminUserIds) {
        if (progress.settled.includes(admin)) continue;
        const copy = await sendCard(card, admin).catch(nullIfUnreachable);
        advance({
          copies: copy ? [...progress.copies, copy] : progress.copies,
          settled: [...progress.settled, admin],
          needsGroup: progress.needsGroup || copy === null,
        });
      }
      const inGroup = progress.copies.some(({ chatId }) => chatId === settings.reportingChatId);
      if (progress.needsGroup && !inGroup && settings.reportingChatId !== null) {
        const copy = await sendCard(card, settings.reportingChatId).catch(nullIfUnreachable);
        if (copy) advance({ ...progress, copies: [...progress.copies, copy] });
        else deps.log.error({ ticketId: card.ticketId }, 'the reporting group takes no messages of the admin bot');
      }
      return progress.copies;
    },

    async editReviewCards({ card, copies }) {
      const { html, buttons } = renderReviewCard(card);
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

function addressOf(to: PostTarget, noticeChatId: number | null): { bot: BotName; chatId: number } {
  switch (to.role) {
    case 'collecting':
      return { bot: 'group', chatId: to.chatId };
    case 'notice':
      return { bot: 'admin', chatId: noticeChatId ?? to.chatId };
    case 'escalation':
      return { bot: 'admin', chatId: to.chatId };
    default:
      return assertNever(to);
  }
}

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
