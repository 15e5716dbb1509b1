import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { escapeHtml } from '../../../domain/html';
import { parseReviewData, reviewData, type CardRef } from '../../../domain/review-data';
import { textsIn } from '../../../domain/texts/texts-in';
import { renderFoundLabels } from '../../render/label-picker';
import { answerPress, reply, replyWithQuestion } from '../../reply';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import { ticketOf } from '../review-answers';

/** Stands at the end of the question, so that the answer to it tells what it is for: the bot remembers nothing. */
const CARD_LINE = /(?:^|\n)(rs:-?\d+:\d+:\d+)$/;

/** "Cari…" in the label picker: the bot asks for words, and the reply to its question gets the labels that hold them. */
export function pickerSearch({ desk, labels, config, log, me }: AdminBotDeps): MiddlewareFn<Context> {
  const { language } = config;
  const texts = botTextsIn(language);
  /** @returns the group of a card that still waits for a decision; a text where it does not */
  async function openCard(card: CardRef): Promise<{ groupLabel: string } | string> {
    const status = await desk.status(ticketOf(card));
    if (!status) return texts.press.unknownTicket;
    return status.cardVersion !== card.version || status.reviewedBy ? textsIn(language).card.outdated : status;
  }

  const ask = Composer.action(/^rs:/, async (ctx) => {
    const card = parseReviewData(ctx.match.input);
    const shown = await openCard(card);
    if (typeof shown === 'string') return answerPress(ctx, shown, log);
    const { askWord, wordPlaceholder } = texts.picker;
    const question = askWord(escapeHtml(shown.groupLabel), card.messageId);
    const cardLine = `<code>${reviewData({ ...card, kind: 'search' })}</code>`;
    await replyWithQuestion(ctx, `${question}\n${cardLine}`, wordPlaceholder, log);
    await answerPress(ctx, '', log);
  });

  const find = Composer.privateChat(
    Composer.on('text', async (ctx, next) => {
      const words = ctx.message.text.trim();
      const card = askedCard(ctx.message, me.id);
      if (!card || words === '' || words.startsWith('/')) return next();
      const shown = await openCard(card);
      if (typeof shown === 'string') return reply(ctx, escapeHtml(shown), log);
      const known = (await labels.list()).map(({ label }) => label);
      const found = renderFoundLabels({ card, groupLabel: shown.groupLabel, labels: known, words, language });
      log.info({ updateId: ctx.update.update_id, chatId: card.chatId, messageId: card.messageId }, 'labels searched');
      await reply(ctx, found.html, log, found.buttons);
    }),
  );
  return Composer.compose<Context>([ask, find]);
}

/** The card that a question of this bot was about, where the message replies to one. */
function askedCard(message: object, botId: number): CardRef | null {
  const { reply_to_message: question } = message as {
    reply_to_message?: { from?: { id?: number }; text?: string };
  };
  if (question?.from?.id !== botId) return null;
  const [, data] = CARD_LINE.exec(question.text ?? '') ?? [];
  return data === undefined ? null : parseReviewData(data);
}
