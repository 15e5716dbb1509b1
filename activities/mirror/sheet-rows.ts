import { sql, type Kysely, type Transaction } from 'kysely';
import type { Worksheet } from '../../domain/sheet-rows';
import { chunks } from './chunks';
import { dropPeopleCells, putPeopleCells, type PeopleCell, type ReviewCellRef } from './people-cells';
import type { LogsRowsTable, MirrorSchema, MonitoringRowsTable, TrackingRowsTable } from './schema';

/** A worksheet of one spreadsheet. */
export interface SheetRef {
  readonly spreadsheetId: string;
  readonly worksheet: Worksheet;
}

/** A row as its table holds it. */
export type SheetRecord = LogsRowsTable | TrackingRowsTable | MonitoringRowsTable;

/** What a comparison needs of a row as it was seen last. */
export interface RowState {
  readonly rowNumber: number;
  readonly hash: string;
  readonly isUnsettled: boolean;
  readonly isRemoved: boolean;
  /** The review cells as seen last, trimmed; null where the worksheet has no such cell. */
  readonly label: string | null;
  readonly status: string | null;
}

/** What one part of a reading changes; stored whole or not at all. */
export interface SheetChange {
  /** New rows, and rows with other content than before: all of one worksheet. */
  readonly records: readonly SheetRecord[];
  /** Rows that only stand elsewhere. */
  readonly moved: readonly { readonly key: string; readonly rowNumber: number }[];
  readonly edited: readonly PeopleCell[];
  /** Cells in which no person's value stands any more. */
  readonly settled: readonly ReviewCellRef[];
}

/** How a worksheet was read last, in full. */
export interface LastSync {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly rowCount: number;
  readonly changedAt: string;
}

/** The mirror's copy of the worksheets' rows. */
export interface SheetRows {
  states(sheet: SheetRef, keys: readonly string[]): Promise<ReadonlyMap<string, RowState>>;
  store(sheet: SheetRef, change: SheetChange): Promise<void>;
  /** How many rows stand in the sheet, as far as is known. */
  count(sheet: SheetRef): Promise<number>;
  /** Keys of such rows, in order, after the given one: at most `limit`. */
  keysAfter(sheet: SheetRef, after: string, limit: number): Promise<readonly string[]>;
  /** Notes that rows no longer stand in the sheet. Their content is kept. */
  remove(sheet: SheetRef, keys: readonly string[], at: string): Promise<void>;
  lastSync(sheet: SheetRef): Promise<LastSync | null>;
  finishSync(sheet: SheetRef, sync: LastSync): Promise<void>;
}

const TABLES = {
  Logs: 'logs_rows',
  ML_Tracking: 'tracking_rows',
  Monitoring: 'monitoring_rows',
} as const satisfies Record<Worksheet, keyof MirrorSchema>;

/** Rows of one statement: with their some 30 columns each it stays short for the event loop. */
const ROWS = 100;

