import { HEADINGS, KEY_COLUMN, isSameCell, textCell, type Cell } from '../../domain/sheet-rows';
import type { LedgerEntry, RowOutcome } from '../../workflows/contracts/ledger';
import type { LedgerRow } from '../mirror/ledger-rows';
import { rowId } from '../mirror/ledger-rows';

/**
 * Of several entries for one row the one with the highest sequence, with cells as Google will give them back: else our
 * own writing would look like a person's edit.
 */
export function newestEntries(entries: readonly LedgerEntry[]): { newest: LedgerEntry[]; superseded: LedgerEntry[] } {
  const newest = new Map<string, LedgerEntry>();
  const superseded: LedgerEntry[] = [];
  for (const entry of entries) {
    const held = newest.get(rowId(entry));
    if (held && (held.sequence > entry.sequence || (entry.onlyIf && !held.onlyIf))) {
      superseded.push(entry);
      continue;
    }
    if (held) superseded.push(held);
    newest.set(rowId(entry), { ...entry, cells: asStored(entry) });
  }
  return { newest: [...newest.values()], superseded };
}

/** Why an entry can never be written, null if it can: a key that is read back differently would be added for ever. */
export function entryFault({ worksheet, key }: LedgerEntry): string | null {
  if (key !== '' && key === key.trim()) return null;
  return `worksheet ${worksheet}: the key ${JSON.stringify(key.slice(0, 60))} is empty or has white space at its ends`;
}

/** Whether a later state of the row, or this very one, was applied before. A repair repeats the sequence applied. */
export function isStale(entry: LedgerEntry, known: LedgerRow | null): boolean {
  // What is written depends on what stands there, not on when it was wished.
  if (entry.onlyIf) return false;
  if (!known) return false;
  // The first wish of a row without a ticket: it gives way to whatever of ours stands there, a ticket's first wish included.
  if (entry.sequence === 0 && entry.repair !== true) return known.appliedMark !== null;
  return entry.repair === true ? known.sequence > entry.sequence : known.sequence >= entry.sequence;
}

export function outcomeOf(
  entry: LedgerEntry,
  outcome: RowOutcome['outcome'],
  row: Pick<LedgerRow, 'wished' | 'written'> | null = null,
  keptValues?: RowOutcome['keptValues'],
): RowOutcome {
  const { worksheet, key, sequence, ticketWorkflowId } = entry;
  return {
    worksheet,
    key,
    sequence,
    ticketWorkflowId,
    outcome,
    keptCells: outcome === 'written' ? kept(entry, row) : [],
    ...(keptValues && { keptValues }),
  };
}

/** Headings of the cells where we last wrote something else than was wished: a person had changed them. */
function kept({ worksheet }: LedgerEntry, row: Pick<LedgerRow, 'wished' | 'written'> | null): string[] {
  if (!row?.wished || !row.written) return [];
  const { wished, written } = row;
  return HEADINGS[worksheet].filter((_, column) => !isSameCell(wished[column], written[column]));
}

function asStored({ worksheet, key, cells, onlyIf }: LedgerEntry): Cell[] {
  return HEADINGS[worksheet].map((_, column) => {
    if (column === KEY_COLUMN[worksheet]) return key;
    const cell = cells[column] ?? null;
    if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
    // Line ends as Sheets keeps them, and no more than it takes: whoever made the entry may not have seen to it.
    // With a condition an empty cell is one that stays; an empty text empties it.
    if (cell === '' && onlyIf) return cell;
    if (typeof cell === 'string') return textCell(cell.replace(/\r\n?/g, '\n'));
    return cell;
  });
}
