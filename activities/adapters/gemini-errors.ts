import { GoogleGenerativeAIAbortError, GoogleGenerativeAIFetchError } from '@google/generative-ai';

/**
 * What kept Gemini from answering; alerts are counted by these. `paused`: it was not asked, because of earlier failures
 * or a quota that comes back later.
 */
export type GeminiFailure = 'rate-limit' | 'quota' | 'key' | 'timeout' | 'other' | 'paused';

/** A failed request in our words. */
export interface GeminiTrouble {
  readonly failure: Exclude<GeminiFailure, 'paused'>;
  /** HTTP status of the answer; null where there was none. */
  readonly status: number | null;
  /** 429 and 5xx: another try may succeed. */
  readonly isPassing: boolean;
  /** How long Google asks to wait, in ms; null where it does not say. */
  readonly retryAfterMs: number | null;
  /** It does not take the schema of the answer, which then has to go without. */
  readonly refusesSchema: boolean;
}

type Details = readonly { readonly '@type'?: string; readonly [field: string]: unknown }[];

/** @param error - whatever Google's package threw; its text may quote the prompt and is not passed on */
export function geminiTroubleOf(error: unknown): GeminiTrouble {
  const status = error instanceof GoogleGenerativeAIFetchError ? (error.status ?? null) : null;
  const details = (error as { errorDetails?: Details } | null)?.errorDetails ?? [];
  const text = error instanceof Error ? error.message.toLowerCase() : '';
  return {
    failure: failureOf(error, { status, text, details }),
    status,
    isPassing: status === 429 || (status !== null && status >= 500),
    retryAfterMs: retryDelayMs(details),
    refusesSchema: status === 400 && /schema|enum|too many states/.test(text),
  };
}

function failureOf(
  error: unknown,
  { status, text, details }: { status: number | null; text: string; details: Details },
): GeminiTrouble['failure'] {
  if (status === 429) return isQuota(text, details) ? 'quota' : 'rate-limit';
  if (status === 401 || status === 403 || text.includes('api key')) return 'key';
  // A DOMException of another realm is no Error of ours.
  const name = (error as { name?: unknown } | null)?.name;
  const isAborted = error instanceof GoogleGenerativeAIAbortError || name === 'AbortError' || name === 'TimeoutError';
  return isAborted || status === 504 ? 'timeout' : 'other';
}

/** Google answers 429 to too many requests a minute and to a used-up day alike; the violated quota's name tells. */
function isQuota(text: string, details: Details): boolean {
  const violations = JSON.stringify(details.filter(({ '@type': type }) => type?.endsWith('QuotaFailure')));
  if (/per_?day/i.test(violations)) return true;
  if (/per_?minute/i.test(violations)) return false;
  return text.includes('quota');
}

/** `RetryInfo` says `12s` or `0.5s`. */
function retryDelayMs(details: Details): number | null {
  const info = details.find(({ '@type': type }) => type?.endsWith('RetryInfo'));
  const seconds = typeof info?.retryDelay === 'string' ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(info.retryDelay) : null;
  return seconds ? Number(seconds[1]) * 1_000 : null;
}
