import { KEY_COLUMN, type Worksheet } from '../../domain/sheet-rows';
import type { People } from './people';

/** A row of a worksheet. */
export type Row = readonly (string | number | boolean | null)[];

/** All rows of the two worksheets of tickets, whoever wrote them; no headings, no empty rows. */
export interface SheetRows {
  readonly logs: readonly Row[];
  readonly tracking: readonly Row[];
}

/** What came into the sheet between two looks. */
export interface RowsAdded {
  readonly logs: number;
  readonly tracking: number;
  /** Rows, of both worksheets, whose key another row of the same worksheet has. */
  readonly duplicates: number;
}

export async function readSheets(people: Pick<People, 'rows'>): Promise<SheetRows> {
  const read = async (worksheet: Worksheet): Promise<Row[]> =>
    (await people.rows(worksheet)).slice(1).filter((row) => row.some((cell) => cell !== null && cell !== ''));
  return { logs: await read('Logs'), tracking: await read('ML_Tracking') };
}

/** Counts all rows that were added, not only those somebody hoped for: duplicates and strangers show up here. */
export function rowsAdded(before: SheetRows, after: SheetRows): RowsAdded {
  return {
    logs: after.logs.length - before.logs.length,
    tracking: after.tracking.length - before.tracking.length,
    duplicates: duplicatesIn(after) - duplicatesIn(before),
  };
}

/** The text of a row's key cell. */
export function keyOf(worksheet: Worksheet, row: Row): string {
  return String(row[KEY_COLUMN[worksheet]] ?? '');
}

function duplicatesIn({ logs, tracking }: SheetRows): number {
  const surplus = (worksheet: Worksheet, rows: readonly Row[]): number =>
    rows.length - new Set(rows.map((row) => keyOf(worksheet, row))).size;
  return surplus('Logs', logs) + surplus('ML_Tracking', tracking);
}
