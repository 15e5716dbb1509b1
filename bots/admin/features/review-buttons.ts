import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import type { User } from 'telegraf/types';
import { parseReviewData, type ReviewPress } from '../../../domain/review-data';
import { textsIn } from '../../../domain/texts/texts-in';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import { answerPress, decisionText, refusalText, reviewerOf, ticketOf } from '../review-answers';

/** Buttons of a review card: the ticket itself brings all copies of the card up to date. */
export function reviewButtons({ desk, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  const { language } = config;
  const { card } = textsIn(language);
  const texts = botTextsIn(language).press;
  async function decide(press: Extract<ReviewPress, { kind: 'decide' }>, from: User): Promise<string> {
    const status = await desk.status(ticketOf(press));
    if (!status) return texts.unknownTicket;
    const label = status.top[press.option]?.label;
    if (status.cardVersion !== press.version || label === undefined) return card.outdated;
    return decisionText(await desk.review(ticketOf(press), { label, reviewer: reviewerOf(from) }), language);
  }

  async function lock(press: ReviewPress, from: User): Promise<string> {
    const { taken, holder, until } = await desk.lockReview(ticketOf(press), { reviewer: reviewerOf(from) });
    if (!taken) return texts.locked(holder.name);
    return texts.taken(Math.ceil((Date.parse(until) - Date.now()) / 60_000));
  }

  async function undo(press: ReviewPress, from: User): Promise<string> {
    const status = await desk.status(ticketOf(press));
    if (!status) return texts.unknownTicket;
    // The button of a card from before an earlier undo must not take back the decision after it.
    if (status.cardVersion !== press.version) return card.outdated;
    const { undone } = await desk.undoReview(ticketOf(press), { reviewer: reviewerOf(from) });
    return texts.undone(undone.label);
  }

  function answerTo(press: ReviewPress, from: User): Promise<string> | null {
    if (press.kind === 'decide') return decide(press, from);
    if (press.kind === 'lock') return lock(press, from);
    return press.kind === 'undo' ? undo(press, from) : null;
  }

  return Composer.action(/^r[vlu]:/, async (ctx) => {
    const press = parseReviewData(ctx.match.input);
    const answer = await answerTo(press, ctx.from)?.catch((error: unknown) => refusalText(error, language));
    const { kind, chatId, messageId } = press;
    log.info({ updateId: ctx.update.update_id, kind, chatId, messageId }, 'review button handled');
    if (answer !== undefined) await answerPress(ctx, answer, log);
  });
}