export function createSheetRows(db: Kysely<MirrorSchema>): SheetRows {
  return {
    async states(sheet, keys) {
      const found = new Map<string, RowState>();
      for (const chunk of chunks(keys)) {
        for (const row of await statesOf(db, sheet, chunk)) {
          found.set(row.row_key, {
            rowNumber: row.row_number,
            hash: row.row_hash,
            isUnsettled: row.is_unsettled === 1,
            isRemoved: row.removed_at !== null,
            label: row.label_cell,
            status: row.status_cell,
          });
        }
      }
      return found;
    },
    async store(sheet, change) {
      await db.transaction().execute(async (transaction) => {
        for (const chunk of chunks(change.records, ROWS)) await upsert(transaction, sheet.worksheet, chunk);
        for (const chunk of chunks(change.moved, ROWS)) await move(transaction, sheet, chunk);
        await putPeopleCells(transaction, sheet, change.edited);
        await dropPeopleCells(transaction, sheet, change.settled);
      });
    },
    async count({ spreadsheetId, worksheet }) {
      const { count } = await db
        .selectFrom(TABLES[worksheet])
        .select((eb) => eb.fn.countAll().as('count'))
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('removed_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async keysAfter({ spreadsheetId, worksheet }, after, limit) {
      const rows = await db
        .selectFrom(TABLES[worksheet])
        .select('row_key')
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('row_key', '>', after)
        .where('removed_at', 'is', null)
        .orderBy('row_key')
        .limit(limit)
        .execute();
      return rows.map(({ row_key }) => row_key);
    },
    async remove(sheet, keys, at) {
      await db.transaction().execute(async (transaction) => {
        for (const chunk of chunks(keys)) {
          await transaction
            .updateTable(TABLES[sheet.worksheet])
            .set({ removed_at: at })
            .where('spreadsheet_id', '=', sheet.spreadsheetId)
            .where('row_key', 'in', chunk)
            .execute();
        }
      });
    },
    async lastSync({ spreadsheetId, worksheet }) {
      const row = await db
        .selectFrom('sheet_syncs')
        .selectAll()
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('worksheet', '=', worksheet)
        .executeTakeFirst();
      if (!row) return null;
      const { started_at, finished_at, row_count, changed_at } = row;
      return { startedAt: started_at, finishedAt: finished_at, rowCount: row_count, changedAt: changed_at };
    },
    async finishSync({ spreadsheetId, worksheet }, { startedAt, finishedAt, rowCount, changedAt }) {
      await db
        .insertInto('sheet_syncs')
        .values({
          ...{ spreadsheet_id: spreadsheetId, worksheet, started_at: startedAt, finished_at: finishedAt },
          ...{ row_count: rowCount, changed_at: changedAt },
        })
        .onConflict((conflict) =>
          conflict.columns(['spreadsheet_id', 'worksheet']).doUpdateSet((eb) => ({
            started_at: eb.ref('excluded.started_at'),
            finished_at: eb.ref('excluded.finished_at'),
            row_count: eb.ref('excluded.row_count'),
            changed_at: eb.ref('excluded.changed_at'),
          })),
        )
        .execute();
    },
  };
}

interface StateRow {
  readonly row_key: string;
  readonly row_number: number;
  readonly row_hash: string;
  readonly is_unsettled: number;
  readonly removed_at: string | null;
  readonly label_cell: string | null;
  readonly status_cell: string | null;
}

async function statesOf(db: Kysely<MirrorSchema>, sheet: SheetRef, keys: readonly string[]): Promise<StateRow[]> {
  const review = {
    Logs: sql`label_cell, null as status_cell`,
    ML_Tracking: sql`label_cell, status_cell`,
    Monitoring: sql`null as label_cell, null as status_cell`,
  }[sheet.worksheet];
  const { rows } = await sql<StateRow>`
    select row_key, row_number, row_hash, is_unsettled, removed_at, ${review}
    from ${sql.table(TABLES[sheet.worksheet])}
    where spreadsheet_id = ${sheet.spreadsheetId} and row_key in (${sql.join(keys)})`.execute(db);
  return rows;
}

/** In plain SQL, since the three tables differ only in their columns. A row that was removed stands there again. */
async function upsert(
  transaction: Transaction<MirrorSchema>,
  worksheet: Worksheet,
  records: readonly SheetRecord[],
): Promise<void> {
  const [first] = records;
  if (!first) return;
  const columns = Object.keys(first);
  const rows = records.map((record) => sql`(${sql.join(Object.values(record))})`);
  const changes = columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`);
  await sql`
    insert into ${sql.table(TABLES[worksheet])} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(rows)}
    on conflict (spreadsheet_id, row_key) do update set ${sql.join(changes)}`.execute(transaction);
}

async function move(
  transaction: Transaction<MirrorSchema>,
  sheet: SheetRef,
  moved: SheetChange['moved'],
): Promise<void> {
  const table = sql.table(TABLES[sheet.worksheet]);
  const places = moved.map(({ key, rowNumber }) => sql`(${key}, ${rowNumber})`);
  await sql`
    with places (place_key, place) as (values ${sql.join(places)})
    update ${table}
    set row_number = (select cast(place as integer) from places where place_key = row_key)
    where spreadsheet_id = ${sheet.spreadsheetId} and row_key in (select place_key from places)`.execute(transaction);
}
