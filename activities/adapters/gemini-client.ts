import type { ResponseSchema } from '@google/generative-ai';
import { GoogleGenerativeAI } from '@google/generative-ai';
import type { Config } from '../../config/types';
import type { GeminiVerdict } from '../../domain/gemini';
import { geminiPrompt, parseGeminiAnswer } from '../../domain/gemini';
import { answerSchema } from '../../domain/gemini-schema';
import type { GeminiFailure, GeminiTrouble } from './gemini-errors';
import { geminiTroubleOf } from './gemini-errors';
import type { GeminiGuardOptions } from './gemini-guard';
import { createGeminiGuard, type GeminiBreakerState } from './gemini-guard';

export type GeminiOutcome =
  | GeminiVerdict
  /** It was not reached, or refused to work; LightGBM's answer stands. */
  | { readonly kind: 'failed'; readonly failure: GeminiFailure };

export interface GeminiQuestion {
  readonly text: string;
  readonly solving: string | null;
  readonly labels: readonly string[];
}

export interface GeminiClient {
  /**
   * Asks for one label of the list. Never throws, and takes at most 1.5 times GEMINI_TIMEOUT, all tries together: a
   * ticket does not wait for Gemini.
   */
  ask(question: GeminiQuestion): Promise<GeminiOutcome>;
}

/** What one request cost, in tokens; 0 where Google does not say. */
export interface GeminiUsage {
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** Who is told of every question's fate; for metrics and alerts. Must not throw. */
export interface GeminiObserver {
  asked?(outcome: GeminiOutcome, ms: number): void;
  used?(usage: GeminiUsage): void;
  breaker?(state: GeminiBreakerState): void;
  failed?(trouble: GeminiTrouble): void;
}

/** Tries of one question: 429 and 5xx are tried again, the others are answers. */
const TRIES = 3;
/** All tries and the pauses between them, as a multiple of one request's time-out. */
const BUDGET_FACTOR = 1.5;
const FIRST_PAUSE_MS = 500;

/**
 * The one place that knows Google's package: its successor changes this file and gemini-errors.ts only.
 * @param options.guard - for tests; default: the product's breaker
 */
export function createGeminiClient(
  config: Pick<Config['gemini'], 'model' | 'baseUrl' | 'timeoutMs'> & { apiKey: string },
  { observer = {}, guard: guardOptions }: { observer?: GeminiObserver; guard?: GeminiGuardOptions } = {},
): GeminiClient {
  const model = new GoogleGenerativeAI(config.apiKey).getGenerativeModel(
    { model: config.model },
    { baseUrl: config.baseUrl },
  );
  const guard = createGeminiGuard({
    ...guardOptions,
    onState: (state) => observer.breaker?.(state),
    onFailure: (trouble) => observer.failed?.(trouble),
  });
  /** Cleared for good once the API has refused it: the parser is as strict without. */
  let takesSchema = true;

  async function generate(prompt: string, labels: readonly string[], signal: AbortSignal): Promise<GeminiVerdict> {
    const { response } = await model.generateContent(
      {
        contents: [{ role: 'user', parts: [{ text: prompt }] }],
        generationConfig: {
          temperature: 0.1,
          topP: 0.8,
          maxOutputTokens: 256,
          responseMimeType: 'application/json',
          ...(takesSchema && { responseSchema: answerSchema(labels) as unknown as ResponseSchema }),
        },
      },
      { signal },
    );
    const { promptTokenCount = 0, candidatesTokenCount = 0 } = response.usageMetadata ?? {};
    observer.used?.({ promptTokens: promptTokenCount, answerTokens: candidatesTokenCount });
    const first = response.candidates?.[0];
    const parts = Array.isArray(first?.content?.parts) ? first.content.parts : [];
    const text = parts.map((part) => (typeof part.text === 'string' ? part.text : '')).join('');
    const isBlocked = response.promptFeedback?.blockReason !== undefined || BLOCKED.test(first?.finishReason ?? '');
    return isBlocked ? { kind: 'refused', reason: 'blocked' } : parseGeminiAnswer(text, labels);
  }

  /** @throws what the last try failed with */
  async function tryToAsk({ labels, ...question }: GeminiQuestion): Promise<GeminiVerdict> {
    const prompt = geminiPrompt({ ...question, labels });
    const deadlineMs = Date.now() + config.timeoutMs * BUDGET_FACTOR;
    for (let attempt = 1; ; attempt += 1) {
      const leftMs = deadlineMs - Date.now();
      try {
        return await generate(prompt, labels, AbortSignal.timeout(Math.max(1, Math.min(config.timeoutMs, leftMs))));
      } catch (error) {
        const { isPassing, retryAfterMs, refusesSchema } = geminiTroubleOf(error);
        const pauseMs = refusesSchema ? 0 : (retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1));
        const isWorthIt = isPassing || (refusesSchema && takesSchema);
        if (refusesSchema) takesSchema = false;
        if (!isWorthIt || attempt >= TRIES || Date.now() + pauseMs >= deadlineMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  return {
    async ask(question) {
      const startedMs = performance.now();
      const outcome = await guard.run(() => tryToAsk(question));
      observer.asked?.(outcome, performance.now() - startedMs);
      return outcome;
    },
  };
}

/** Reasons to finish that stand for "no answer to this", whatever text came along. */
const BLOCKED = /^(SAFETY|RECITATION|BLOCKLIST|PROHIBITED_CONTENT|SPII)$/;
