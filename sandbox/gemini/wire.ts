import { z } from 'zod';
import { errorInfo, GoogleError, invalid } from '../sheets/google-error';

const contentSchema = z.object({
  role: z.string().optional(),
  parts: z.array(z.object({ text: z.string().optional() })).min(1),
});
const requestSchema = z.object({
  contents: z.array(contentSchema).min(1),
  systemInstruction: z
    .union([z.string(), z.object({ parts: z.array(z.object({ text: z.string().optional() })) })])
    .optional(),
});

/** About four characters make a token. */
const CHARACTERS_PER_TOKEN = 4;

/** All text of a `generateContent` request, the system instruction first. @throws GoogleError for another shape */
export function readGenerateRequest(body: unknown): string {
  const request = requestSchema.safeParse(body);
  if (!request.success) throw invalid(`* GenerateContentRequest: ${z.prettifyError(request.error)}`);
  const { systemInstruction, contents } = request.data;
  const system = typeof systemInstruction === 'string' ? [systemInstruction] : textsOf(systemInstruction?.parts ?? []);
  return [...system, ...contents.flatMap(({ parts }) => textsOf(parts))].join('\n');
}

/** A `GenerateContentResponse` with one finished candidate. */
export function generateResponse(model: string, prompt: string, text: string): object {
  const promptTokenCount = Math.ceil(prompt.length / CHARACTERS_PER_TOKEN);
  const candidatesTokenCount = Math.ceil(text.length / CHARACTERS_PER_TOKEN);
  return {
    candidates: [{ content: { parts: [{ text }], role: 'model' }, finishReason: 'STOP', index: 0, avgLogprobs: -0.05 }],
    usageMetadata: { promptTokenCount, candidatesTokenCount, totalTokenCount: promptTokenCount + candidatesTokenCount },
    modelVersion: model,
  };
}

/** A response to a prompt that Gemini will not answer: no candidate at all. */
export function blockedResponse(model: string, prompt: string): object {
  const promptTokenCount = Math.ceil(prompt.length / CHARACTERS_PER_TOKEN);
  return {
    promptFeedback: { blockReason: 'SAFETY' },
    usageMetadata: { promptTokenCount, totalTokenCount: promptTokenCount },
    modelVersion: model,
  };
}

/** @throws GoogleError the way Google refuses a missing key (403) or a wrong one (400) */
export function ensureKey(key: string | undefined, validKeys: readonly string[] | null): void {
  if (!key) {
    const why =
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.";
    throw new GoogleError('PERMISSION_DENIED', why);
  }
  if (validKeys === null || validKeys.includes(key)) return;
  const message = 'API key not valid. Please pass a valid API key.';
  throw new GoogleError('INVALID_ARGUMENT', message, [
    errorInfo('API_KEY_INVALID', 'generativelanguage.googleapis.com'),
    { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message },
  ]);
}

/** How Gemini says when to come back. @param seconds - whole */
export function retryInfo(seconds: number): object {
  return { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` };
}

function textsOf(parts: readonly { text?: string }[]): string[] {
  return parts.map(({ text }) => text ?? '');
}
