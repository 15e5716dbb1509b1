import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { Gauge, type Registry } from 'prom-client';
import type { LedgerStatus } from '../../workflows/contracts/ledger';
import { outboxStatusQuery } from '../../workflows/contracts/outbox';

/** How tickets, ledger and outboxes stand, as Temporal tells. */
export interface DeskFigures {
  /** Running tickets by phase. */
  readonly open: Readonly<Record<string, number>>;
  /** When the ticket was received that has waited longest for a person; null: none waits. */
  readonly oldestReviewAt: string | null;
  readonly ledger: {
    readonly pending: number;
    readonly parked: number;
    readonly isBlocked: boolean;
    readonly oldestPendingSince: string | null;
  };
  /** Messages that wait to be sent, by bot. */
  readonly outbox: Readonly<Record<string, number>>;
}

const PHASES = ['open', 'answered', 'solved', 'inReview', 'done'] as const;
const BOTS = ['group', 'admin'] as const;
/** Reviews looked through for the oldest; more of them mean trouble enough. */
const REVIEWS_READ = 1_000;
/** Chats asked; those beyond come with the next ticket into them. */
const OUTBOXES_READ = 200;
const TICKETS = "WorkflowType = 'ticketWorkflow' AND ExecutionStatus = 'Running'";

/**
 * @param ledgerStatus - null before the first row
 * @throws what Temporal says
 */
export async function readDeskFigures(
  client: Client,
  ledgerStatus: () => Promise<LedgerStatus | null>,
): Promise<DeskFigures> {
  const counts = await Promise.all(
    PHASES.map(async (phase) => (await client.workflow.count(`${TICKETS} AND OncekPhase = '${phase}'`)).count),
  );
  return {
    open: Object.fromEntries(PHASES.map((phase, index) => [phase, counts[index] ?? 0])),
    oldestReviewAt: await oldestReview(client),
    ledger: ledgerFigures(await ledgerStatus()),
    outbox: await outboxFigures(client),
  };
}

async function oldestReview(client: Client): Promise<string | null> {
  let oldest: string | null = null;
  let read = 0;
  for await (const { searchAttributes } of client.workflow.list({ query: `${TICKETS} AND OncekPhase = 'inReview'` })) {
    const receivedAt = (searchAttributes.OncekReceivedAt?.[0] as Date | undefined)?.toISOString() ?? null;
    if (receivedAt !== null && (oldest === null || receivedAt < oldest)) oldest = receivedAt;
    read += 1;
    if (read >= REVIEWS_READ) break;
  }
  return oldest;
}

function ledgerFigures(status: LedgerStatus | null): DeskFigures['ledger'] {
  if (status === null) return { pending: 0, parked: 0, isBlocked: false, oldestPendingSince: null };
  const { pending, parked, parkedMore, blocked, oldestPendingSince } = status;
  return { pending, parked: parked.length + parkedMore, isBlocked: blocked !== null, oldestPendingSince };
}

async function outboxFigures(client: Client): Promise<DeskFigures['outbox']> {
  const waiting: Record<string, number> = Object.fromEntries(BOTS.map((bot) => [bot, 0]));
  let read = 0;
  for await (const { workflowId } of client.workflow.list({
    query: "WorkflowType = 'outboxWorkflow' AND ExecutionStatus = 'Running'",
  })) {
    const bot = BOTS.find((name) => workflowId.startsWith(`outbox-${name}-`));
    const status = await client.workflow
      .getHandle(workflowId)
      .query(outboxStatusQuery)
      .catch((error: unknown) => {
        // It may have ended since it was listed.
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      });
    if (bot !== undefined && status !== null) waiting[bot] = (waiting[bot] ?? 0) + status.waiting;
    read += 1;
    if (read >= OUTBOXES_READ) break;
  }
  return waiting;
}

export interface DeskGaugesDeps {
  readonly registry: Registry;
  readonly read: () => Promise<DeskFigures>;
  readonly now: () => number;
  /** How long figures are good for; two scrapers cost no more than one. @default 10 s */
  readonly freshMs?: number;
}

/**
 * Registers how tickets, ledger and outboxes stand. They are read when somebody scrapes; while they cannot be, the last
 * ones are withheld and `oncek_desk_figures_up` is 0: an old figure would look like a good one.
 */
export function watchDesk({ registry, read, now, freshMs = 10_000 }: DeskGaugesDeps): void {
  let asked: { readonly atMs: number; readonly figures: Promise<DeskFigures | null> } | null = null;
  const figures = (): Promise<DeskFigures | null> => {
    if (asked === null || now() - asked.atMs >= freshMs) {
      asked = { atMs: now(), figures: read().catch(() => null) };
    }
    return asked.figures;
  };
  const secondsSince = (instant: string | null): number =>
    instant === null ? 0 : Math.max(0, (now() - Date.parse(instant)) / 1_000);

  function gauge(name: string, help: string, set: (gauge: Gauge, figures: DeskFigures) => void, label?: string): void {
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [registry],
      async collect() {
        const current = await figures();
        this.reset();
        if (current) set(this, current);
        else if (label === undefined) this.set(Number.NaN);
      },
    });
  }

  gauge(
    'ticket_open',
    'Tickets whose workflow runs, by phase',
    (each, { open }) => Object.entries(open).forEach(([phase, count]) => each.set({ phase }, count)),
    'phase',
  );
  gauge(
    'ticket_review_oldest_seconds',
    'Age of the ticket that has waited longest for a person; 0: none waits',
    (each, f) => each.set(secondsSince(f.oldestReviewAt)),
  );
  gauge('ledger_pending_rows', 'Rows not in the sheet yet', (each, { ledger }) => each.set(ledger.pending));
  gauge('ledger_lag_seconds', 'How long the oldest of them has waited; 0: none waits', (each, { ledger }) =>
    each.set(secondsSince(ledger.oldestPendingSince)),
  );
  gauge('ledger_parked_rows', 'Rows that Google refused', (each, { ledger }) => each.set(ledger.parked));
  gauge('ledger_blocked', '1: the sheet is closed to us and no row is written', (each, { ledger }) =>
    each.set(ledger.isBlocked ? 1 : 0),
  );
  gauge(
    'telegram_outbox_waiting',
    'Messages that wait to be sent',
    (each, { outbox }) => Object.entries(outbox).forEach(([bot, count]) => each.set({ bot }, count)),
    'bot',
  );
  new Gauge({
    name: 'oncek_desk_figures_up',
    help: '1: Temporal told how tickets, ledger and outboxes stand; 0: it did not',
    registers: [registry],
    async collect() {
      this.set((await figures()) === null ? 0 : 1);
    },
  });
}
