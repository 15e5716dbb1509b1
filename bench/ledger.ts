import { setTimeout as sleep } from 'node:timers/promises';
import { HEADINGS, KEY_COLUMN, type Cell, type Worksheet } from '../domain/sheet-rows';
import { createPeople } from '../scripts/demo/people';
import { keyOf, readSheets } from '../scripts/demo/sheets';
import { startLedgerAlone } from '../scripts/ledger-alone';
import { ONCEK_QUEUE } from '../temporal/queues';
import { ledgerStatusQuery, ledgerWorkflowId, upsertSignal, type LedgerEntry } from '../workflows/contracts/ledger';
import type { UpsertContext } from '../workflows/contracts/ledger';
import type { ledgerWorkflow } from '../workflows/ledger.workflow';
import { type Bench, progress, readOptions, rounded } from './options';

const DEFAULT_ROWS = 10_000;
/** 30 KB each: a server that gets more than 2 MB while the ledger is at work has it begin that step again. */
const SIGNAL_ROWS = 50;
const LATENCY_MS = 200;
/** The calls the ledger makes, each slowed down and counted by itself; the last one stands for all others. */
const METHODS = ['batchUpdate', 'values.batchGet', 'get', 'developerMetadata.get', null] as const;
const TIMEOUT_MS = 15 * 60_000;
/** What a technician writes is some 200 characters long. */
const TEXT =
  'Selamat siang rekan, mohon bantuan untuk akun mytech teknisi kami yang tidak bisa login sejak pagi. '.repeat(2);

/**
 * Rows of tickets, half of them for Logs and half for ML_Tracking, from the ledger's signal into the sheet. The sandbox
 * answers after 200 ms and holds Google's quota of 60 reads and 60 writes a minute; the ledger runs as in production.
 */
export const ledger: Bench = {
  summary: `[--rows N]   rows a minute into the sheet under Google's quota (default ${DEFAULT_ROWS}), and requests made`,
  async run(args) {
    const rows = Number(readOptions(args, { values: ['rows'] }).value('rows') ?? DEFAULT_ROWS);
    progress('starting Temporal, the sandbox and the ledger');
    const alone = await startLedgerAlone();
    const { client, sandbox, spreadsheetId } = alone;
    try {
      await slowDown(sandbox);
      const { workflow } = client;
      const workflowId = ledgerWorkflowId(spreadsheetId);
      const entries = Array.from({ length: rows }, (_, index) => entryOf(index));
      progress(`${rows} rows`);
      const startedMs = performance.now();
      for (let start = 0; start < rows; start += SIGNAL_ROWS) {
        await workflow.signalWithStart<typeof ledgerWorkflow, [readonly LedgerEntry[], UpsertContext?]>(
          'ledgerWorkflow',
          {
            workflowId,
            taskQueue: ONCEK_QUEUE,
            args: [{ spreadsheetId, carried: null }],
            signal: upsertSignal,
            signalArgs: [entries.slice(start, start + SIGNAL_ROWS)],
          },
        );
      }
      const handle = workflow.getHandle<typeof ledgerWorkflow>(workflowId);
      const isWritten = async (): Promise<boolean> => {
        // A workflow whose step is just being begun again answers no query.
        const status = await handle.query(ledgerStatusQuery).catch(() => null);
        return status !== null && status.written >= rows;
      };
      while (!(await isWritten())) {
        if (performance.now() - startedMs > TIMEOUT_MS) throw new Error('not written within 15 minutes');
        await sleep(250);
      }
      const minutes = (performance.now() - startedMs) / 60_000;
      const requests = await requestsMade(sandbox);
      const { batches } = await handle.query(ledgerStatusQuery);
      return {
        rows,
        rows_per_min: Math.round(rows / minutes),
        requests: Object.values(requests).reduce((sum, count) => sum + count, 0),
        ...(await compare(sandbox, entries)),
        minutes: rounded(minutes),
        batches,
        requests_by_method: requests,
      };
    } finally {
      await alone.stop();
    }
  },
};

/** The two rows of a ticket, one after the other. */
function entryOf(index: number): LedgerEntry {
  const worksheet: Worksheet = index % 2 === 0 ? 'Logs' : 'ML_Tracking';
  const key = String(1_000_000 + Math.floor(index / 2));
  const cells = HEADINGS[worksheet].map((heading, column): Cell => {
    if (column === KEY_COLUMN[worksheet]) return key;
    if (heading === 'tech_raw_text' || heading === 'solving') return TEXT;
    if (heading === 'ml_confidence' || heading.endsWith('_min')) return 0.97;
    return `${heading} ${key}`;
  });
  return { worksheet, key, sequence: 1, cells, ticketWorkflowId: null };
}

async function slowDown(sandbox: string): Promise<void> {
  for (const method of METHODS) {
    const fault = { service: 'sheets', kind: 'delay', delayMs: LATENCY_MS, times: 1_000_000 };
    const response = await fetch(`${sandbox}/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...fault, ...(method && { method }) }),
    });
    if (!response.ok) throw new Error(`the sandbox takes no fault: ${await response.text()}`);
  }
}

/** Every request to Google Sheets, reads and writes, refused ones too. */
async function requestsMade(sandbox: string): Promise<Record<string, number>> {
  const body = await (await fetch(`${sandbox}/faults`)).json();
  const faults = (Array.isArray(body) ? body : (body as { faults: unknown }).faults) as {
    method?: string;
    hits: number;
  }[];
  return Object.fromEntries(faults.map(({ method = 'others', hits }) => [method, hits]));
}

/** Every entry against what stands in the sheet. */
async function compare(
  sandbox: string,
  entries: readonly LedgerEntry[],
): Promise<{ lost: number; duplicated: number }> {
  const { logs, tracking } = await readSheets(createPeople(sandbox));
  const found = {
    Logs: logs.map((row) => keyOf('Logs', row)),
    ML_Tracking: tracking.map((row) => keyOf('ML_Tracking', row)),
    Monitoring: [],
  };
  const sets = { Logs: new Set(found.Logs), ML_Tracking: new Set(found.ML_Tracking), Monitoring: new Set<string>() };
  return {
    lost: entries.filter(({ worksheet, key }) => !sets[worksheet].has(key)).length,
    duplicated: found.Logs.length - sets.Logs.size + found.ML_Tracking.length - sets.ML_Tracking.size,
  };
}
