import { proxyActivities } from '@temporalio/workflow';
import { mergeEntries } from '../domain/ledger';
import type { BatchResult, LedgerBatch, LedgerEntry, LedgerState } from './contracts/ledger';
import { tellRows } from './ledger-alerts';
import { isSameRow } from './ledger-state';
import { handOverProfile, tellProfile } from './options';
import { persistently } from './persistently';
import type { SheetActivities } from './ports';

const { tellTickets } = proxyActivities<SheetActivities>(tellProfile);
const { tellParked } = proxyActivities<SheetActivities>(handOverProfile);

/** The fate of a batch once it is known. */
export type SettledResult = Exclude<BatchResult, { kind: 'blocked' | 'elsewhere' | 'full' }>;
type Applied = Extract<BatchResult, { kind: 'applied' }>;

/** Acts on a batch's fate; a refused one is halved until the bad entry stands alone. */
export async function settleBatch(state: LedgerState, batch: LedgerBatch, result: SettledResult): Promise<void> {
  switch (result.kind) {
    case 'collision':
      state.groups.unshift([...batch.entries]);
      return;
    case 'refused':
      noteMark(state, batch, result);
      return halveOrPark(state, batch.entries, result.reason);
    case 'applied':
      return noteApplied(state, batch, result);
  }
}

async function noteApplied(state: LedgerState, batch: LedgerBatch, result: Applied): Promise<void> {
  state.marks = state.marks.filter(({ metadataId }) => !batch.expiredMarks.includes(metadataId));
  addMark(state, batch);
  state.parked = state.parked.filter(
    ({ entry }) => !result.rows.some((row) => isSameRow(row, entry) && row.sequence >= entry.sequence),
  );
  state.written += result.rows.filter(({ outcome }) => outcome === 'written').length;
  state.pending = mergeEntries([...result.repairs], state.pending);
  const rows = result.rows.filter(({ ticketWorkflowId }) => ticketWorkflowId !== null);
  const summary = `what became of ${rows.length} rows`;
  if (rows.length > 0) {
    await persistently('tellTickets', () => tellTickets.executeWithOptions({ summary }, [{ rows }]));
  }
  if (result.alerts) await tellRows(state, result.alerts);
}

async function halveOrPark(state: LedgerState, entries: readonly LedgerEntry[], reason: string): Promise<void> {
  const [only] = entries;
  if (entries.length > 1 || !only) {
    const middle = Math.ceil(entries.length / 2);
    state.groups.unshift(entries.slice(0, middle), entries.slice(middle));
    return;
  }
  await park(state, only, reason);
}

/** A batch that will not be written may have left a mark, which would otherwise count against Google's limit for ever. */
export function noteMark(state: LedgerState, batch: LedgerBatch, { isMarked }: { readonly isMarked?: boolean }): void {
  if (isMarked) addMark(state, batch);
}

function addMark(state: LedgerState, { metadataId, spreadsheetId }: LedgerBatch): void {
  state.marks.push({ metadataId, confirmedAt: new Date().toISOString(), spreadsheetId });
}

/** Puts all entries of a batch aside: the spreadsheet they stand in is closed to us, and whether it was sent unknown. */
export async function parkBatch(state: LedgerState, batch: LedgerBatch, reason: string): Promise<void> {
  addMark(state, batch);
  for (const entry of batch.entries) await park(state, entry, reason);
}

async function park(state: LedgerState, only: LedgerEntry, reason: string): Promise<void> {
  const { worksheet, key } = only;
  const others = state.parked.filter(({ entry }) => !isSameRow(entry, only));
  state.parked = [...others, { entry: only, reason, at: new Date().toISOString() }];
  state.untoldParked = [...state.untoldParked, { worksheet, key, reason }];
  const summary = `parked: ${worksheet}`;
  await persistently('tellParked', () => tellParked.executeWithOptions({ summary }, [{ entry: only, reason }]));
}
