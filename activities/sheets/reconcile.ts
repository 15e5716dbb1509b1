import { isSameCell, type Cell } from '../../domain/sheet-rows';
import type { LedgerEntry, RowOutcome } from '../../workflows/contracts/ledger';
import { rowId, type LedgerRow, type LedgerRowMap, type PlannedWrite, type RowRef } from '../mirror/ledger-rows';
import { isStale, newestEntries, outcomeOf } from './entries';
import { keyAt, type WorksheetView, type WorksheetViews } from './worksheet-view';

export interface ReconcileInput {
  readonly markValue: string;
  readonly entries: readonly LedgerEntry[];
  /** Read after the batch was applied, with the rows of the keys and of all places written to. */
  readonly views: WorksheetViews;
  /** Of the entries' rows and of those that now stand where we wrote. */
  readonly mirror: LedgerRowMap;
}

export interface Reconciled {
  readonly outcomes: readonly RowOutcome[];
  readonly repairs: readonly LedgerEntry[];
  /** What the mirror is to hold from now on. */
  readonly records: readonly LedgerRow[];
  /** Rows of ours whose writing went elsewhere. */
  readonly lost: number;
  /** Rows we damaged that the mirror does not know, or that have no key: nobody can restore them. */
  readonly beyondRepair: readonly { readonly worksheet: string; readonly row: number }[];
}

interface Update {
  readonly row: LedgerRow;
  readonly planned: PlannedWrite;
}

/** An update that did not, or maybe did not, go where it was meant to. */
interface Astray extends Update {
  /** Its row has what was meant for it, if only since another row was to have the same. */
  readonly hasLanded: boolean;
}

/**
 * Learns from reading back what became of an applied batch. Google applies it at the rows we named, which are others by
 * then if somebody sorted, inserted or deleted rows since we read them.
 */
export function reconcile({ markValue, entries, views, mirror }: ReconcileInput): Reconciled {
  const { newest, superseded } = newestEntries(entries);
  const outcomes = superseded.map((entry) => outcomeOf(entry, 'stale'));
  const records = new Map<string, LedgerRow>();
  const again = new Map<string, LedgerEntry>();
  const astray: Astray[] = [];
  let lost = 0;
  const updates = [...mirror.values()].flatMap((row): Update[] =>
    row.plannedMark === markValue && row.planned?.kind === 'update' ? [{ row, planned: row.planned }] : [],
  );

  for (const entry of newest) {
    const known = mirror.get(rowId(entry)) ?? null;
    const view = views.get(entry.worksheet);
    if (known && known.appliedMark === markValue && known.sequence >= entry.sequence) {
      outcomes.push(outcomeOf(entry, 'written', known));
    } else if (known?.planned && known.plannedMark === markValue && view) {
      const { planned } = known;
      const fate = fateOf({ row: known, planned }, view, updates);
      const hasLanded = fate === 'landed';
      const isInPlace = hasLanded && planned.places.some(({ row }) => row === view.rowOfKey.get(entry.key));
      if (!isInPlace && planned.kind === 'update') astray.push({ row: known, planned, hasLanded });
      if (fate === 'lost') {
        lost += 1;
        again.set(rowId(entry), entry);
      } else {
        const record = applied(entry, known, planned, markValue, view);
        records.set(rowId(entry), record);
        outcomes.push(
          fate === 'gone' ? outcomeOf(entry, 'deletedByPerson') : outcomeOf(entry, 'written', record, planned.kept),
        );
      }
    } else if (isStale(entry, known) || entry.onlyIf) {
      // One with a condition that was not planned did not meet it.
      outcomes.push(outcomeOf(entry, 'stale'));
    } else if (known?.written && view?.rowOfKey.get(entry.key) === undefined) {
      outcomes.push(outcomeOf(entry, 'deletedByPerson'));
    } else if (entry.isExistingOnly && view && view.rowOfKey.get(entry.key) === undefined) {
      outcomes.push(outcomeOf(entry, 'stale'));
    } else {
      // The mirror lost what was planned; sending it again by its key is safe whatever stands there.
      again.set(rowId(entry), entry);
    }
  }

  const beyondRepair: { worksheet: string; row: number }[] = [];
  for (const hit of astray.flatMap((update) => hitsOf(update, views))) {
    const victim = hit.key === '' ? undefined : (records.get(rowId(hit)) ?? mirror.get(rowId(hit)));
    // Of one that has landed and was moved since, whoever stands in its place has what we wrote there, or had it before.
    if (hit.hasLanded && !(victim?.written && differsIn(hit, victim.written))) continue;
    if (!victim?.written || !victim.wished) {
      beyondRepair.push({ worksheet: hit.worksheet, row: hit.row });
      continue;
    }
    const { wished } = victim;
    const written = victim.written.map((cell, column) =>
      hit.columns.includes(column) ? (hit.present[column] ?? null) : cell,
    );
    // What stands there now is our own writing, not a person's: so it may be overwritten by whatever comes for this row.
    records.set(rowId(hit), { ...victim, written });
    if (differsIn(hit, wished) && !again.has(rowId(hit))) again.set(rowId(hit), repairOf(victim, wished));
  }
  return { outcomes, repairs: [...again.values()], records: [...records.values()], lost, beyondRepair };
}

