import { ApplicationFailure } from '@temporalio/common';

/**
 * How a call to Google failed, as the Temporal failure type. `SheetRefused` is Google's last word on this content; after
 * the others the same call may go through later: after `SheetDenied` and `SheetNotFound` once people have given us the
 * spreadsheet back; and after `SheetUnavailable` it may even have been applied.
 */
export type SheetFailureType = 'SheetBusy' | 'SheetUnavailable' | 'SheetNotFound' | 'SheetDenied' | 'SheetRefused';

/** Google gives no Retry-After with most of its 429s; its quotas are counted by the minute, and mostly pass sooner. */
const BUSY_RETRY_MS = 4_000;
/** Nobody restores a spreadsheet, or our access to it, within seconds. */
const CLOSED_RETRY_MS = 60_000;
const MAX_MESSAGE_CHARS = 300;
const NETWORK_CODE = /^E[A-Z_]+$|^UND_ERR_[A-Z_]+$/;

/** As much of an error of Google's client as is looked at. Whatever else it carries may hold tokens and cell texts. */
interface ClientError {
  readonly status?: unknown;
  readonly code?: unknown;
  readonly name?: unknown;
  readonly response?: { readonly status?: unknown; readonly headers?: unknown; readonly data?: unknown };
}

/**
 * Turns what Google's client threw into a failure with a name. The message holds the call, the status and Google's own
 * words; the cause is left out, because it carries the request.
 * @param call - such as `spreadsheets.batchUpdate`
 * @param now - instant a Retry-After given as a date counts from
 */
export function toSheetFailure(error: unknown, call: string, now: Date): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const { response, ...client } = (typeof error === 'object' && error !== null ? error : {}) as ClientError;
  if (!response || typeof response.status !== 'number') {
    const code = [client.code, client.name].find((word) => typeof word === 'string' && isHarmless(word));
    return failure('SheetUnavailable', `${call}: no answer (${typeof code === 'string' ? code : 'connection failed'})`);
  }
  const { status } = response;
  const google = googleError(response.data);
  if (!google && status >= 400 && status < 500 && isTokenAnswer(response.data)) {
    return failure('SheetUnavailable', `${call}: signing in as the service account failed with status ${status}`);
  }
  const message = `${call}: Google answered ${status}${google ? `: ${google.message}` : ''}`;
  // Drive has words of its own for a quota; a full disk (`storageQuotaExceeded`) is none of those that pass.
  const isPassing = google?.status === 'RESOURCE_EXHAUSTED' || /^(user)?rateLimitExceeded$/i.test(google?.reason ?? '');
  const isQuota = status === 429 || (status === 403 && isPassing);
  if (isQuota) return failure('SheetBusy', message, retryAfterMs(response.headers, now) ?? BUSY_RETRY_MS);
  if (status >= 500 || status === 401 || status === 408 || status === 409) {
    return failure('SheetUnavailable', message, retryAfterMs(response.headers, now));
  }
  if (status === 404) return failure('SheetNotFound', message, CLOSED_RETRY_MS);
  // What is wrong with single cells, protected ones included, Google answers with 400.
  if (status === 403) return failure('SheetDenied', message, CLOSED_RETRY_MS);
  return ApplicationFailure.create({ type: 'SheetRefused', message, nonRetryable: true });
}

/** Whether a call failed in the given way. */
export function isSheetFailure(error: unknown, type: SheetFailureType): error is ApplicationFailure {
  return error instanceof ApplicationFailure && error.type === type;
}

/** Whether Google answered no, and not only for now. */
export function isRefusal(error: unknown): error is ApplicationFailure {
  return (['SheetDenied', 'SheetRefused', 'SheetNotFound'] as const).some((type) => isSheetFailure(error, type));
}

function failure(type: SheetFailureType, message: string, nextRetryDelay?: number): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: false, nextRetryDelay });
}

function isHarmless(word: string): boolean {
  return NETWORK_CODE.test(word) || word === 'TimeoutError' || word === 'AbortError';
}

function googleError(data: unknown): { message: string; status: string; reason: string } | null {
  const error = (data as { error?: unknown } | null | undefined)?.error;
  if (typeof error !== 'object' || error === null) return null;
  const { message, status, errors } = error as { message?: unknown; status?: unknown; errors?: unknown };
  const [first] = Array.isArray(errors) ? (errors as { reason?: unknown }[]) : [];
  return {
    reason: typeof first?.reason === 'string' ? first.reason : '',
    message: typeof message === 'string' ? message.slice(0, MAX_MESSAGE_CHARS) : '',
    status: typeof status === 'string' ? status : '',
  };
}

/** The token endpoint speaks OAuth (`{error: "invalid_grant"}`): it refuses us, not the content of a batch. */
function isTokenAnswer(data: unknown): boolean {
  return typeof (data as { error?: unknown } | null | undefined)?.error === 'string';
}

function retryAfterMs(headers: unknown, now: Date): number | undefined {
  const value = headers instanceof Headers ? headers.get('retry-after') : plainHeader(headers);
  if (!value) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

function plainHeader(headers: unknown): string | null {
  const value = (headers as Record<string, unknown> | null | undefined)?.['retry-after'];
  return typeof value === 'string' ? value : null;
}
