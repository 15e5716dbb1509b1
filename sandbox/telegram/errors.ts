/** What Telegram tells a client beside the description. */
export interface ErrorParameters {
  /** Seconds. */
  retry_after?: number;
  migrate_to_chat_id?: number;
}

/** An answer `{ok: false, …}` of the Bot API, with Telegram's own words. */
export class TelegramError extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters?: ErrorParameters,
  ) {
    super(description);
    this.name = 'TelegramError';
  }
}

/** 400 with Telegram's prefix. */
export function badRequest(detail: string, parameters?: ErrorParameters): TelegramError {
  return new TelegramError(400, `Bad Request: ${detail}`, parameters);
}

/** 403 with Telegram's prefix. */
export function forbidden(detail: string): TelegramError {
  return new TelegramError(403, `Forbidden: ${detail}`);
}

/** 409 with Telegram's prefix. */
export function conflict(detail: string): TelegramError {
  return new TelegramError(409, `Conflict: ${detail}`);
}

/** @param retryAfter - whole seconds, at least 1 */
export function tooManyRequests(retryAfter: number): TelegramError {
  return new TelegramError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
}

const INJECTED: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The error behind an injected status. @param retryAfter - seconds, default 1, only for 429 */
export function injectedError(status: number, retryAfter = 1): TelegramError {
  if (status === 429) return tooManyRequests(retryAfter);
  return new TelegramError(status, INJECTED[status] ?? `Error ${status}`);
}
