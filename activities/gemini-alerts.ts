import type { Logger } from 'pino';
import type { Language } from '../domain/language';
import { textsIn } from '../domain/texts/texts-in';
import type { OutboxItem } from '../workflows/contracts/outbox';
import type { GeminiOutcome } from './adapters/gemini-client';

export interface GeminiAlertDeps {
  /** Hands a message to every admin's outbox. */
  readonly post: (item: OutboxItem) => Promise<void>;
  /** Quiet time of each kind of failure, in ms; 0: every failure is told. */
  readonly cooldownMs: number;
  /** What people are told in. */
  readonly language: Language;
  readonly log: Pick<Logger, 'warn'>;
  /** @default the machine's clock, in ms */
  readonly now?: () => number;
}

/** A process hands over so many times in a quiet time; the outbox, which all processes share, sends one of them. */
const OFFERS = 10;

/**
 * Tells admins that Gemini fails, each kind of failure once in the quiet time. Never throws and is not waited for: an
 * alert that could not be handed over comes with a later failure.
 */
export function createGeminiAlerts({ post, cooldownMs, language, log, now = Date.now }: GeminiAlertDeps) {
  const offeredAtMs = new Map<string, number>();
  return (outcome: GeminiOutcome): void => {
    if (outcome.kind !== 'failed' || outcome.failure === 'paused') return;
    const { failure } = outcome;
    const at = now();
    if (at - (offeredAtMs.get(failure) ?? -Infinity) < cooldownMs / OFFERS) return;
    offeredAtMs.set(failure, at);
    const key = cooldownMs > 0 ? `gemini-${failure}` : `gemini-${failure}-${at}`;
    const html = textsIn(language).alert.gemini[failure];
    post({ kind: 'direct', key, html, replyToMessageId: null, quietMs: cooldownMs }).catch((error: unknown) => {
      offeredAtMs.delete(failure);
      log.warn({ err: error, failure }, 'admins were not told that Gemini fails');
    });
  };
}
