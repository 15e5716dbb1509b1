import type { WorkflowExecutionInfo } from '@temporalio/client';
import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { parseTicketId } from '../../../domain/ids';
import type { Language } from '../../../domain/language';
import { renderReviewCard, type RenderedCard } from '../../../domain/review';
import { parseReviewData } from '../../../domain/review-data';
import type { TicketStatus } from '../../../workflows/contracts/ticket';
import { searchKeys } from '../../../workflows/search-attributes';
import { backToQueue, cardOfStatus, renderPendingReview, type PendingTicket } from '../../render/pending-review';
import { answerPress, replaceText, reply } from '../../reply';
import { describeForLog } from '../../intake/verdict';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import { parseQueueCardData, parseQueueData } from '../queue-data';

const QUERY = "OncekPhase='inReview' AND ExecutionStatus='Running'";
/** Visibility sorts by nothing but time, so the queue is read whole, up to here, to have the least sure first. */
const READ = 500;

/** `/pendingreview`: the tickets that wait for a person, the least sure first, page by page; a button shows a card. */
export function pendingReview({ desk, reportDesk, sheetUrl, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  const { language } = config;
  const texts = botTextsIn(language).press;
  async function pageOf(page: number): Promise<RenderedCard> {
    const [found, predictions, url] = await Promise.all([
      desk.list(QUERY, READ + 1),
      reportDesk?.reports.predictions(null) ?? null,
      sheetUrl?.() ?? null,
    ]);
    const tickets = found.slice(0, READ).map(pendingTicketOf).sort(byConfidence);
    return renderPendingReview({
      tickets,
      isCapped: found.length > READ,
      predictions,
      sheetUrl: url,
      page,
      language,
    });
  }

  const command = Composer.privateChat(
    Composer.command('pendingreview', async (ctx) => {
      const { html, buttons } = await pageOf(0);
      await reply(ctx, html, log, buttons);
    }),
  );
  const turnPage = Composer.action(/^pq:/, async (ctx) => {
    const page = parseQueueData(ctx.match.input);
    if (page === null) return answerPress(ctx, texts.outdated, log);
    await replaceText(ctx, await pageOf(page), log);
    await answerPress(ctx, '', log);
  });
  const showCard = Composer.action(/^pc:/, async (ctx) => {
    const ref = parseQueueCardData(ctx.match.input);
    const status = ref && (await desk.status(ref));
    if (!status) return answerPress(ctx, texts.unknownTicket, log);
    const { html, buttons } = queueCard(status, language);
    await reply(ctx, html, log, buttons);
    await answerPress(ctx, status.phase === 'inReview' ? '' : texts.notUnderReview, log);
  });
  /** The ticket does not know of a card shown from the queue: it is brought up to date after each press on it. */
  const refreshCard = Composer.action(/^r[vluo]:/, async (ctx, next) => {
    await next();
    if (!isOfQueue(ctx.callbackQuery)) return;
    const { chatId, messageId } = parseReviewData(ctx.match.input);
    try {
      const status = await desk.status({ chatId, messageId });
      if (status) await replaceText(ctx, queueCard(status, language), log);
    } catch (error) {
      // What was decided stands: the press must not be tried again for the look of its card.
      log.warn({ updateId: ctx.update.update_id, ...describeForLog(error) }, 'a card of the queue was not changed');
    }
  });
  return Composer.compose([command, turnPage, showCard, refreshCard]);
}

function queueCard(status: TicketStatus, language: Language): RenderedCard {
  const { html, buttons } = renderReviewCard({ ...cardOfStatus(status), language });
  return { html, buttons: [...buttons, [backToQueue(0, language)]] };
}

function isOfQueue({ message }: { message?: object }): boolean {
  const { reply_markup: markup } = (message ?? {}) as {
    reply_markup?: { inline_keyboard?: readonly (readonly { callback_data?: string }[])[] };
  };
  return (markup?.inline_keyboard ?? []).flat().some(({ callback_data: data }) => parseQueueData(data ?? '') !== null);
}

function pendingTicketOf({ workflowId, typedSearchAttributes }: WorkflowExecutionInfo): PendingTicket {
  const { chatId, messageId } = parseTicketId(workflowId.replace(/^ticket-/, ''));
  return {
    chatId,
    messageId,
    groupLabel: typedSearchAttributes.get(searchKeys.group) ?? String(chatId),
    label: typedSearchAttributes.get(searchKeys.symptom) ?? null,
    confidence: typedSearchAttributes.get(searchKeys.confidence) ?? null,
  };
}

function byConfidence(a: PendingTicket, b: PendingTicket): number {
  return (a.confidence ?? 0) - (b.confidence ?? 0);
}
