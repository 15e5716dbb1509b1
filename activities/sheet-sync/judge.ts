import { type Cell, type Worksheet } from '../../domain/sheet-rows';
import type { LedgerRow } from '../mirror/ledger-rows';
import { REVIEW_COLUMNS, type PeopleCell } from '../mirror/people-cells';
import { plainText } from './records';

/**
 * `ours`: what we wrote, or are about to; `known`: a person's whom the ticket knows of, or what stood there before we
 * knew the row; `edited`: a person's that the ticket is to be told; `unsettled`: maybe a batch under way hit the row by
 * mistake, which shows once the ledger has read it back.
 */
export type Verdict = 'ours' | 'known' | 'edited' | 'unsettled';

/** A review cell with all that tells whose value it holds. */
export interface JudgedCell {
  readonly worksheet: Worksheet;
  readonly key: string;
  /** Zero-based. */
  readonly column: number;
  readonly rowNumber: number;
  /** The row as read. */
  readonly cells: readonly Cell[];
  /** What a sync saw last in this cell; null: it never saw the row. */
  readonly seen: string | null;
  /** The ledger's record of the row, loaded after the row was read. */
  readonly ledgerRow: Pick<LedgerRow, 'written' | 'planned'> | null;
  /** What had been written before, of all records that were replaced since the reading began. */
  readonly replaced: readonly (readonly Cell[])[];
  /** The person's value that the ticket was, or is still to be, told. */
  readonly told: Pick<PeopleCell, 'value' | 'against'> | null;
}

/**
 * Whose value a cell holds. Cells are compared as people read them, so a space at the end is no edit.
 * @param inFlight - rows of the spreadsheet with a write under way, loaded after the row was read
 */
export function judgeCell(cell: JudgedCell, inFlight: readonly InFlightRow[]): Verdict {
  const { column, seen, ledgerRow, replaced, told } = cell;
  const value = plainText(cell.cells[column]);
  const own = ownValues(ledgerRow, column);
  if (own.includes(value) || replaced.some((cells) => plainText(cells[column]) === value)) return 'ours';
  // Of a row we never wrote, as far as is known, what stood there when it was first seen counts as written.
  if (!isWritten(ledgerRow) && (seen === null || seen === value)) return 'known';
  // Once something else of ours was written there, the same value is a new edit.
  if (told?.value === value && told.against.some((held) => ownValue(ledgerRow, column) === held)) return 'known';
  return inFlight.some((row) => mayHaveHit(row, cell)) ? 'unsettled' : 'edited';
}

type OwnRow = Pick<LedgerRow, 'written' | 'planned'>;

/** What of ours may stand in a cell: what we last wrote there, and what a write under way puts there. */
function ownValues(row: OwnRow | null, column: number): string[] {
  const own = [...(row?.written ? [row.written] : []), ...(row?.planned ? [row.planned.cells] : [])];
  return own.map((cells) => plainText(cells[column]));
}

/** What of ours a person's value stands in place of, for {@link JudgedCell.told}. */
export function replacedByPerson(row: OwnRow | null, column: number): string[] {
  return [...new Set([...ownValues(row, column), ownValue(row, column)])];
}

/** What we last wrote into a cell; '' for a row that we never wrote. */
function ownValue(row: OwnRow | null, column: number): string {
  return plainText((row?.written ?? row?.planned?.cells)?.[column]);
}

/** Whether the row is ours: written, or being added by a write that may be applied already. */
function isWritten(row: OwnRow | null): boolean {
  return row !== null && (row.written !== null || row.planned?.kind === 'insert');
}

/** A row with a write whose fate is not known. */
export type InFlightRow = Pick<LedgerRow, 'worksheet' | 'key' | 'planned'>;

/**
 * Whether all that is planned for another row stands here: Google writes at row numbers, which are other rows when
 * somebody sorted after they were read. A label or status alone is too common to be told by: then the row number counts
 * as well.
 */
function mayHaveHit({ worksheet, key, planned }: InFlightRow, cell: JudgedCell): boolean {
  if (worksheet !== cell.worksheet || key === cell.key || planned?.kind !== 'update') return false;
  return planned.places.some(
    ({ row, columns }) =>
      columns.includes(cell.column) &&
      columns.every((column) => plainText(cell.cells[column]) === plainText(planned.cells[column])) &&
      (row === cell.rowNumber || columns.some((column) => !isReviewColumn(worksheet, column))),
  );
}

function isReviewColumn(worksheet: Worksheet, column: number): boolean {
  return REVIEW_COLUMNS[worksheet].some((review) => review.column === column);
}
