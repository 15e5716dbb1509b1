import type { Logger } from 'pino';
import { reply } from '../reply';
import type { GroupContext } from './context';

/** Answers a message of a group, as HTML and quoting it; over the limit it stays silent. */
export type Answer = (ctx: GroupContext, html: string) => Promise<void>;

/**
 * A chat's quota of messages belongs to the tickets: nobody may use it up with questions.
 * @param options.perMinute - answers a chat gets in any 60 s
 */
export function createAnswer(options: { perMinute: number; now: () => Date; log: Pick<Logger, 'warn'> }): Answer {
  const { perMinute, now, log } = options;
  const answeredMs = new Map<number, number[]>();
  return async (ctx, html) => {
    const { chatId, messageId } = ctx.incoming.message;
    const nowMs = now().getTime();
    const recent = (answeredMs.get(chatId) ?? []).filter((at) => at > nowMs - 60_000);
    if (recent.length >= perMinute) return;
    answeredMs.set(chatId, [...recent, nowMs]);
    await reply(ctx, html, log, [], messageId);
  };
}
