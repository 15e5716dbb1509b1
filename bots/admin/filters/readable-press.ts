import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { parseReviewData, REVIEW_DATA } from '../../../domain/review-data';
import { answerPress } from '../../reply';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';

/** Buttons of a review whose data nobody reads any more, as of another release, are told so instead of failing. */
export function readablePress({ config, log }: Pick<AdminBotDeps, 'config' | 'log'>): MiddlewareFn<Context> {
  return Composer.action(REVIEW_DATA, (ctx, next) =>
    isReadable(ctx.match.input) ? next() : answerPress(ctx, botTextsIn(config.language).press.outdated, log),
  );
}

function isReadable(data: string): boolean {
  try {
    parseReviewData(data);
    return true;
  } catch {
    return false;
  }
}
