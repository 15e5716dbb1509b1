import { maskPersonalData } from './pii';
import { cutText, MAX_MODEL_CHARS } from './text';

/** What receivers can subscribe to. */
export const WEBHOOK_EVENTS = [
  'ticket.opened',
  'ticket.oncek',
  'ticket.solved',
  'ticket.classified',
  'ticket.reviewed',
  'ticket.closed',
  'sla.warning',
  'sla.breached',
  'model.candidate',
  'model.promoted',
  'model.rejected',
] as const;

export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** One thing that happened. Plain JSON, without personal data but for `texts`. */
export interface WebhookNews {
  readonly type: WebhookEventType;
  /** Names what happened among all of its type: the same key twice is the same event, and delivered once. */
  readonly key: string;
  /** ISO instant, UTC: when it happened. */
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** What people wrote, as they wrote it: it is masked, cut and put beside `data` when there is somebody to send it to. */
  readonly texts?: Readonly<Record<string, string | null>>;
}

/** What was last told of a ticket, by event: how many so far, and a hash of the newest. */
export type ToldNews = Readonly<Partial<Record<WebhookEventType, { readonly number: number; readonly hash: string }>>>;

/** What is sent, the same bytes at each attempt. */
export interface WebhookMessage {
  /** Also the header `webhook-id`. */
  readonly id: string;
  /** `ping` is sent by hand alone. */
  readonly type: WebhookEventType | 'ping';
  /** ISO instant, UTC: when it happened; the header `webhook-timestamp` says when it was sent. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Texts go out no longer than so, in UTF-16 units. */
const MAX_TEXT_CHARS = 500;

/** What a receiver is told: without personal data, as far as `maskPersonalData` finds it. */
export function toldData({ data, texts = {} }: WebhookNews): WebhookMessage['data'] {
  const told = Object.entries(texts).map(([name, text]) => ({ [name]: text === null ? null : toldText(text) }));
  return Object.assign({}, data, ...told) as WebhookMessage['data'];
}

function toldText(text: string): string {
  return cutText(maskPersonalData(cutText(text, MAX_MODEL_CHARS).text), MAX_TEXT_CHARS).text;
}

/**
 * Waits between attempts, in ms: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, 6 h, 10 h. Eleven attempts in 23 h 43 min at
 * least; each wait is up to a tenth longer, so that a receiver that comes back is not met by all at once.
 */
export const RETRY_WAITS_MS: readonly number[] = [
  ...[5_000, 30_000, 120_000, 600_000, 1_800_000],
  ...[3_600_000, 7_200_000, 14_400_000, 21_600_000, 36_000_000],
];
const MOST_LONGER = 0.1;
/** A receiver may ask for a longer wait by `Retry-After`, but for no longer one than a day. */
const LONGEST_WAIT_MS = 86_400_000;

/**
 * How long to wait before the next attempt.
 * @param failed - attempts so far, >= 1
 * @param retryAfterMs - what the receiver asked for; null: nothing
 * @param chance - 0..1, which spreads the waits
 * @returns null when the last attempt has failed
 */
export function retryWaitMs(failed: number, retryAfterMs: number | null, chance: number): number | null {
  const wait = RETRY_WAITS_MS[failed - 1];
  if (wait === undefined) return null;
  const spread = Math.round(wait * (1 + MOST_LONGER * chance));
  return Math.max(spread, Math.min(retryAfterMs ?? 0, LONGEST_WAIT_MS));
}

/** A subscription whose deliveries have failed without a break for so long is switched off. */
export const GIVEN_UP_AFTER_MS = 3 * 86_400_000;

/** Whether a subscription wants events of a type; an empty list wants all. */
export function wantsEvent(events: readonly string[], type: string): boolean {
  return events.length === 0 || events.includes(type);
}

/** The host of an address, for people and metrics: the rest may hold a secret of the receiver. */
export function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? '';
}