/** The rows whose content `reconcile` has to see: where each planned update meant to write, and where its row is now. */
export function rowsToReadBack(
  rows: readonly LedgerRow[],
  markValue: string,
  views: WorksheetViews | null,
): Map<RowRef['worksheet'], number[]> {
  const wanted = new Map<RowRef['worksheet'], number[]>();
  for (const { worksheet, key, planned, plannedMark } of rows) {
    if (plannedMark !== markValue || planned?.kind !== 'update' || planned.places.length === 0) continue;
    const now = views?.get(worksheet)?.rowOfKey.get(key);
    const places = planned.places.map(({ row }) => row);
    wanted.set(worksheet, [...(wanted.get(worksheet) ?? []), ...places, ...(now === undefined ? [] : [now])]);
  }
  return wanted;
}

/** Keys that stand where planned updates meant to write, other than those updates' own. */
export function strangersOf(rows: readonly LedgerRow[], markValue: string, views: WorksheetViews): RowRef[] {
  return rows.flatMap(({ worksheet, key, planned, plannedMark }) => {
    const view = views.get(worksheet);
    if (!view || plannedMark !== markValue || planned?.kind !== 'update') return [];
    const found = planned.places.map(({ row }) => keyAt(view, row)).filter((other) => other !== '' && other !== key);
    return found.map((other) => ({ worksheet, key: other }));
  });
}

/** `gone`: no such row any more; `lost`: the row is there, but our cells went elsewhere. */
function fateOf({ row, planned }: Update, view: WorksheetView, updates: readonly Update[]): 'landed' | 'gone' | 'lost' {
  const at = view.rowOfKey.get(row.key);
  if (at === undefined) return 'gone';
  // A new row goes in whole, key and all.
  if (planned.kind === 'insert') return 'landed';
  const present = view.rows.get(at) ?? [];
  // What an earlier call for this batch found there of another write is noted as written: it is no person's.
  const isOld = (column: number): boolean =>
    (row.written !== null && isSameCell(row.written[column], present[column])) ||
    planned.places.some(({ columns, before }) => {
      const index = columns.indexOf(column);
      return index >= 0 && isSameCell(before[index], present[column]);
    });
  const isForeign = (column: number): boolean =>
    updates.some(
      (other) =>
        other.row !== row &&
        other.planned.places.some(({ columns }) => columns.includes(column)) &&
        isSameCell(other.planned.cells[column], present[column]),
    );
  const columns = new Set(planned.places.flatMap((place) => place.columns));
  const differing = [...columns].filter((column) => !isSameCell(planned.cells[column], present[column]));
  // A third value is a person's, who was quicker than our reading back.
  return differing.some((column) => isOld(column) || isForeign(column)) ? 'lost' : 'landed';
}

interface Hit extends RowRef {
  readonly hasLanded: boolean;
  readonly row: number;
  readonly columns: readonly number[];
  readonly present: readonly Cell[];
}

/** Rows of others that hold all we meant for this one. */
function hitsOf({ row, planned, hasLanded }: Astray, views: WorksheetViews): Hit[] {
  const view = views.get(row.worksheet);
  if (!view) return [];
  return planned.places.flatMap((place): Hit[] => {
    const present = view.rows.get(place.row) ?? [];
    const key = keyAt(view, place.row);
    if (key === row.key || !place.columns.every((column) => isSameCell(present[column], planned.cells[column])))
      return [];
    return [{ worksheet: row.worksheet, key, hasLanded, row: place.row, columns: place.columns, present }];
  });
}

function differsIn({ columns, present }: Hit, cells: readonly Cell[]): boolean {
  return columns.some((column) => !isSameCell(present[column], cells[column]));
}

function applied(
  entry: LedgerEntry,
  known: LedgerRow,
  planned: PlannedWrite,
  markValue: string,
  view: WorksheetView,
): LedgerRow {
  return {
    ...known,
    sequence: Math.max(known.sequence, planned.sequence),
    appliedMark: markValue,
    wished: entry.onlyIf ? wishedBeside(known, planned, entry) : entry.cells,
    written: planned.cells,
    planned: null,
    plannedMark: null,
    rowHint: view.rowOfKey.get(entry.key) ?? known.rowHint,
  };
}

/** What is wished of a row once some of its cells were written under a condition. */
function wishedBeside(known: LedgerRow, planned: PlannedWrite, entry: LedgerEntry): readonly Cell[] {
  const before = known.wished ?? planned.cells;
  return planned.cells.map((cell, column) =>
    (entry.cells[column] ?? null) === null ? (before[column] ?? null) : cell,
  );
}

/** Writes a row that another one's cells hit as it is wished for. */
export function repairOf(victim: LedgerRow, wished: readonly Cell[]): LedgerEntry {
  const { worksheet, key, sequence } = victim;
  return { worksheet, key, sequence, cells: wished, ticketWorkflowId: null, repair: true };
}
