import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import type { User } from 'telegraf/types';
import { troubleOf } from '../../../activities/adapters/telegram-errors';
import { cutWithEllipsis } from '../../../domain/html';
import { parseReviewCallbackData, type ReviewOption } from '../../../domain/review';
import { texts } from '../../../domain/texts';
import { botTexts } from '../../texts/id';
import type { AdminBotDeps } from '../context';

/** Telegram shows at most this many characters above the chat. */
const ANSWER_LIMIT = 200;

/** Buttons of a review card: the label is decided, the ticket itself brings all copies of the card up to date. */
export function reviewButtons({ desk, log }: AdminBotDeps): MiddlewareFn<Context> {
  /** @returns what the admin is told, as plain text */
  async function decide({ chatId, messageId, version, option }: ReviewOption, from: User): Promise<string> {
    const ticket = { chatId, messageId };
    const status = await desk.status(ticket);
    if (!status) return botTexts.press.unknownTicket;
    const label = status.top[option]?.label;
    if (status.cardVersion !== version || label === undefined) return texts.card.outdated;
    const name = [from.first_name, from.last_name].filter(Boolean).join(' ');
    const result = await desk.review(ticket, { label, reviewer: { kind: 'bot', id: String(from.id), name } });
    return result.decided === 'now'
      ? texts.card.done(result.label)
      : texts.card.already(result.label, result.reviewer.name);
  }

  return Composer.action(/^rv:/, async (ctx) => {
    const option = parseReviewCallbackData(ctx.match.input);
    const { update_id: updateId } = ctx.update;
    const answer = await decide(option, ctx.from).catch((error: unknown) => refusalText(error));
    log.info({ updateId, chatId: option.chatId, messageId: option.messageId }, 'review button handled');
    try {
      await ctx.answerCbQuery(cutWithEllipsis(answer, ANSWER_LIMIT));
    } catch (error) {
      // The decision stands; an answer that comes too late for Telegram must not bring the press back.
      log.warn({ updateId, trouble: troubleOf(error) }, 'the press was not answered');
    }
  });
}

/** A named refusal becomes an answer; everything else is thrown on, so that the press is tried again. */
function refusalText(error: unknown): string {
  if (error instanceof WorkflowNotFoundError) return texts.card.closed;
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null;
  if (!(cause instanceof ApplicationFailure)) throw error;
  switch (cause.type) {
    case 'TicketClosed':
      return texts.card.closed;
    case 'NotUnderReview':
      return botTexts.press.notUnderReview;
    case 'UnknownLabel':
      return botTexts.press.unknownLabel;
    default:
      return botTexts.press.refused;
  }
}
