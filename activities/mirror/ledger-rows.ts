import type { Insertable, Kysely, Selectable } from 'kysely';
import { WORKSHEETS, type Cell, type Worksheet } from '../../domain/sheet-rows';
import { chunks } from './chunks';
import { keepReplaced } from './replaced-cells';
import type { LedgerRowsTable, MirrorSchema } from './schema';

/** A row by its worksheet and the value of its key column. */
export interface RowRef {
  readonly worksheet: Worksheet;
  readonly key: string;
}

/** Where one sending meant to write, so that a row it hit by mistake can be found. */
export interface Place {
  /** Row number, 1-based, as it was read just before. */
  readonly row: number;
  /** Zero-based columns it wrote; for a new row all of them. */
  readonly columns: readonly number[];
  /** What stood in those columns, in the same order; empty for a new row. */
  readonly before: readonly Cell[];
}

/** A write whose fate is not known yet. */
export interface PlannedWrite {
  readonly kind: 'insert' | 'update';
  readonly sequence: number;
  /** What we shall have last written into each cell once it is applied. */
  readonly cells: readonly Cell[];
  /** One for each sending of the batch: any of them may be the one that was applied. */
  readonly places: readonly Place[];
  /** What stood in the cells that a person had changed and that are therefore kept, by heading; absent: none. */
  readonly kept?: Readonly<Record<string, Cell>>;
}

/** What the mirror knows of one row. */
export interface LedgerRow extends RowRef {
  /** Sequence of the entry applied last; 0 = none yet. */
  readonly sequence: number;
  readonly appliedMark: string | null;
  /** The cells that entry wished for, those a person kept included. */
  readonly wished: readonly Cell[] | null;
  /** What we last wrote into each cell; null: we never wrote this row, as far as the mirror knows. */
  readonly written: readonly Cell[] | null;
  readonly planned: PlannedWrite | null;
  readonly plannedMark: string | null;
  /** Row number where it was seen last: saves a read when right, costs one when wrong. */
  readonly rowHint: number | null;
}

export type LedgerRowMap = ReadonlyMap<string, LedgerRow>;

export interface LedgerRows {
  /** @returns the rows known, by {@link rowId} */
  load(spreadsheetId: string, refs: readonly RowRef[]): Promise<LedgerRowMap>;
  /** All spreadsheets that rows were written to, in no order. */
  spreadsheets(): Promise<readonly string[]>;
  /** The rows of a spreadsheet with a write whose fate is not known: under way, or refused since. */
  inFlight(spreadsheetId: string): Promise<readonly LedgerRow[]>;
  /** The rows whose record was changed at an instant (ISO, UTC) or later. */
  changedSince(spreadsheetId: string, instant: string): Promise<readonly RowRef[]>;
  /** Stores whole rows, in one transaction. A row that has meanwhile a higher sequence stays as it is. */
  put(spreadsheetId: string, rows: readonly LedgerRow[]): Promise<void>;
}

/** One string for a row of one spreadsheet, for maps. */
export function rowId({ worksheet, key }: RowRef): string {
  return `${worksheet}\n${key}`;
}

export function createLedgerRows(db: Kysely<MirrorSchema>, clock: () => Date): LedgerRows {
  return {
    async load(spreadsheetId, refs) {
      const found = new Map<string, LedgerRow>();
      for (const [worksheet, keys] of keysByWorksheet(refs)) {
        for (const chunk of chunks(keys)) {
          const rows = await db
            .selectFrom('ledger_rows')
            .selectAll()
            .where('spreadsheet_id', '=', spreadsheetId)
            .where('worksheet', '=', worksheet)
            .where('row_key', 'in', chunk)
            .execute();
          for (const row of rows) found.set(rowId({ worksheet, key: row.row_key }), fromTable(row, worksheet));
        }
      }
      return found;
    },
    async spreadsheets() {
      const rows = await db.selectFrom('ledger_rows').select('spreadsheet_id').distinct().execute();
      return rows.map(({ spreadsheet_id }) => spreadsheet_id);
    },
    async inFlight(spreadsheetId) {
      const rows = await db
        .selectFrom('ledger_rows')
        .selectAll()
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('planned_mark', 'is not', null)
        .execute();
      return rows.flatMap((row) => {
        const worksheet = WORKSHEETS.find((known) => known === row.worksheet);
        return worksheet ? [fromTable(row, worksheet)] : [];
      });
    },
    async changedSince(spreadsheetId, instant) {
      const rows = await db
        .selectFrom('ledger_rows')
        .select(['worksheet', 'row_key'])
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('updated_at', '>=', instant)
        .execute();
      return rows.flatMap((row) => {
        const worksheet = WORKSHEETS.find((known) => known === row.worksheet);
        return worksheet ? [{ worksheet, key: row.row_key }] : [];
      });
    },
    async put(spreadsheetId, rows) {
      const now = clock();
      await db.transaction().execute(async (transaction) => {
        for (const chunk of chunks(rows)) {
          const values = chunk.map((row) => toTable(spreadsheetId, row, now.toISOString()));
          await keepReplaced(transaction, spreadsheetId, values, now);
          await transaction
            .insertInto('ledger_rows')
            .values(values)
            .onConflict((conflict) =>
              conflict
                .columns(['spreadsheet_id', 'worksheet', 'row_key'])
                .doUpdateSet((eb) => ({
                  sequence: eb.ref('excluded.sequence'),
                  applied_mark: eb.ref('excluded.applied_mark'),
                  wished: eb.ref('excluded.wished'),
                  written: eb.ref('excluded.written'),
                  planned: eb.ref('excluded.planned'),
                  planned_mark: eb.ref('excluded.planned_mark'),
                  row_hint: eb.ref('excluded.row_hint'),
                  updated_at: eb.ref('excluded.updated_at'),
                }))
                // An activity that timed out may still be running beside its successor: it must not undo its work.
                .whereRef('ledger_rows.sequence', '<=', 'excluded.sequence'),
            )
            .execute();
        }
      });
    },
  };
}

function keysByWorksheet(refs: readonly RowRef[]): Map<Worksheet, string[]> {
  const keys = new Map<Worksheet, string[]>();
  for (const { worksheet, key } of refs) keys.set(worksheet, [...(keys.get(worksheet) ?? []), key]);
  return keys;
}

function fromTable(row: Selectable<LedgerRowsTable>, worksheet: Worksheet): LedgerRow {
  return {
    worksheet,
    key: row.row_key,
    sequence: row.sequence,
    appliedMark: row.applied_mark,
    wished: parse<Cell[]>(row.wished),
    written: parse<Cell[]>(row.written),
    planned: parse<PlannedWrite>(row.planned),
    plannedMark: row.planned_mark,
    rowHint: row.row_hint,
  };
}

function toTable(
  spreadsheetId: string,
  row: LedgerRow,
  updatedAt: string,
): Insertable<LedgerRowsTable> & { written: string | null } {
  return {
    spreadsheet_id: spreadsheetId,
    worksheet: row.worksheet,
    row_key: row.key,
    sequence: row.sequence,
    applied_mark: row.appliedMark,
    wished: print(row.wished),
    written: print(row.written),
    planned: print(row.planned),
    planned_mark: row.plannedMark,
    row_hint: row.rowHint,
    updated_at: updatedAt,
  };
}

function parse<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T);
}

function print(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
