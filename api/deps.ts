import type { Client } from '@temporalio/client';
import type { Cascade } from '../activities/classify';
import type { ObjectStore } from '../activities/adapters/object-store';
import type { ModelRegistry } from '../activities/adapters/model-registry';
import type { PromoteVersion } from '../activities/promote-version';
import type { ShadowAgreement } from '../domain/shadow';
import type { MediaLinks } from '../activities/media-links';
import type { MediaRevocations } from '../activities/media-revocations';
import type { Idempotency } from '../activities/mirror/idempotency';
import type { Metrics } from '../activities/metrics';
import type { ChartRenderer } from '../activities/charts/renderer';
import type { TicketRow } from '../activities/mirror/ticket-row';
import type { ClosedTicketRow, ClosedTickets } from '../activities/mirror/closed-tickets';
import type { FoundTicket } from '../activities/mirror/find-tickets';
import type { Reports } from '../activities/mirror/reports';
import type { ModelServer } from '../activities/model-server';
import type { RowsOutside } from '../activities/rows-outside';
import type { PastRun } from '../activities/training/snapshot-store';
import type { Config } from '../config/types';
import type { LabelDesk } from '../temporal/label-desk';
import type { RetrainDesk } from '../temporal/retrain-desk';
import type { RunReport } from '../temporal/report-runner';
import type { TicketDesk } from '../temporal/ticket-desk';
import type { OnAnswered } from './middleware/request-metrics';
import type { WebhookDesk } from '../temporal/webhook-desk';
import type { OpenTicketByKey } from '../temporal/ticket-opener';

/** What the API needs, built by whoever starts it. */
export interface ApiDeps {
  readonly config: Config;
  readonly client: Client;
  readonly desk: TicketDesk;
  readonly labels: LabelDesk;
  /** Who gets which events. */
  readonly webhooks: WebhookDesk;
  readonly cascade: Cascade;
  /** Where models are registered. */
  readonly registry: Pick<ModelRegistry, 'place' | 'list' | 'artifact' | 'artifactNames'>;
  readonly promote: PromoteVersion;
  /** How often the candidate agrees with the model in service; null: there is no candidate. */
  readonly shadow: () => Promise<ShadowAgreement | null>;
  readonly models: Pick<ModelServer, 'current' | 'reload' | 'lastError'>;
  /** Retrainings and approvals. */
  readonly retrain: RetrainDesk;
  /** Runs whose training set was stored, oldest first. */
  readonly trainingRuns: () => Promise<readonly PastRun[]>;
  /** Stored files, and the links to them. */
  readonly media: {
    readonly store: Pick<ObjectStore, 'open' | 'put'>;
    readonly links: MediaLinks;
    readonly revocations: MediaRevocations;
  };
  /** Signs log-ins at the console. */
  readonly sessionSecret: string;
  readonly metrics: Pick<Metrics, 'registry'>;
  readonly spreadsheetId: string;
  /** Address of the spreadsheet that takes new rows. */
  readonly sheetUrl: () => Promise<string>;
  /** A call of each dependency that works while it does. */
  readonly dependencies: Readonly<Record<'mirror' | 'objectStore' | 'sheets' | 'telegram', () => Promise<unknown>>>;
  /** Requests by their `Idempotency-Key`. */
  readonly idempotency: Idempotency;
  /** The sheets' rows. */
  readonly rows: RowsOutside;
  /** Figures from the mirror. */
  readonly reports: Pick<
    Reports,
    'predictions' | 'tickets' | 'ticketDays' | 'ticketReport' | 'trend' | 'predictionDays' | 'logsRows'
  >;
  /** Tickets by words, from the mirror, with the chat whose rows have plain message ids as keys. */
  readonly findTickets: (
    words: readonly string[],
    limit: number,
  ) => Promise<{ readonly rows: readonly FoundTicket[]; readonly plainChatId: number | null }>;
  /** Tickets of the sheets' rows, page by page, with the chat whose rows have plain message ids as keys. */
  readonly closedTickets: (
    page: Parameters<ClosedTickets>[0],
  ) => Promise<{ readonly rows: readonly ClosedTicketRow[]; readonly plainChatId: number | null }>;
  /** The row of one ticket. @param keyIn - its key, by the chat whose rows have plain message ids as keys */
  readonly ticketRow: (keyIn: (plainChatId: number | null) => string) => Promise<TicketRow | null>;
  readonly charts: Pick<ChartRenderer, 'png'>;
  readonly runReport: RunReport;
  readonly openTicket: OpenTicketByKey;
  /** How long a caller waits for a ticket to be opened; default 15 s. */
  readonly answerWithinMs?: number;
  /** Told of each answered request, by its route's pattern; for metrics. */
  readonly onAnswered?: OnAnswered;
  readonly now: () => Date;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}
