import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ModelServer } from '../model-server';
import type { WebhookObserver } from '../webhooks';

const EVENT_STREAM = '/api/events';

/**
 * Metrics that only some processes have, each registered by the part it belongs to: a process that never serves a model
 * must not look like one that has lost it.
 */

const LAG_BUCKETS = [0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 86_400];
const BATCH_BUCKETS = [1, 2, 5, 10, 25, 50, 100, 200, 350, 500];
const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** Which model this process serves. Asked at each scrape. */
export function watchModel(registry: Registry, models: Pick<ModelServer, 'current'>): void {
  new Gauge({
    name: 'ticket_model_loaded',
    help: '1: this process serves a model, 0: it has none',
    registers: [registry],
    collect() {
      this.set(models.current() === null ? 0 : 1);
    },
  });
  new Gauge({
    name: 'ticket_model_info',
    help: 'Always 1, for the version in service',
    labelNames: ['version'],
    registers: [registry],
    collect() {
      this.reset();
      const version = models.current()?.version;
      if (version !== undefined) this.set({ version }, 1);
    },
  });
}

/** What the intake of a bot tells. */
export interface IntakeObserver {
  /** An update is safe. @param lagMs - since the message was written or edited; null where an update has no time */
  accepted(bot: string, lagMs: number | null): void;
  /** @param count - updates taken from Telegram and not safe yet */
  inHand(bot: string, count: number): void;
}

export function watchIntake(registry: Registry): IntakeObserver {
  const registers = [registry];
  const lag = new Histogram({
    name: 'telegram_intake_lag_seconds',
    help: 'From a message’s own time to its safety with Temporal; Telegram’s times are whole seconds',
    labelNames: ['bot'],
    buckets: LAG_BUCKETS,
    registers,
  });
  const waiting = new Gauge({
    name: 'telegram_intake_waiting',
    help: 'Updates taken from Telegram and not safe yet',
    labelNames: ['bot'],
    registers,
  });
  return {
    accepted(bot, lagMs) {
      if (lagMs !== null) lag.observe({ bot }, Math.max(0, lagMs) / 1_000);
    },
    inHand: (bot, count) => waiting.set({ bot }, count),
  };
}

/** What writes the sheet tells. */
export interface WritingObserver {
  /** @param rows - of one batch that was applied */
  batchApplied(rows: number): void;
  /** A step of a ticket's SLA clock was announced: warning, breach or escalation. */
  slaAnnounced(event: string): void;
}

/** @param quota - calls that may go at once now, of each kind */
export function watchWriting(
  registry: Registry,
  quota: { readonly writesLeft: () => number; readonly readsLeft: () => number },
): WritingObserver {
  const registers = [registry];
  const batches = new Histogram({
    name: 'ledger_batch_rows',
    help: 'Rows of an applied batch',
    buckets: BATCH_BUCKETS,
    registers,
  });
  const sla = new Counter({
    name: 'ticket_sla_events_total',
    help: 'Announced steps of SLA clocks: warning, breach, escalation',
    labelNames: ['event'],
    registers,
  });
  for (const event of ['warning', 'breach', 'escalation']) sla.inc({ event }, 0);
  const gaugeOf = (name: string, help: string, left: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(Math.floor(left()));
      },
    });
  };
  gaugeOf(
    'sheets_write_quota_left',
    'Writes to Google Sheets that this process may make at once now',
    quota.writesLeft,
  );
  gaugeOf('sheets_read_quota_left', 'Reads from Google Sheets that this process may make at once now', quota.readsLeft);
  return {
    batchApplied: (rows) => batches.observe(rows),
    slaAnnounced: (event) => sla.inc({ event }),
  };
}

/** What the API tells. `route` is a pattern, never a path: what stands in its place is the caller's. */
export interface RequestObserver {
  answered(
    request: { readonly method: string; readonly route: string; readonly status: number },
    seconds: number,
  ): void;
}

export function watchRequests(registry: Registry): RequestObserver {
  const registers = [registry];
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Answered requests',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'http_request_seconds',
    help: 'From a request to the end of its answer; event streams left out',
    labelNames: ['method', 'route'],
    buckets: SECONDS_BUCKETS,
    registers,
  });
  return {
    answered({ method, route, status }, took) {
      requests.inc({ method, route, status: String(status) });
      // A stream of events lasts as long as its reader stays.
      if (route !== EVENT_STREAM) seconds.observe({ method, route }, took);
    },
  };
}

/** Counts what is sent to receivers of webhooks. */
export function watchWebhooks(registry: Registry): WebhookObserver {
  const registers = [registry];
  const attempts = new Histogram({
    name: 'webhook_attempt_seconds',
    help: 'Seconds that sending an event to a receiver took, by how it ended',
    labelNames: ['outcome'],
    buckets: SECONDS_BUCKETS,
    registers,
  });
  const givenUp = new Counter({
    name: 'webhook_given_up_total',
    help: 'Deliveries given up: dead after their last attempt, gone where the receiver wants no more',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['dead', 'gone'] as const) givenUp.inc({ outcome }, 0);
  return {
    attempted: (outcome, ms) => attempts.observe({ outcome }, ms / 1_000),
    gaveUp: (outcome) => givenUp.inc({ outcome }),
  };
}
