import { TelegramError } from 'telegraf';

/** What went wrong in a call to Telegram, without token, address or content of the request. */
export type TelegramTrouble =
  | { readonly kind: 'rateLimited'; readonly retryAfterSec: number }
  /** Somebody else polls with this token, or a webhook is set. */
  | { readonly kind: 'conflict'; readonly description: string }
  /** Telegram does not know the token. */
  | { readonly kind: 'unauthorized' }
  /** Asking again would not help. */
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly description: string;
      /** The chat became this supergroup; null otherwise. */
      readonly migrateToChatId: number | null;
    }
  /** Network, time-out or a fault of Telegram: asking again may help. */
  | { readonly kind: 'unreachable'; readonly detail: string };

/**
 * Names the trouble behind an error of telegraf's client. Such errors hold the request's payload, and some the address
 * with the token, so they must go no further than here.
 */
export function troubleOf(error: unknown): TelegramTrouble {
  if (!(error instanceof TelegramError)) return { kind: 'unreachable', detail: networkDetail(error) };
  const { code, description } = error;
  if (code === 429) return { kind: 'rateLimited', retryAfterSec: error.parameters?.retry_after ?? 1 };
  if (code === 409) return { kind: 'conflict', description };
  // An unknown token gets 401, one that has not even the form of a token 404.
  if (code === 401 || code === 404) return { kind: 'unauthorized' };
  if (code >= 500) return { kind: 'unreachable', detail: `HTTP ${code}` };
  return { kind: 'refused', code, description, migrateToChatId: error.parameters?.migrate_to_chat_id ?? null };
}

/** Only codes and names: the message of a fetch error may hold the address, and with it the token. */
function networkDetail(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timed out';
  for (const field of ['code', 'type'] as const) {
    const value = (error as Error & Partial<Record<typeof field, unknown>>)[field];
    if (typeof value === 'string') return value;
  }
  return error.name;
}
