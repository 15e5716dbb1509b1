import { GoogleGenerativeAI, GoogleGenerativeAIFetchError } from '@google/generative-ai';
import type { Config } from '../../config/types';
import type { GeminiVerdict } from '../../domain/gemini';
import { geminiPrompt, parseGeminiAnswer } from '../../domain/gemini';

/** What kept Gemini from answering; alerts are counted by these. */
export type GeminiFailure = 'rate-limit' | 'quota' | 'key' | 'timeout' | 'other';

export type GeminiOutcome =
  | GeminiVerdict
  /** It was not reached, or refused to work; LightGBM's answer stands. */
  | { readonly kind: 'failed'; readonly failure: GeminiFailure };

export interface GeminiClient {
  /** Asks for one label of the list. Never throws: a ticket does not wait for Gemini. */
  ask(question: { text: string; solving: string | null; labels: readonly string[] }): Promise<GeminiOutcome>;
}

/** 429 and 5xx are tried again, the others are answers. */
const TRIES = 3;
const FIRST_PAUSE_MS = 500;

/** The one place that knows Google's package: its successor changes this file only. */
export function createGeminiClient(config: Config['gemini'] & { apiKey: string }): GeminiClient {
  const model = new GoogleGenerativeAI(config.apiKey).getGenerativeModel(
    {
      model: config.model,
      generationConfig: { temperature: 0.1, topP: 0.8, maxOutputTokens: 256, responseMimeType: 'application/json' },
    },
    { baseUrl: config.baseUrl, timeout: config.timeoutMs },
  );

  async function generate(prompt: string): Promise<string | null> {
    const { response } = await model.generateContent(prompt);
    const first = response.candidates?.[0];
    return first?.content?.parts?.map((part) => part.text ?? '').join('') ?? null;
  }

  return {
    async ask(question) {
      const prompt = geminiPrompt(question);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return parseGeminiAnswer(await generate(prompt), question.labels);
        } catch (error) {
          if (attempt >= TRIES || !isPassing(error)) return { kind: 'failed', failure: failureOf(error) };
          await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
        }
      }
    },
  };
}

function statusOf(error: unknown): number | null {
  return error instanceof GoogleGenerativeAIFetchError ? (error.status ?? null) : null;
}

function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  return status === 429 || (status !== null && status >= 500);
}

function failureOf(error: unknown): GeminiFailure {
  const status = statusOf(error);
  const text = error instanceof Error ? error.message.toLowerCase() : '';
  if (status === 429) return text.includes('quota') ? 'quota' : 'rate-limit';
  if (status === 401 || status === 403 || text.includes('api key')) return 'key';
  if (text.includes('abort') || text.includes('timed out') || text.includes('timeout')) return 'timeout';
  return 'other';
}
