import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Context } from 'telegraf';
import type { User } from 'telegraf/types';
import { troubleOf } from '../../activities/adapters/telegram-errors';
import { cutWithEllipsis } from '../../domain/html';
import type { CardRef } from '../../domain/review-data';
import { texts } from '../../domain/texts';
import type { Decision, Reviewer, ReviewLock } from '../../domain/ticket';
import type { TicketRef } from '../../temporal/ticket-desk';
import type { ReviewResult } from '../../workflows/contracts/ticket';
import { botTexts } from '../texts/id';
import type { AdminBotDeps } from './context';

/** Telegram shows at most this many characters above the chat. */
const ANSWER_LIMIT = 200;

/** The admin as the ticket remembers them; that it is one was proved by `isAdmin`. */
export function reviewerOf(from: User): Reviewer {
  return { kind: 'bot', id: String(from.id), name: [from.first_name, from.last_name].filter(Boolean).join(' ') };
}

/** The ticket that a button speaks of. */
export function ticketOf({ chatId, messageId }: CardRef): TicketRef {
  return { chatId, messageId };
}

/** What became of a decision, as plain text. */
export function decisionText({ decided, label, reviewer }: ReviewResult): string {
  return decided === 'now' ? texts.card.done(label) : texts.card.already(label, reviewer.name);
}

/** A named refusal becomes an answer; everything else is thrown on, so that the press is tried again. */
export function refusalText(error: unknown): string {
  if (error instanceof WorkflowNotFoundError) return texts.card.closed;
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null;
  if (!(cause instanceof ApplicationFailure)) throw error;
  switch (cause.type) {
    case 'TicketClosed':
    case 'AcceptedUpdateCompletedWorkflow':
      return texts.card.closed;
    case 'NotUnderReview':
      return botTexts.press.notUnderReview;
    case 'UnknownLabel':
      return botTexts.press.unknownLabel;
    case 'ReviewLocked':
      return botTexts.press.locked(holderOf(cause));
    case 'AlreadyDecided': {
      const [decision] = (cause.details ?? []) as Partial<Decision>[];
      return texts.card.already(decision?.label ?? '', decision?.reviewer?.name ?? '');
    }
    case 'NothingToUndo':
      return botTexts.press.nothingToUndo;
    default:
      return botTexts.press.refused;
  }
}

/** Shows the answer to a press above the chat. What was decided stands, even if Telegram takes no answer any more. */
export async function answerPress(ctx: Context, text: string, log: AdminBotDeps['log']): Promise<void> {
  try {
    await ctx.answerCbQuery(cutWithEllipsis(text, ANSWER_LIMIT));
  } catch (error) {
    log.warn({ updateId: ctx.update.update_id, trouble: troubleOf(error) }, 'the press was not answered');
  }
}

function holderOf({ details }: ApplicationFailure): string {
  const [lock] = (details ?? []) as Partial<ReviewLock>[];
  return lock?.holder?.name ?? 'admin lain';
}
