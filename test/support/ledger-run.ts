import type { WorkflowHandle } from '@temporalio/client';
import type {
  BatchResult,
  CarriedLedger,
  LedgerBatch,
  LedgerEntry,
  LedgerStatus,
  UpsertContext,
} from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, ledgerWorkflowId, upsertSignal } from '../../workflows/contracts/ledger';
import type { ledgerWorkflow } from '../../workflows/ledger.workflow';
import { nothing } from './fake-activities';
import { aLedgerEntry } from './makers';
import { waitFor } from './wait';
import { BENCH_QUEUE, endRun, startWorkflowBench, type WorkflowBench } from './workflow-bench';

export type Ledger = WorkflowHandle<typeof ledgerWorkflow>;

/** A ledger over fake activities, one a test; its sheet takes every batch unless the test changes that. */
export interface LedgerRun {
  /** Only from within a test on. */
  readonly bench: WorkflowBench;
  /** A ledger that has taken the entries before its first task. */
  start(entries: readonly LedgerEntry[], carried?: CarriedLedger | null): Promise<Ledger>;
  /** The batches sent so far. */
  batches(): LedgerBatch[];
  /** What admins were told. */
  alerts(): string[];
  /** Lets the 2 seconds of gathering pass, and whatever the ledger then does without further waiting. */
  gather(): Promise<void>;
  /** An object store: entries by file. */
  fakeFiles(): Map<number, readonly LedgerEntry[]>;
}

/** Sets up a bench for the tests of a file, and ends each test's ledger. */
export function useLedger(): LedgerRun {
  let bench: WorkflowBench;
  let open: Ledger | null = null;
  let spreadsheets = 0;

  beforeAll(async () => {
    bench = await startWorkflowBench();
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    bench.fakes.expect({
      writeBatch: (batch) => Promise.resolve(applied(batch)),
      tellTickets: nothing,
      tellParked: nothing,
      post: nothing,
    });
  });
  afterEach(async () => {
    await endRun(open);
    open = null;
    expect(bench.fakes.unexpected()).toEqual([]);
  });

  return {
    get bench() {
      return bench;
    },
    async start(entries, carried = null) {
      spreadsheets += 1;
      const spreadsheetId = `sheet-${spreadsheets}`;
      open = await bench.client.workflow.signalWithStart<
        typeof ledgerWorkflow,
        [readonly LedgerEntry[], UpsertContext?]
      >('ledgerWorkflow', {
        workflowId: ledgerWorkflowId(spreadsheetId),
        taskQueue: BENCH_QUEUE,
        args: [{ spreadsheetId, carried }],
        signal: upsertSignal,
        signalArgs: [entries],
      });
      return open;
    },
    batches: () => bench.fakes.calls('writeBatch'),
    alerts: () => bench.fakes.calls('post').map(({ item }) => item.html),
    gather: () => bench.env.sleep(2_500),
    fakeFiles() {
      const files = new Map<number, readonly LedgerEntry[]>();
      bench.fakes.change({
        spillEntries: ({ number, entries }) => Promise.resolve(void files.set(number, entries)),
        readSpilled: ({ number }) => Promise.resolve([...(files.get(number) ?? [])]),
        deleteSpilled: ({ numbers }) => Promise.resolve(numbers.forEach((number) => files.delete(number))),
      });
      return files;
    },
  };
}

/** The answer of a sheet that took all rows of a batch. */
export function applied(
  { entries }: LedgerBatch,
  repairs: LedgerEntry[] = [],
): Extract<BatchResult, { kind: 'applied' }> {
  const rows = entries.map(({ worksheet, key, sequence, ticketWorkflowId }) => ({
    ...{ worksheet, key, sequence, ticketWorkflowId },
    ...{ outcome: 'written' as const, keptCells: [] },
  }));
  return { kind: 'applied', rows, repairs };
}

/** The keys of a batch, with spaces between. */
export function keysOf(batch: LedgerBatch | undefined): string | undefined {
  return batch?.entries.map(({ key }) => key).join(' ');
}

export function entry(key: string, overrides: Partial<LedgerEntry> = {}): LedgerEntry {
  return aLedgerEntry({ key, ...overrides });
}

/** Waits until so many rows are written altogether and none is pending. */
export async function statusAfter(ledger: Ledger, written: number): Promise<LedgerStatus> {
  return waitFor(
    async () => {
      const status = await ledger.query(ledgerStatusQuery);
      return status.written === written && status.pending === 0 ? status : null;
    },
    { describe: `${written} rows written, none pending` },
  );
}

/** A timer of a run: how long it was set for, and what Temporal's UI says about it. */
export interface SeenTimer {
  readonly ms: number;
  readonly summary: string;
}

/**
 * The timers that a run has set so far, in order. What is set does not depend on how fast the machine is; when it fires
 * the test server decides.
 */
export async function timersOf(ledger: Ledger): Promise<SeenTimer[]> {
  const { events } = await ledger.fetchHistory();
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer, userMetadata }) => {
    if (!timer) return [];
    const { seconds = 0, nanos = 0 } = timer.startToFireTimeout ?? {};
    const data = userMetadata?.summary?.data;
    const summary = data ? (JSON.parse(Buffer.from(data).toString()) as string) : '';
    return [{ ms: Number(seconds) * 1_000 + Number(nanos) / 1e6, summary }];
  });
}
