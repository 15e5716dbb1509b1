import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isSameCell, type Cell } from '../domain/sheet-rows';
import type { LedgerEntry } from '../workflows/contracts/ledger';
import type { LedgerPortActivities } from '../workflows/ports';
import type { RowPlace, RowPlaces } from './mirror/row-places';
import type { TrainingMarks } from './mirror/training-marks';

/** A row of no ticket that somebody outside wishes for. */
export interface RowWish {
  readonly worksheet: 'Logs' | 'ML_Tracking';
  /** Value of the key column. */
  readonly key: string;
  /** In column order; undefined leaves the cell as it is, null empties it. */
  readonly cells: readonly (Cell | undefined)[];
}

export type RowWriteResult =
  | { readonly kind: 'written'; readonly row: number | null }
  /** The ledger has it and writes it once it can. */
  | { readonly kind: 'queued' }
  /** The row no longer stands as it was last read; nothing was written. */
  | { readonly kind: 'changed' };

export interface RowWriterDeps {
  /** That of the settings, which names the ledger. */
  readonly spreadsheetId: string;
  readonly spreadsheets: () => Promise<readonly string[]>;
  readonly places: RowPlaces;
  readonly marks: Pick<TrainingMarks, 'outcomes'>;
  readonly enqueueRows: LedgerPortActivities['enqueueRows'];
  /** Milliseconds that the ledger is waited for, which gathers for two seconds. Default 6 s. */
  readonly waitMs?: number;
  /** Milliseconds between two looks. Default 100. */
  readonly pollMs?: number;
}

/** Writes rows for callers outside, through the ledger: by key, never twice, and never over what changed meanwhile. */
export type RowWriter = (wish: RowWish) => Promise<RowWriteResult>;

export function createRowWriter(deps: RowWriterDeps): RowWriter {
  const { spreadsheetId, enqueueRows, marks, waitMs = 6_000, pollMs = 100 } = deps;

  async function until<T>(look: () => Promise<T | null>): Promise<T | null> {
    const deadlineMs = performance.now() + waitMs;
    for (;;) {
      const found = await look();
      if (found !== null || performance.now() >= deadlineMs) return found;
      await delay(pollMs);
    }
  }

  const find = async ({ worksheet, key }: RowWish): Promise<RowPlace | null> =>
    deps.places.find(worksheet, key, await deps.spreadsheets());

  async function insert(wish: RowWish): Promise<RowWriteResult> {
    const cells = wish.cells.map((cell) => cell ?? null);
    await enqueueRows({ spreadsheetId, entries: [{ ...base(wish), sequence: 0, cells }] });
    const place = await until(async () => {
      const found = await find(wish);
      return found?.wished ? found : null;
    });
    if (place === null) return { kind: 'queued' };
    // Somebody else wrote this row first.
    const isOurs = cells.every((cell, column) => isSameCell(cell, place.wished?.[column]));
    return isOurs ? { kind: 'written', row: place.row } : change(wish, place);
  }

  async function change(wish: RowWish, seen: RowPlace): Promise<RowWriteResult> {
    // In an entry with a condition null leaves a cell alone; an empty text empties it.
    const cells = wish.cells.map((cell) => (cell === undefined ? null : (cell ?? '')));
    const tried = new Set<string>();
    for (let place: RowPlace | null = seen; place !== null; place = await find(wish)) {
      const rowHash = place.hashes.find((hash) => !tried.has(hash));
      if (rowHash === undefined) break;
      tried.add(rowHash);
      const onlyIf = { rowHash, markId: `api:${randomUUID()}` };
      await enqueueRows({ spreadsheetId, entries: [{ ...base(wish), sequence: 0, cells, onlyIf }] });
      const outcome = await until(async () => (await marks.outcomes(onlyIf.markId)).get(wish.key) ?? null);
      if (outcome === null) return { kind: 'queued' };
      if (outcome === 'marked') return { kind: 'written', row: (await find(wish))?.row ?? place.row };
    }
    return { kind: 'changed' };
  }

  return async (wish) => {
    const place = await find(wish);
    return place === null ? insert(wish) : change(wish, place);
  };
}

function base({ worksheet, key }: RowWish): Pick<LedgerEntry, 'worksheet' | 'key' | 'ticketWorkflowId'> {
  return { worksheet, key, ticketWorkflowId: null };
}
