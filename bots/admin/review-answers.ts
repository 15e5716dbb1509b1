import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Context } from 'telegraf';
import type { User } from 'telegraf/types';
import { troubleOf } from '../../activities/adapters/telegram-errors';
import { cutWithEllipsis } from '../../domain/html';
import type { Language } from '../../domain/language';
import type { CardRef } from '../../domain/review-data';
import { textsIn } from '../../domain/texts/texts-in';
import type { Decision, Reviewer, ReviewLock } from '../../domain/ticket';
import type { TicketRef } from '../../temporal/ticket-desk';
import type { ReviewResult } from '../../workflows/contracts/ticket';
import { botTextsIn } from '../texts/texts-in';
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
export function decisionText({ decided, label, reviewer }: ReviewResult, language: Language): string {
  const { card } = textsIn(language);
  return decided === 'now' ? card.done(label) : card.already(label, reviewer.name);
}

/** A named refusal becomes an answer; everything else is thrown on, so that the press is tried again. */
export function refusalText(error: unknown, language: Language): string {
  const { card } = textsIn(language);
  const { press } = botTextsIn(language);
  if (error instanceof WorkflowNotFoundError) return card.closed;
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null;
  if (!(cause instanceof ApplicationFailure)) throw error;
  switch (cause.type) {
    case 'TicketClosed':
    case 'AcceptedUpdateCompletedWorkflow':
      return card.closed;
    case 'NotUnderReview':
      return press.notUnderReview;
    case 'UnknownLabel':
      return press.unknownLabel;
    case 'ReviewLocked':
      return press.locked(holderOf(cause) ?? press.otherAdmin);
    case 'AlreadyDecided': {
      const [decision] = (cause.details ?? []) as Partial<Decision>[];
      return card.already(decision?.label ?? '', decision?.reviewer?.name ?? '');
    }
    case 'NothingToUndo':
      return press.nothingToUndo;
    default:
      return press.refused;
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

function holderOf({ details }: ApplicationFailure): string | undefined {
  const [lock] = (details ?? []) as Partial<ReviewLock>[];
  return lock?.holder?.name;
}
