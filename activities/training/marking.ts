import { setTimeout as delay } from 'node:timers/promises';
import { HEADINGS } from '../../domain/sheet-rows';
import { TRACKING_STATUS_COLUMN } from '../../domain/tracking-row';
import type { LedgerEntry } from '../../workflows/contracts/ledger';
import type { MarkInput, MarkResult } from '../../workflows/contracts/training';
import type { LedgerPortActivities } from '../../workflows/ports';
import type { ObjectStore } from '../adapters/object-store';
import type { Mirror } from '../mirror';
import { chunks } from '../mirror/chunks';
import { readSnapshot, rowsToMark } from './snapshot-store';

export interface RowMarkingDeps {
  readonly mirror: Pick<Mirror, 'trainingMarks'>;
  readonly enqueueRows: LedgerPortActivities['enqueueRows'];
  /** A heartbeat, and where a cancellation ends the waiting by throwing. */
  readonly onProgress: () => void;
  /** Milliseconds that the ledger is waited for. Default five minutes. */
  readonly waitMs?: number;
  /** Milliseconds between two looks. Default 1000. */
  readonly pollMs?: number;
}

export interface MarkingDeps extends RowMarkingDeps {
  readonly store: Pick<ObjectStore, 'get'>;
}

/** Rows of ML_Tracking that are to become TRAINED. */
export interface RowMarking {
  readonly spreadsheetId: string;
  /** The same rows under the same id are marked once. */
  readonly markId: string;
  readonly rows: readonly { readonly key: string; readonly rowHash: string }[];
}

/** Entries of one signal: some 300 bytes each. */
const ENTRIES_PER_SIGNAL = 250;
const WAIT_MS = 5 * 60_000;

/**
 * Has the ledger set rows of a snapshot to TRAINED where they stand as the snapshot saw them, and says what became of
 * them. What the ledger has not done in time it still does later, under the same condition.
 * @throws UnknownSnapshot
 */
export async function markTrained(deps: MarkingDeps, input: MarkInput): Promise<MarkResult> {
  const rows = rowsToMark(await readSnapshot(deps.store, input.fingerprint));
  return markRows(deps, { spreadsheetId: input.spreadsheetId, markId: input.markId, rows });
}

/** The same for rows that the caller knows. */
export async function markRows(deps: RowMarkingDeps, input: RowMarking): Promise<MarkResult> {
  const { mirror, waitMs = WAIT_MS, pollMs = 1_000 } = deps;
  const { markId } = input;
  const hashes = new Map(input.rows.map(({ key, rowHash }) => [key, rowHash]));
  const done = async () => (await mirror.trainingMarks.outcomes(markId)).size;
  const noted = await mirror.trainingMarks.outcomes(markId);
  const left = [...hashes].filter(([key]) => !noted.has(key));
  // A row without a key cannot be found again.
  const keyless = left
    .filter(([key]) => key.startsWith('no-key:'))
    .map(([key]) => ({ key, outcome: 'skipped' as const }));
  await mirror.trainingMarks.note(markId, keyless);
  const entries = left
    .filter(([key]) => !key.startsWith('no-key:'))
    .map(([key, rowHash]) => markingEntry({ key, rowHash, markId }));
  for (const part of chunks(entries, ENTRIES_PER_SIGNAL)) {
    await deps.enqueueRows({ spreadsheetId: input.spreadsheetId, entries: part });
    deps.onProgress();
  }
  const deadlineMs = performance.now() + waitMs;
  while ((await done()) < hashes.size && performance.now() < deadlineMs) {
    deps.onProgress();
    await delay(pollMs);
  }
  const outcomes = [...(await mirror.trainingMarks.outcomes(markId)).values()];
  const marked = outcomes.filter((outcome) => outcome === 'marked').length;
  return { wanted: hashes.size, marked, skipped: outcomes.length - marked, waiting: hashes.size - outcomes.length };
}

/** Writes TRAINED into a row of ML_Tracking that stands as it was seen. */
export function markingEntry(row: { key: string; rowHash: string; markId: string }): LedgerEntry {
  const { key, rowHash, markId } = row;
  const cells = HEADINGS.ML_Tracking.map((_, column) =>
    column === 0 ? key : column === TRACKING_STATUS_COLUMN ? 'TRAINED' : null,
  );
  return { worksheet: 'ML_Tracking', key, sequence: 0, cells, ticketWorkflowId: null, onlyIf: { rowHash, markId } };
}
