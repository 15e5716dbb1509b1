import { tooManyRequests } from './errors';
import type { TelegramSettings } from './settings';

const MINUTE_MS = 60_000;

/** Counts what each bot sends and refuses what is over the limits. Times are of the sandbox's clock; not persisted. */
export class RateLimiter {
  private readonly sent = new Map<string, number[]>();

  constructor(
    private readonly settings: TelegramSettings,
    private readonly clock: () => Date,
  ) {}

  /**
   * Counts one message.
   * @param kind - groups are limited by the minute, private chats by the second
   * @throws TelegramError 429 with `retry_after`; a refused message does not count
   */
  send(bot: string, chatKey: string, kind: 'group' | 'private'): void {
    const { groupPerMinute, privateBurst, botPerSecond } = this.settings;
    const chat = {
      key: `${bot}/${chatKey}`,
      ...(kind === 'group'
        ? { limit: groupPerMinute, windowMs: MINUTE_MS }
        : { limit: privateBurst, windowMs: privateBurst * 1000 }),
    };
    const all = { key: bot, limit: botPerSecond, windowMs: 1000 };
    const now = this.clock().getTime();
    const waitMs = Math.max(this.waitMs(chat, now), this.waitMs(all, now));
    if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000));
    for (const { key } of [chat, all]) this.sent.get(key)!.push(now);
  }

  private waitMs({ key, limit, windowMs }: { key: string; limit: number; windowMs: number }, now: number): number {
    // A clock that was set back must not lock a chat for ever.
    const recent = (this.sent.get(key) ?? []).filter((at) => at > now - windowMs && at <= now);
    this.sent.set(key, recent);
    const blocking = recent[recent.length - limit];
    return blocking === undefined ? 0 : blocking + windowMs - now;
  }
}
