import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import type { User } from 'telegraf/types';
import { troubleOf } from '../../../activities/adapters/telegram-errors';
import { escapeHtml } from '../../../domain/html';
import type { RenderedCard } from '../../../domain/review';
import { labelHash, parseReviewData, type ReviewPress } from '../../../domain/review-data';
import { textsIn } from '../../../domain/texts/texts-in';
import { renderLabelPicker } from '../../render/label-picker';
import { keyboard } from '../../reply';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import { answerPress, decisionText, refusalText, reviewerOf, ticketOf } from '../review-answers';

/** "lainnya…" on a card: all known labels, page by page, in the admin's own chat; who opens it takes the review. */
export function reviewPicker({ desk, labels, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  const { language } = config;
  const { card } = textsIn(language);
  const texts = botTextsIn(language);
  /** @returns the page; a text where there is none to show */
  async function pageOf(press: ReviewPress, page: number): Promise<RenderedCard | string> {
    const status = await desk.status(ticketOf(press));
    if (!status) return texts.press.unknownTicket;
    if (status.cardVersion !== press.version || status.reviewedBy) return card.outdated;
    const known = (await labels.list()).map(({ label }) => label);
    return renderLabelPicker({ card: press, groupLabel: status.groupLabel, labels: known, page, language });
  }

  async function open(ctx: Context, press: ReviewPress, from: User): Promise<string> {
    const { taken, holder } = await desk.lockReview(ticketOf(press), { reviewer: reviewerOf(from) });
    if (!taken) return texts.press.locked(holder.name);
    const shown = await pageOf(press, 0);
    if (typeof shown === 'string') return shown;
    try {
      await ctx.telegram.sendMessage(from.id, shown.html, {
        parse_mode: 'HTML',
        reply_markup: keyboard(shown.buttons),
      });
      return '';
    } catch (error) {
      log.warn({ updateId: ctx.update.update_id, trouble: troubleOf(error) }, 'the label picker was not sent');
      return texts.press.startFirst;
    }
  }

  async function turn(ctx: Context, press: Extract<ReviewPress, { kind: 'page' }>): Promise<string> {
    const shown = await pageOf(press, press.page);
    if (typeof shown === 'string') return shown;
    await show(ctx, shown);
    return '';
  }

  async function choose(ctx: Context, press: Extract<ReviewPress, { kind: 'label' }>, from: User): Promise<string> {
    const status = await desk.status(ticketOf(press));
    if (!status) return texts.press.unknownTicket;
    const chosen = (await labels.list()).find(({ label }) => labelHash(label) === press.hash);
    if (!chosen) return texts.press.unknownLabel;
    if (status.cardVersion !== press.version) return card.outdated;
    const result = await desk.review(ticketOf(press), { label: chosen.label, reviewer: reviewerOf(from) });
    await show(ctx, { html: texts.picker.done(escapeHtml(result.label)), buttons: [] });
    return decisionText(result, language);
  }

  async function close(ctx: Context): Promise<string> {
    await show(ctx, { html: texts.picker.closed, buttons: [] });
    return '';
  }

  /** What the picker shows is a convenience: the decision must not fail with it. */
  async function show(ctx: Context, shown: RenderedCard): Promise<void> {
    try {
      await ctx.editMessageText(shown.html, { parse_mode: 'HTML', reply_markup: keyboard(shown.buttons) });
    } catch (error) {
      log.info({ updateId: ctx.update.update_id, trouble: troubleOf(error) }, 'the label picker was not changed');
    }
  }

  function answerTo(ctx: Context, press: ReviewPress, from: User): Promise<string> {
    switch (press.kind) {
      case 'pick':
        return open(ctx, press, from);
      case 'page':
        return turn(ctx, press);
      case 'label':
        return choose(ctx, press, from);
      default:
        return close(ctx);
    }
  }

  return Composer.action(/^r[opkx]:/, async (ctx) => {
    const press = parseReviewData(ctx.match.input);
    const answer = await answerTo(ctx, press, ctx.from).catch((error: unknown) => refusalText(error, language));
    const { kind, chatId, messageId } = press;
    log.info({ updateId: ctx.update.update_id, kind, chatId, messageId }, 'label picker handled');
    await answerPress(ctx, answer, log);
  });
}
