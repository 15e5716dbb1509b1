import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { escapeHtml } from '../../../domain/html';
import { parseReviewData, REVIEW_DATA, type CardRef } from '../../../domain/review-data';
import { reply } from '../../reply';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import { refusalText, reviewerOf } from '../review-answers';

const WORD = /^\s*\/?(?:urungkan|undo)(?:@\w+)?\s*$/i;

/** `urungkan` or `undo` in reply to a review card: the decision it shows is taken back. The ticket is known by the card's buttons. */
export function reviewUndo({ desk, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  return Composer.hears(WORD, async (ctx, next) => {
    const card = cardOf(ctx.message);
    if (!card) return next();
    const { chatId, messageId } = card;
    const answer = await desk
      .undoReview({ chatId, messageId }, { reviewer: reviewerOf(ctx.from) })
      .then(({ undone }) => botTextsIn(config.language).press.undone(undone.label))
      .catch((error: unknown) => refusalText(error, config.language));
    log.info({ updateId: ctx.update.update_id, chatId, messageId }, 'undo asked for');
    await reply(ctx, escapeHtml(answer), log);
  });
}

function cardOf(message: object): CardRef | null {
  const { reply_to_message: card } = message as { reply_to_message?: { reply_markup?: Keyboard } };
  const buttons = card?.reply_markup?.inline_keyboard?.flat() ?? [];
  const data = buttons.map(({ callback_data: one }) => one ?? '').find((one) => REVIEW_DATA.test(one));
  return data === undefined ? null : parseReviewData(data);
}

interface Keyboard {
  readonly inline_keyboard?: readonly (readonly { readonly callback_data?: string }[])[];
}
