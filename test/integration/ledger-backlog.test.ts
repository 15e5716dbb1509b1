import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createFolderStore } from '../../activities/adapters/object-store';
import { createSpillActivities } from '../../activities/spill';
import type { BatchResult, LedgerBatch, LedgerEntry, UpsertContext } from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, ledgerWorkflowId, upsertSignal } from '../../workflows/contracts/ledger';
import type { ledgerWorkflow } from '../../workflows/ledger.workflow';
import { nothing } from '../support/fake-activities';
import { aLedgerEntry } from '../support/makers';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { waitFor } from '../support/wait';
import { workflowCode } from '../support/workflow-code';

const ROWS = 50_000;
const SIGNAL_ROWS = 500;
const QUEUE = 'ledger-backlog';

let server: DevServer;
let connection: Connection;
let native: NativeConnection;
let folder: string;
let worker: { stop(): Promise<void> } | null = null;

beforeAll(async () => {
  quietRuntime();
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
  folder = await mkdtemp(path.join(tmpdir(), 'oncek-backlog-'));
}, 60_000);
afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await native?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A sheet that keeps what a mark promises: a request whose mark exists is not applied again. */
class Sheet {
  readonly marks = new Map<number, string>();
  /** How often each key was written, in the order of the first writing. */
  readonly rows = new Map<string, number>();
  private open: () => void = () => undefined;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));
  private sendings = 0;

  reachable(): void {
    this.open();
  }

  /** Hangs until the sheet can be reached; every ninth answer is lost. */
  async write(batch: LedgerBatch): Promise<BatchResult> {
    await Promise.race([this.opened, Context.current().cancelled]);
    if (!this.marks.has(batch.metadataId)) {
      this.marks.set(batch.metadataId, batch.markValue);
      for (const { key } of batch.entries) this.rows.set(key, (this.rows.get(key) ?? 0) + 1);
      this.sendings += 1;
      if (this.sendings % 9 === 0) throw ApplicationFailure.retryable('no answer', 'SheetUnavailable');
    }
    const rows = batch.entries.map(({ worksheet, key, sequence, ticketWorkflowId }) => ({
      ...{ worksheet, key, sequence, ticketWorkflowId },
      ...{ outcome: 'written' as const, keptCells: [] },
    }));
    return { kind: 'applied', rows, repairs: [] };
  }
}

/** Starts the only worker; what the one before held in memory is gone. */
async function startWorker(sheet: Sheet): Promise<void> {
  await worker?.stop();
  const next = await Worker.create({
    connection: native,
    taskQueue: QUEUE,
    workflowBundle: await workflowCode(),
    shutdownGraceTime: 0,
    activities: {
      ...createSpillActivities({ store: createFolderStore(folder) }),
      writeBatch: (batch: LedgerBatch) => sheet.write(batch),
      ...{ tellTickets: nothing, tellParked: nothing, post: nothing },
    },
  });
  const running = next.run();
  worker = {
    async stop() {
      next.shutdown();
      await running;
      worker = null;
    },
  };
}

const files = async (): Promise<string[]> => readdir(path.join(folder, 'ledger/book')).catch(() => []);

test('50,000 rows that came while the sheet was out of reach survive restarts: each is written once, in order', async () => {
  const sheet = new Sheet();
  const { workflow } = new Client({ connection });
  await startWorker(sheet);
  const rows = Array.from({ length: ROWS }, (_, index) => aLedgerEntry({ key: String(index) }));
  for (let start = 0; start < ROWS; start += SIGNAL_ROWS) {
    await workflow.signalWithStart<typeof ledgerWorkflow, [readonly LedgerEntry[], UpsertContext?]>('ledgerWorkflow', {
      workflowId: ledgerWorkflowId('book'),
      taskQueue: QUEUE,
      args: [{ spreadsheetId: 'book', carried: null }],
      signal: upsertSignal,
      signalArgs: [rows.slice(start, start + SIGNAL_ROWS)],
    });
    if (start === 20_000) await startWorker(sheet);
  }
  const ledger = workflow.getHandle<typeof ledgerWorkflow>(ledgerWorkflowId('book'));
  const firstRun = (await ledger.describe()).runId;
  await waitFor(
    async () => {
      const { pending, spilled } = await ledger.query(ledgerStatusQuery);
      return pending === ROWS && pending - spilled <= 2_000;
    },
    { describe: 'all but 2,000 rows are in files', timeoutMs: 120_000, intervalMs: 500 },
  );
  expect((await files()).length).toBeGreaterThanOrEqual((ROWS - 2_000) / 500);

  await startWorker(sheet);
  sheet.reachable();
  await waitFor(() => sheet.rows.size > 15_000, { describe: 'a third is written', timeoutMs: 120_000 });
  await startWorker(sheet);
  await waitFor(
    async () => {
      const { pending, written } = await ledger.query(ledgerStatusQuery);
      return pending === 0 && written === ROWS;
    },
    { describe: 'all is written', timeoutMs: 180_000, intervalMs: 500 },
  );

  expect(sheet.rows.size).toBe(ROWS);
  expect([...sheet.rows.values()].every((times) => times === 1)).toBe(true);
  expect([...sheet.rows.keys()]).toEqual(rows.map(({ key }) => key));
  await waitFor(async () => (await files()).length === 0, { describe: 'no file is left' });
  expect((await ledger.describe()).runId).not.toBe(firstRun);
}, 480_000);
