import type { Telegram } from 'telegraf';
import type { Update } from 'telegraf/types';
import { callOptions } from '../../activities/adapters/telegram-client';

/** One call of `getUpdates`. */
export interface UpdateRequest {
  readonly offset: number | undefined;
  /** How long Telegram may wait for an update, in seconds; 0: not at all. */
  readonly timeoutSec: number;
  /** 1..100 */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

export type GetUpdates = (request: UpdateRequest) => Promise<readonly Update[]>;

/** The kinds the bots handle; Telegram keeps the list per token, so it is sent with every call. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;
/** Beyond the long poll, the time an answer may take on its way: a connection that died silently ends here. */
const GRACE_MS = 15_000;

/** `getUpdates` through telegraf's client, abortable. Errors are telegraf's. */
export function getUpdatesOf(telegram: Telegram): GetUpdates {
  return ({ offset, timeoutSec, limit, signal }) =>
    telegram.callApi(
      'getUpdates',
      { offset, timeout: timeoutSec, limit, allowed_updates: ALLOWED_UPDATES },
      callOptions(timeoutSec * 1_000 + GRACE_MS, signal),
    );
}
