import type { UpdateQueue } from '../delivery';
import type { Params } from '../params';
import type { RateLimiter } from '../rate-limit';
import type { BotName } from '../settings';
import type { World } from '../world';

/** One call of a bot. */
export interface Call {
  world: World;
  bot: BotName;
  params: Params;
  queue: UpdateQueue;
  limiter: RateLimiter;
  /** Starts the webhook's delivery after one was set. */
  startWebhook(): void;
  /** Fires when the client is gone. */
  signal: AbortSignal;
}

/** A Bot API method: returns what stands under `result`. @throws TelegramError */
export type Method = (call: Call) => unknown;
