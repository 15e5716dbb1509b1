import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  noJitterGenerator,
} from 'cockatiel';
import type { GeminiFailure, GeminiTrouble } from './gemini-errors';
import { geminiTroubleOf } from './gemini-errors';

/** `closed`: questions pass; `open`: none does; `halfOpen`: one is out to see whether Gemini is back. */
export type GeminiBreakerState = 'closed' | 'halfOpen' | 'open';

export interface GeminiGuardOptions {
  /** Questions that must fail one after the other before none is asked any more. @default 5 */
  readonly failures?: number;
  /** First time of rest, in ms; each failed probe doubles it. @default 30000 */
  readonly restMs?: number;
  /** Longest time of rest, in ms. @default 300000 */
  readonly maxRestMs?: number;
  /** Told of each change. */
  readonly onState?: (state: GeminiBreakerState) => void;
  /** Told of each question that failed, for the log. */
  readonly onFailure?: (trouble: GeminiTrouble) => void;
}

type Failed = { readonly kind: 'failed'; readonly failure: GeminiFailure };

export interface GeminiGuard {
  /** Runs a question, or says `paused` at once; what it throws becomes the failure's name. Never throws. */
  run<T>(question: () => Promise<T>): Promise<T | Failed>;
}

/** A quota that comes back later than this is asked for again all the same: what Google says is a guess. */
const MAX_QUOTA_PAUSE_MS = 900_000;
const PAUSED: Failed = { kind: 'failed', failure: 'paused' };
const STATES: Readonly<Record<CircuitState, GeminiBreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'halfOpen',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/**
 * Keeps questions from a Gemini that fails: one process's breaker. While it is down answers cost nothing and come at
 * once; one question in a while finds out whether it is back.
 */
export function createGeminiGuard(options: GeminiGuardOptions = {}): GeminiGuard {
  const { failures = 5, restMs = 30_000, maxRestMs = 300_000, onState, onFailure } = options;
  const breaker = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(failures),
    halfOpenAfter: new ExponentialBackoff({ initialDelay: restMs, maxDelay: maxRestMs, generator: noJitterGenerator }),
  });
  breaker.onStateChange((state) => onState?.(STATES[state]));
  onState?.('closed');
  /** Until when a quota is known to be used up. */
  let quotaBackAtMs = 0;

  return {
    async run(question) {
      // The breaker would make others wait for the probe's end: their tickets shall not.
      if (breaker.state === CircuitState.HalfOpen || Date.now() < quotaBackAtMs) return PAUSED;
      try {
        return await breaker.execute(question);
      } catch (error) {
        if (error instanceof BrokenCircuitError) return PAUSED;
        const trouble = geminiTroubleOf(error);
        const { failure, retryAfterMs } = trouble;
        onFailure?.(trouble);
        if (retryAfterMs !== null) quotaBackAtMs = Date.now() + Math.min(retryAfterMs, MAX_QUOTA_PAUSE_MS);
        return { kind: 'failed', failure };
      }
    },
  };
}
