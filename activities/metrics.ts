import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Classification } from '../domain/ticket';
import type { GeminiObserver, GeminiOutcome } from './adapters/gemini-client';

/** What the product counts for Prometheus, beside Temporal's own figures. Labels hold no personal data. */
export interface Metrics {
  /** Where `/metrics` takes its text from. */
  readonly registry: Registry;
  /** A text was classified, for a ticket or by API. */
  predicted(
    answer: Pick<
      Classification,
      'label' | 'confidence' | 'status' | 'source' | 'gemini' | 'geminiFailure' | 'inferenceMs'
    >,
  ): void;
  /** Rows of ML_Tracking came to an end: `written`, `stale`, `deletedByPerson` or `parked`. */
  persisted(status: string, count?: number): void;
  /** The admin bot got an update of somebody who is no admin, and gave no answer. */
  strangerRefused(): void;
  /** To be given to the Gemini client. */
  readonly gemini: Required<Pick<GeminiObserver, 'asked' | 'used' | 'breaker'>>;
}

/** US dollars per million tokens. */
export interface GeminiPrice {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

const CONFIDENCE_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99];
const PREDICTION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];
const SECONDS_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15];
const BREAKER_VALUES = { closed: 0, halfOpen: 1, open: 2 } as const;

/** Registers the metrics; once per registry. @throws Error for a registry that has them */
export function createMetrics(registry: Registry, price: GeminiPrice): Metrics {
  const registers = [registry];
  const predictions = new Counter({
    name: 'ticket_predictions_total',
    help: 'Classified texts by status, source and label',
    labelNames: ['status', 'source', 'label'],
    registers,
  });
  const byLabel = new Counter({
    name: 'ticket_predictions_by_label_total',
    help: 'Classified texts by label',
    labelNames: ['label'],
    registers,
  });
  const confidence = new Histogram({
    name: 'ticket_prediction_confidence',
    help: 'Confidence of the cascade’s answers, 0 to 1',
    buckets: CONFIDENCE_BUCKETS,
    registers,
  });
  const predictionSeconds = new Histogram({
    name: 'ticket_prediction_seconds',
    help: 'Time of the cascade for a text, by whether Gemini was asked',
    labelNames: ['gemini'],
    buckets: PREDICTION_BUCKETS,
    registers,
  });
  const persisted = new Counter({
    name: 'ticket_predictions_persisted_total',
    help: 'Rows of ML_Tracking by what became of them',
    labelNames: ['status'],
    registers,
  });
  const strangers = new Counter({
    name: 'telegram_admin_refused_total',
    help: 'Messages and presses of people who are no admins, left without an answer',
    registers,
  });
  const calls = new Counter({
    name: 'ticket_gemini_calls_total',
    help: 'Questions to Gemini by outcome: answer, a refusal, a failure, or paused',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'ticket_gemini_seconds',
    help: 'Time of a question to Gemini, all tries together; paused ones left out',
    buckets: SECONDS_BUCKETS,
    registers,
  });
  const tokens = new Counter({
    name: 'ticket_gemini_tokens_total',
    help: 'Tokens as Gemini counts them',
    labelNames: ['kind'],
    registers,
  });
  const cost = new Counter({
    name: 'ticket_gemini_cost_usd_total',
    help: 'Tokens times the prices of the settings, in US dollars',
    registers,
  });
  const breaker = new Gauge({
    name: 'ticket_gemini_breaker_state',
    help: '0: questions pass, 1: one is tried, 2: none passes',
    registers,
  });

  return {
    registry,
    predicted({ label, confidence: share, status, source, gemini, geminiFailure, inferenceMs }) {
      const wasAsked = gemini !== null || geminiFailure !== null;
      predictionSeconds.observe({ gemini: wasAsked ? 'asked' : 'no' }, inferenceMs / 1_000);
      predictions.inc({ status, source, label: label ?? '' });
      byLabel.inc({ label: label ?? '' });
      if (label !== null) confidence.observe(share);
    },
    persisted: (status, count = 1) => persisted.inc({ status }, count),
    strangerRefused: () => strangers.inc(),
    gemini: {
      asked(outcome, ms) {
        const name = outcomeName(outcome);
        calls.inc({ outcome: name });
        if (name !== 'paused') seconds.observe(ms / 1_000);
      },
      used({ promptTokens, answerTokens }) {
        tokens.inc({ kind: 'prompt' }, promptTokens);
        tokens.inc({ kind: 'answer' }, answerTokens);
        cost.inc((promptTokens * price.inputUsdPerMillion + answerTokens * price.outputUsdPerMillion) / 1_000_000);
      },
      breaker: (state) => breaker.set(BREAKER_VALUES[state]),
    },
  };
}

function outcomeName(outcome: GeminiOutcome): string {
  switch (outcome.kind) {
    case 'answer':
      return 'answer';
    case 'refused':
      return `refused-${outcome.reason}`;
    case 'failed':
      return outcome.failure;
  }
}
