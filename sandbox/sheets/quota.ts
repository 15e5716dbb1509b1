import { errorInfo, GoogleError } from './google-error';
import type { SheetsSettings } from './settings';

export type QuotaKind = 'reads' | 'writes';

const WINDOW_MS = 60_000;

/** Counts the requests of each user in windows of one minute, which start at the user's first request. */
export class Quota {
  private readonly windows = new Map<string, { startedAt: number; count: number }>();

  constructor(private readonly settings: SheetsSettings) {}

  /** @param now - ms @throws GoogleError RESOURCE_EXHAUSTED; a refused request does not count */
  take(user: string, kind: QuotaKind, now: number): void {
    const key = `${kind} ${user}`;
    const known = this.windows.get(key);
    const window = known && now - known.startedAt < WINDOW_MS ? known : { startedAt: now, count: 0 };
    const limit = kind === 'reads' ? this.settings.readsPerMinute : this.settings.writesPerMinute;
    if (window.count >= limit) throw exhausted(kind, limit);
    window.count += 1;
    this.windows.set(key, window);
  }
}

function exhausted(kind: QuotaKind, limit: number): GoogleError {
  const metric = kind === 'reads' ? 'Read requests' : 'Write requests';
  const message =
    `Quota exceeded for quota metric '${metric}' and limit '${metric} per minute per user' ` +
    "of service 'sheets.googleapis.com' for consumer 'project_number:0'.";
  const detail = errorInfo('RATE_LIMIT_EXCEEDED', 'sheets.googleapis.com', { quota_limit_value: String(limit) });
  return new GoogleError('RESOURCE_EXHAUSTED', message, [detail]);
}
