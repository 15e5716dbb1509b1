import {
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { contentHash, mergeEntries, takeBatch } from '../domain/ledger';
import type { BatchResult, LedgerBatch, LedgerEntry, LedgerInput, LedgerState } from './contracts/ledger';
import { ledgerStatusQuery, retryParkedSignal, upsertSignal } from './contracts/ledger';
import { handOverProfile, sheetWriteProfile, tellProfile } from './options';
import { persistently } from './persistently';
import type { SheetActivities } from './ports';
import { readEntries, whenReadable } from './signal-shapes';

const { writeBatch } = proxyActivities<SheetActivities>(sheetWriteProfile);
const { tellTickets } = proxyActivities<SheetActivities>(tellProfile);
const { tellParked } = proxyActivities<SheetActivities>(handOverProfile);

/** Rows of one request: Google's advice is at most 2 MB of JSON, and a batch counts once against the quota. */
const BATCH_ROWS = 500;
const BATCH_BYTES = 1_000_000;
const GATHER_MS = 2_000;
/** A mark outlives every duplicate of its request (their deadline is 3 minutes), with room to spare. */
const MARK_LIFE_MS = 10 * 60_000;
/** A run takes at most 10,000 signals; half of that leaves room for a burst. */
const MAX_SIGNALS = 5_000;
const MAX_HISTORY_BYTES = 10_000_000;
/** The server fails a workflow whose input is over 2 MB, and all that waits would be lost: rather a longer run. */
const MAX_CARRIED_UNITS = 1_000_000;

/** The only writer of one spreadsheet. Entries come in by signal, rows go out in batches that Google applies once. */
export async function ledgerWorkflow(input: LedgerInput): Promise<void> {
  const state: LedgerState = input.carried ?? {
    uuid: uuid4().replaceAll('-', '').slice(0, 8),
    batchNumber: 0,
    pending: [],
    groups: [],
    inFlight: null,
    parked: [],
    marks: [],
    written: 0,
  };
  let signals = 0;
  let pendingSince: number | null = state.pending.length > 0 ? Date.now() : null;

  const take = whenReadable('upsert', readEntries, (entries) => {
    pendingSince ??= Date.now();
    state.pending = mergeEntries(state.pending, entries);
  });
  setHandler(upsertSignal, (entries) => {
    signals += 1;
    take(entries);
  });
  setHandler(retryParkedSignal, () => {
    signals += 1;
    if (state.parked.length > 0) pendingSince ??= Date.now();
    state.pending = mergeEntries(
      state.parked.map(({ entry }) => entry),
      state.pending,
    );
    state.parked = [];
  });
  setHandler(ledgerStatusQuery, () => ({
    pending: state.pending.length + state.groups.flat().length + (state.inFlight?.batch.entries.length ?? 0),
    parked: state.parked.map(({ entry, reason }) => ({ worksheet: entry.worksheet, key: entry.key, reason })),
    written: state.written,
    batches: state.batchNumber,
    oldestPendingSince: state.inFlight?.since ?? instantOrNull(pendingSince),
  }));

  const isFull = (): boolean =>
    signals >= MAX_SIGNALS || workflowInfo().historySize >= MAX_HISTORY_BYTES || workflowInfo().continueAsNewSuggested;
  const mustHandOver = (): boolean => isFull() && JSON.stringify(state).length <= MAX_CARRIED_UNITS;
  while (!mustHandOver()) {
    if (!state.inFlight) {
      const hasWork = await condition(() => state.pending.length > 0 || state.groups.length > 0, '1 day', {
        summary: 'until a row is due',
      });
      if (!hasWork) continue;
      if (state.groups.length === 0) {
        await condition(() => state.pending.length >= BATCH_ROWS, GATHER_MS, { summary: 'gathering a batch' });
      }
      const since = pendingSince ?? Date.now();
      state.inFlight = {
        batch: freeze(input.spreadsheetId, state, takeEntries(state)),
        since: new Date(since).toISOString(),
      };
      pendingSince = state.pending.length > 0 ? Date.now() : null;
    }
    const { batch, since } = state.inFlight;
    // In a long outage the run would outgrow its limits: the next one takes the batch over as it is.
    const result = await Promise.race([send(batch), condition(mustHandOver).then(() => null)]);
    if (result === null) break;
    await settleBatch(state, batch, result);
    state.inFlight = null;
    // What a refused batch left behind waits as long as the batch did.
    if (state.groups.length > 0) pendingSince = Date.parse(since);
    setCurrentDetails(detailsOf(state));
  }
  await condition(allHandlersFinished);
  await continueAsNew<typeof ledgerWorkflow>({ ...input, carried: state });
}

function takeEntries(state: LedgerState): LedgerEntry[] {
  const group = state.groups.shift();
  if (group) return group;
  const { batch, rest } = takeBatch(state.pending, { maxRows: BATCH_ROWS, maxBytes: BATCH_BYTES });
  state.pending = rest;
  return batch;
}

/** Sends a batch, as often as it takes, until its fate is known. */
function send(batch: LedgerBatch): Promise<BatchResult> {
  const summary = `batch ${batch.markValue.split(':')[1]}: ${batch.entries.length} rows`;
  return persistently(summary, () => writeBatch.executeWithOptions({ summary }, [batch]));
}

/** Acts on a batch's fate; a refused one is halved until the bad entry stands alone. */
async function settleBatch(state: LedgerState, batch: LedgerBatch, result: BatchResult): Promise<void> {
  if (result.kind === 'collision') {
    state.groups.unshift([...batch.entries]);
    return;
  }
  if (result.kind === 'refused') {
    await halveOrPark(state, batch.entries, result.reason);
    return;
  }
  state.marks = state.marks.filter(({ metadataId }) => !batch.expiredMarks.includes(metadataId));
  state.marks.push({ metadataId: batch.metadataId, confirmedAt: new Date().toISOString() });
  state.parked = state.parked.filter(
    ({ entry }) => !result.rows.some((row) => isSameRow(row, entry) && row.sequence >= entry.sequence),
  );
  state.written += result.rows.filter(({ outcome }) => outcome === 'written').length;
  state.pending = mergeEntries([...result.repairs], state.pending);
  const rows = result.rows.filter(({ ticketWorkflowId }) => ticketWorkflowId !== null);
  if (rows.length > 0) await persistently('tellTickets', () => tellTickets({ rows }));
}

function freeze(spreadsheetId: string, state: LedgerState, entries: readonly LedgerEntry[]): LedgerBatch {
  state.batchNumber += 1;
  const expired = state.marks.filter(({ confirmedAt }) => Date.parse(confirmedAt) < Date.now() - MARK_LIFE_MS);
  return {
    spreadsheetId,
    metadataId: 1 + Math.floor(Math.random() * 2_147_483_647),
    markValue: `${state.uuid}:${state.batchNumber}:${contentHash(entries)}`,
    entries,
    expiredMarks: expired.map(({ metadataId }) => metadataId),
  };
}

async function halveOrPark(state: LedgerState, entries: readonly LedgerEntry[], reason: string): Promise<void> {
  const [only] = entries;
  if (entries.length > 1 || !only) {
    const middle = Math.ceil(entries.length / 2);
    state.groups.unshift(entries.slice(0, middle), entries.slice(middle));
    return;
  }
  const others = state.parked.filter(({ entry }) => !isSameRow(entry, only));
  state.parked = [...others, { entry: only, reason, at: new Date().toISOString() }];
  await persistently('tellParked', () => tellParked({ entry: only, reason }));
}

type RowName = Pick<LedgerEntry, 'worksheet' | 'key'>;

function isSameRow(a: RowName, b: RowName): boolean {
  return a.worksheet === b.worksheet && a.key === b.key;
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function detailsOf(state: LedgerState): string {
  return [
    `**written** ${state.written}`,
    `**pending** ${state.pending.length + state.groups.flat().length}`,
    `**parked** ${state.parked.length}`,
    `**batches** ${state.batchNumber}`,
  ].join(' · ');
}
