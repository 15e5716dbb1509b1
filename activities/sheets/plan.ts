import { HEADINGS, KEY_COLUMN, isSameCell, type Cell, type Worksheet } from '../../domain/sheet-rows';
import type { LedgerEntry, RowOutcome } from '../../workflows/contracts/ledger';
import { rowHash } from '../sheet-sync/records';
import { rowId, type LedgerRow, type LedgerRowMap, type Place, type PlannedWrite } from '../mirror/ledger-rows';
import { isStale, newestEntries, outcomeOf } from './entries';
import { isOwnWriting } from './own-writing';
import type { WorksheetView, WorksheetViews } from './worksheet-view';

/** One row to be written. */
export interface RowPlan {
  readonly entry: LedgerEntry;
  readonly kind: PlannedWrite['kind'];
  /** Where it goes; an update without columns needs no writing. */
  readonly place: Place;
  /** What the mirror is to hold before the batch is sent. */
  readonly record: LedgerRow;
}

export interface BatchPlan {
  readonly rows: readonly RowPlan[];
  /** Entries that need no writing at all, with what became of them. */
  readonly settled: readonly RowOutcome[];
}

export interface PlanInput {
  readonly markValue: string;
  readonly entries: readonly LedgerEntry[];
  /** Each with the rows of `rowsToRead`. */
  readonly views: WorksheetViews;
  /** What is known of the entries' rows. */
  readonly mirror: LedgerRowMap;
}

/** The rows that `planBatch` has to see, by worksheet. */
export function rowsToRead({ entries, views, mirror }: Omit<PlanInput, 'markValue'>): Map<Worksheet, number[]> {
  const rows = new Map<Worksheet, number[]>();
  for (const entry of newestEntries(entries).newest) {
    const row = views.get(entry.worksheet)?.rowOfKey.get(entry.key);
    if (row === undefined || isStale(entry, mirror.get(rowId(entry)) ?? null)) continue;
    rows.set(entry.worksheet, [...(rows.get(entry.worksheet) ?? []), row]);
  }
  return rows;
}

/**
 * Decides what a batch writes: new keys below the last row, of known ones the cells that still hold what we last wrote.
 * Without a record of the mirror what stands in the sheet counts as written by us.
 */
export function planBatch({ markValue, entries, views, mirror }: PlanInput): BatchPlan {
  const { newest, superseded } = newestEntries(entries);
  const settled = superseded.map((entry) => outcomeOf(entry, 'stale'));
  const rows: RowPlan[] = [];
  const nextRow = new Map([...views].map(([worksheet, view]) => [worksheet, view.lastRow + 1]));
  for (const entry of newest) {
    const known = mirror.get(rowId(entry)) ?? null;
    const view = views.get(entry.worksheet);
    if (known && known.appliedMark === markValue && known.sequence >= entry.sequence) {
      settled.push(outcomeOf(entry, 'written', known));
    } else if (isStale(entry, known)) {
      settled.push(outcomeOf(entry, 'stale'));
    } else if (view) {
      const row = view.rowOfKey.get(entry.key);
      if (entry.onlyIf) {
        const marked = markingOf({ markValue, entry, known, view, row });
        if (marked) rows.push(marked);
        else settled.push(outcomeOf(entry, 'stale'));
      } else if (row !== undefined) {
        rows.push(updateOf({ markValue, entry, known, view, row }));
      } else if (known?.written) {
        settled.push(outcomeOf(entry, 'deletedByPerson'));
      } else if (entry.isExistingOnly) {
        settled.push(outcomeOf(entry, 'stale'));
      } else {
        const at = nextRow.get(entry.worksheet) ?? view.lastRow + 1;
        nextRow.set(entry.worksheet, at + 1);
        rows.push(insertOf({ markValue, entry, known, row: at }));
      }
    }
  }
  return { rows, settled };
}

function insertOf(input: { markValue: string; entry: LedgerEntry; known: LedgerRow | null; row: number }): RowPlan {
  const { markValue, entry, known, row } = input;
  const place: Place = { row, columns: entry.cells.map((_, column) => column), before: [] };
  return {
    entry,
    kind: 'insert',
    place,
    record: recordOf({ kind: 'insert', markValue, entry, known, place, cells: entry.cells }),
  };
}

function updateOf(input: {
  markValue: string;
  entry: LedgerEntry;
  known: LedgerRow | null;
  view: WorksheetView;
  row: number;
}): RowPlan {
  const { markValue, entry, known, view, row } = input;
  const present = view.rows.get(row);
  if (!present) throw new Error(`row ${row} of ${entry.worksheet} was not read`);
  const columns: number[] = [];
  const kept: Record<string, Cell> = {};
  const cells = entry.cells.map((wished, column): Cell => {
    if (column === KEY_COLUMN[entry.worksheet] || isSameCell(wished, present[column])) return wished;
    if (!isOwnWriting(known, { worksheet: entry.worksheet, column, present: present[column] })) {
      kept[HEADINGS[entry.worksheet][column] ?? ''] = present[column] ?? null;
      return known?.written?.[column] ?? null;
    }
    columns.push(column);
    return wished;
  });
  const place: Place = { row, columns, before: columns.map((column) => present[column] ?? null) };
  return {
    entry,
    kind: 'update',
    place,
    record: recordOf({ kind: 'update', markValue, entry, known, place, cells, kept }),
  };
}

/** Writes the cells an entry names into a row that stands as it was seen; null: it does not. */
function markingOf(input: {
  markValue: string;
  entry: LedgerEntry;
  known: LedgerRow | null;
  view: WorksheetView;
  row: number | undefined;
}): RowPlan | null {
  const { markValue, entry, known, view, row } = input;
  const present = row === undefined ? undefined : view.rows.get(row);
  if (row === undefined || !present || rowHash(present) !== entry.onlyIf?.rowHash) return null;
  const named = (column: number): boolean => entry.cells[column] !== null && column !== KEY_COLUMN[entry.worksheet];
  const columns = entry.cells.flatMap((_, column) => (named(column) ? [column] : []));
  const place: Place = { row, columns, before: columns.map((column) => present[column] ?? null) };
  // Cells that a person changed stay the person's: what we last wrote there is still what we last wrote there.
  const base = known?.written ?? present;
  const cells = entry.cells.map((cell, column) => (named(column) ? cell : (base[column] ?? null)));
  const unchanged = { ...entry, sequence: known?.sequence ?? 0 };
  return {
    entry,
    kind: 'update',
    place,
    record: recordOf({ kind: 'update', markValue, entry: unchanged, known, place, cells }),
  };
}

function recordOf(input: {
  kind: PlannedWrite['kind'];
  markValue: string;
  entry: LedgerEntry;
  known: LedgerRow | null;
  place: Place;
  cells: readonly Cell[];
  kept?: Readonly<Record<string, Cell>>;
}): LedgerRow {
  const { kind, markValue, entry, known, place, cells, kept = {} } = input;
  const earlier = known?.plannedMark === markValue ? (known.planned?.places ?? []) : [];
  const places = place.columns.length > 0 ? [...earlier, place] : earlier;
  return {
    worksheet: entry.worksheet,
    key: entry.key,
    sequence: known?.sequence ?? 0,
    appliedMark: known?.appliedMark ?? null,
    wished: known?.wished ?? null,
    written: known?.written ?? null,
    planned: { kind, sequence: entry.sequence, cells, places, ...(Object.keys(kept).length > 0 && { kept }) },
    plannedMark: markValue,
    rowHint: place.row,
  };
}
