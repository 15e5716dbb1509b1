import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

/** Calls by method and path, their parameters, bodies and answers typed as the API document says. */
export type OncekClient = ReturnType<typeof createClient<paths>>;

/** An error answer, RFC 9457. */
export type OncekProblem = components['schemas']['Problem'];

export interface OncekClientOptions {
  /** Where the API is reached, such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** Goes out as `X-API-Key`. */
  readonly apiKey: string;
  /** @default the runtime's own */
  readonly fetch?: typeof fetch;
}

/**
 * A client of the Oncek API. No call throws for an error answer: `data` or `error` is set, and `response` has the status.
 * @throws TypeError from a call, when the API cannot be reached
 */
export function createOncekClient({ baseUrl, apiKey, fetch }: OncekClientOptions): OncekClient {
  return createClient<paths>({ baseUrl, headers: { 'X-API-Key': apiKey }, ...(fetch && { fetch }) });
}

export type { components, paths } from './schema';
