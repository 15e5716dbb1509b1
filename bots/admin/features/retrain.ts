import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import type { User } from 'telegraf/types';
import type { TrainingSetView } from '../../../activities/training/snapshot';
import { OncekError } from '../../../domain/errors';
import { parseCommand } from '../../../domain/messages';
import type { RenderedCard } from '../../../domain/review';
import type { RetrainProgress } from '../../../workflows/contracts/retrain';
import { renderRetrainProgress, renderTrainingRefusal } from '../../render/retrain-progress';
import { renderRetrainQuestion, renderRetrainStatus } from '../../render/retrain-status';
import { answerPress, editMessage, replaceText, reply, replyForId } from '../../reply';
import type { RetrainTexts } from '../../texts/id/retrain';
import { botTextsIn, retrainTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import { parseRetrainData, parseRetrainWish, retrainData, type RetrainPress } from '../retrain-data';
import type { RetrainBotDesk } from '../retrain-desk';
import { reviewerOf } from '../review-answers';

/** `/retrain [force] [tune [N]]` and `/retrainstatus`; a message with the progress of a run is edited as it goes on. */
export function retrain({ retrainDesk: desk, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  if (!desk) return Composer.passThru();
  const { language } = config;
  const texts = retrainTextsIn(language);
  const shown = async (progress: RetrainProgress): Promise<RenderedCard> => {
    const step = progress.outcome === null ? await desk.step(progress.runId) : null;
    return renderRetrainProgress(progress, { nowMs: Date.now(), step }, language);
  };

  /** The run at work, live in a message of its own. @returns false where none runs */
  async function showRunning(ctx: Context): Promise<boolean> {
    const progress = await desk!.progress();
    if (progress === null || progress.outcome !== null) return false;
    const messageId = await replyForId(ctx, await shown(progress), log);
    if (messageId !== null) await follow(ctx, messageId);
    return true;
  }

  /** From now on the run edits the message; where it ended meanwhile it shows the end. */
  async function follow(ctx: Context, messageId: number): Promise<void> {
    const chatId = ctx.chat?.id;
    if (chatId === undefined) return;
    await desk!.watch({ chatId, messageId });
    const progress = await desk!.progress();
    if (progress !== null && progress.outcome !== null) await editMessage(ctx, messageId, await shown(progress), log);
  }

  /** The press may come twice, and even after its run is over: one question starts one run. */
  async function start(ctx: Context, press: Extract<RetrainPress, { kind: 'start' }>, from: User): Promise<string> {
    const { trials, force } = press;
    const messageId = ctx.callbackQuery?.message?.message_id;
    const requestKey = `telegram:${ctx.chat?.id}:${messageId}`;
    const last = await desk!.progress();
    const isDone = last !== null && last.requestKey === requestKey && last.outcome !== null;
    const started = isDone ? null : await desk!.start({ trials, force, by: reviewerOf(from), requestKey });
    const progress = await desk!.progress();
    if (progress !== null) await replaceText(ctx, await shown(progress), log);
    if (messageId !== undefined) await follow(ctx, messageId);
    return started?.outcome === 'running' && !started.isSame ? texts.press.running : texts.press.started;
  }

  /** @returns what is said above the chat */
  async function act(ctx: Context, press: RetrainPress, from: User): Promise<string> {
    switch (press.kind) {
      case 'start':
        return start(ctx, press, from);
      case 'decline':
        await replaceText(ctx, { html: texts.notStarted, buttons: [] }, log);
        return '';
      case 'stop':
        await reply(ctx, texts.stop.question, log, [
          [
            { text: texts.stop.yes, data: retrainData({ kind: 'stopNow', runId: press.runId }) },
            { text: texts.stop.no, data: retrainData({ kind: 'goOn' }) },
          ],
        ]);
        return '';
      case 'stopNow': {
        const isAsked = await desk!.cancel(press.runId);
        await replaceText(ctx, { html: isAsked ? texts.stop.asked : texts.stop.over, buttons: [] }, log);
        return '';
      }
      case 'goOn':
        await replaceText(ctx, { html: texts.stop.kept, buttons: [] }, log);
        return '';
    }
  }

  const commands = Composer.privateChat(
    Composer.command('retrain', async (ctx) => {
      const wish = parseRetrainWish(parseCommand(ctx.message.text)?.args ?? []);
      if (wish === null) return reply(ctx, texts.usage, log);
      if (await showRunning(ctx)) return;
      const view = await viewOf(desk, texts);
      if (typeof view === 'string') return reply(ctx, view, log);
      const refusal = view?.refusal ?? null;
      const isLifted = wish.force && refusal?.reason === 'tooFewReviewed';
      if (refusal !== null && !isLifted) return reply(ctx, renderTrainingRefusal(refusal, language), log);
      const { html, buttons } = renderRetrainQuestion(wish, view, language);
      await reply(ctx, html, log, buttons);
    }),
    Composer.command('retrainstatus', async (ctx) => {
      if (await showRunning(ctx)) return;
      const view = await viewOf(desk, texts);
      if (typeof view === 'string') return reply(ctx, view, log);
      await reply(ctx, renderRetrainStatus(view, await desk.progress(), language), log);
    }),
  );
  const buttons = Composer.action(/^tr:/, async (ctx) => {
    const press = parseRetrainData(ctx.match.input);
    if (!press) return answerPress(ctx, botTextsIn(language).press.outdated, log);
    const answer = await act(ctx, press, ctx.from);
    log.info({ updateId: ctx.update.update_id, kind: press.kind }, 'retraining button handled');
    await answerPress(ctx, answer, log);
  });
  return Composer.compose([commands, buttons]);
}

/** @returns null while the sheets are not read; a text where a person has to mend them first */
async function viewOf(desk: RetrainBotDesk, { mend }: RetrainTexts): Promise<TrainingSetView | string | null> {
  try {
    return await desk.readiness();
  } catch (error) {
    const type = error instanceof OncekError ? error.type : null;
    if (type === 'SheetUnavailable') return null;
    if (type === 'SheetHeadings' || type === 'SheetNotFound') return mend[type];
    throw error;
  }
}
