import { isSameCell, type Cell, type Worksheet } from '../../domain/sheet-rows';
import type { LedgerRow } from '../mirror/ledger-rows';

/** A cell as it was read from a worksheet. */
export interface PresentCell {
  readonly worksheet: Worksheet;
  /** Zero-based. */
  readonly column: number;
  readonly present: Cell | undefined;
}

/** What tells our writing from a person's. */
type OwnRow = Pick<LedgerRow, 'written' | 'planned'>;

/** Figures of an hour: nobody's to correct, so they are overwritten whole. */
const OVERWRITTEN: ReadonlySet<Worksheet> = new Set<Worksheet>(['Monitoring']);

/**
 * Whether a cell holds our own writing, also that of a sending whose fate is not known yet. Of a row that the mirror
 * does not know, or knows nothing written of, all that stands in the sheet counts as ours.
 * @param known - the mirror's record of the row whose key stands there
 */
export function isOwnWriting(known: OwnRow | null, { worksheet, column, present }: PresentCell): boolean {
  if (!known?.written || OVERWRITTEN.has(worksheet)) return true;
  if (isSameCell(present, known.written[column])) return true;
  return known.planned !== null && isSameCell(present, known.planned.cells[column]);
}

/**
 * The zero-based columns of a row that a person changed since we last wrote them. For a reader who runs beside the
 * writer: a batch that is under way may have hit this row by mistake (somebody sorted between its read and its write),
 * so the values planned for other rows are no person's either, until the writer has read back and repaired.
 * @param row - the mirror's record of the row, loaded after the sheet was read
 * @param present - the row's cells as read
 * @param inFlight - the rows of the spreadsheet with a write under way, loaded before the sheet was read
 */
export function columnsChangedByPeople(
  row: Pick<LedgerRow, 'worksheet' | 'written' | 'planned'>,
  present: readonly Cell[],
  inFlight: readonly Pick<LedgerRow, 'worksheet' | 'planned'>[],
): number[] {
  const foreign = inFlight.filter(({ worksheet }) => worksheet === row.worksheet);
  return (row.written ?? []).flatMap((_, column) => {
    const cell: PresentCell = { worksheet: row.worksheet, column, present: present[column] };
    const isPlannedElsewhere = foreign.some(
      ({ planned }) =>
        planned?.kind === 'update' &&
        planned.places.some(({ columns }) => columns.includes(column)) &&
        isSameCell(planned.cells[column], cell.present),
    );
    return isOwnWriting(row, cell) || isPlannedElsewhere ? [] : [column];
  });
}
