import { sql, type ColumnDataType, type CreateTableBuilder, type Kysely, type Migration } from 'kysely';

type Columns = Readonly<Record<string, ColumnDataType>>;

/** What every table of a worksheet's rows has. */
const SHARED: Columns = {
  spreadsheet_id: 'text',
  row_key: 'text',
  is_keyed: 'integer',
  row_number: 'integer',
  row_hash: 'text',
  unreadable: 'integer',
  is_unsettled: 'integer',
  seen_at: 'text',
};
const ROW_KEY: string[] = ['spreadsheet_id', 'row_key'];
const CELL_KEY = ['spreadsheet_id', 'worksheet', 'row_key', 'cell'];
const ALERT_KEY = ['spreadsheet_id', 'worksheet', 'kind', 'subject'];

/** `double precision` is a 64-bit number for both databases; PostgreSQL's `real` has 32 bits. */
const NUMBER: ColumnDataType = 'double precision';

async function createTable(
  db: Kysely<unknown>,
  name: string,
  table: { required: Columns; optional?: Columns; key?: readonly string[] },
): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, type] of Object.entries(table.required)) {
    builder = builder.addColumn(column, type, (definition) => definition.notNull());
  }
  for (const [column, type] of Object.entries(table.optional ?? {})) builder = builder.addColumn(column, type);
  if (table.key) builder = builder.addPrimaryKeyConstraint(`${name}_pk`, [...table.key]);
  await builder.execute();
}

/**
 * An index over the rows that stand in the sheet. It holds all columns of the figures it serves: a report over 100,000
 * rows must not read their texts.
 */
async function indexPresent(db: Kysely<unknown>, table: string, name: string, columns: string[]): Promise<void> {
  await db.schema.createIndex(name).on(table).columns(columns).where(sql.ref('removed_at'), 'is', null).execute();
}

/** The rows of the sheets as people see them, what people changed in them, and what we wrote there before. */
export const sheetTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createTable(db, 'logs_rows', {
      required: {
        ...SHARED,
        ...{ day: 'text', group_label: 'text', text: 'text', media_type: 'text', media_url: 'text' },
        ...{ ops_message_id: 'text', ops_text: 'text', solving: 'text', app_code: 'text', solver_name: 'text' },
        ...{ is_oncek: 'integer', label_cell: 'text' },
      },
      optional: {
        ...{ removed_at: 'text', ticket_date: 'text', response_time: 'text', response_at: 'text' },
        ...{ problem_date: 'text', problem_time: 'text', problem_at: 'text', solve_time: 'text' },
        ...{ sla_response_min: NUMBER, sla_status: 'text', sla_remaining_min: NUMBER, label: 'text' },
      },
      key: ROW_KEY,
    });
    await createTable(db, 'tracking_rows', {
      required: {
        ...SHARED,
        ...{ text: 'text', solving: 'text', label_cell: 'text', status_cell: 'text', day: 'text', source: 'text' },
      },
      optional: {
        ...{ removed_at: 'text', label: 'text', confidence: NUMBER, review_status: 'text', classified_at: 'text' },
      },
      key: ROW_KEY,
    });
    await createTable(db, 'monitoring_rows', {
      required: {
        ...SHARED,
        ...{ day: 'text', total_predictions: NUMBER, avg_confidence_percent: NUMBER, auto_count: NUMBER },
        ...{ review_count: NUMBER, reviewed_count: NUMBER, model_version: 'text' },
      },
      optional: { removed_at: 'text', hour: 'text', pending_count: NUMBER, accuracy_percent: NUMBER },
      key: ROW_KEY,
    });
    await createTable(db, 'people_cells', {
      required: {
        ...{ spreadsheet_id: 'text', worksheet: 'text', row_key: 'text', cell: 'text' },
        ...{ value: 'text', against: 'text', seen_at: 'text' },
      },
      optional: { told_at: 'text' },
      key: CELL_KEY,
    });
    await createTable(db, 'sheet_alerts', {
      required: {
        ...{ spreadsheet_id: 'text', worksheet: 'text', kind: 'text', subject: 'text', detail: 'text' },
        seen_at: 'text',
      },
      optional: { told_at: 'text' },
      key: ALERT_KEY,
    });
    await createTable(db, 'sheet_syncs', {
      required: {
        ...{ spreadsheet_id: 'text', worksheet: 'text', started_at: 'text', finished_at: 'text' },
        ...{ changed_at: 'text', row_count: 'integer' },
      },
      key: ['spreadsheet_id', 'worksheet'],
    });
    await createTable(db, 'replaced_cells', {
      required: {
        ...{ spreadsheet_id: 'text', worksheet: 'text', row_key: 'text', cells: 'text', replaced_at: 'text' },
      },
    });
    await createIndices(db);
  },
};

async function createIndices(db: Kysely<unknown>): Promise<void> {
  // For counting and walking through the rows that stand in the sheet.
  for (const table of ['logs_rows', 'tracking_rows', 'monitoring_rows']) {
    await indexPresent(db, table, `${table}_present`, ROW_KEY);
  }
  await indexPresent(db, 'logs_rows', 'logs_rows_by_day', [
    ...['day', 'app_code', 'label', 'sla_status', 'solver_name', 'sla_response_min'],
  ]);
  await indexPresent(db, 'tracking_rows', 'tracking_rows_by_day', [
    ...['day', 'review_status', 'source', 'label', 'confidence'],
  ]);
  await indexPresent(db, 'tracking_rows', 'tracking_rows_by_status', ['review_status', 'classified_at']);
  await indexPresent(db, 'monitoring_rows', 'monitoring_rows_by_day', ['day', 'hour']);
  await db.schema.createIndex('people_cells_by_told').on('people_cells').columns(['told_at', 'seen_at']).execute();
  await db.schema
    .createIndex('replaced_cells_by_row')
    .on('replaced_cells')
    .columns(['spreadsheet_id', 'worksheet', 'row_key', 'replaced_at'])
    .execute();
  await db.schema.createIndex('replaced_cells_by_time').on('replaced_cells').columns(['replaced_at']).execute();
  await db.schema
    .createIndex('ledger_rows_by_update')
    .on('ledger_rows')
    .columns(['spreadsheet_id', 'updated_at'])
    .execute();
}

/**
 * What reports over 100,000 tickets walk along. `removed_at` is in them though it is always null there: without it SQLite
 * looks up each row in the table.
 */
export const reportIndices: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const name of ['logs_rows_by_day', 'tracking_rows_by_day']) await db.schema.dropIndex(name).execute();
    const byDay = (table: string, suffix: string, columns: string[]): Promise<void> =>
      indexPresent(db, table, `${table}_by_${suffix}`, ['day', ...columns, 'removed_at']);
    await byDay('logs_rows', 'day', ['app_code', 'label', 'sla_status', 'sla_response_min']);
    await byDay('logs_rows', 'solver', ['app_code', 'solver_name', 'label']);
    await byDay('logs_rows', 'minutes', ['sla_response_min', 'app_code', 'label']);
    await byDay('tracking_rows', 'day', ['review_status', 'source', 'confidence']);
  },
};

/** For whoever asks for a row by its number, or for all rows in their order, or newest first page by page. */
export const placeIndices: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await indexPresent(db, 'logs_rows', 'logs_rows_by_place', ['spreadsheet_id', 'row_number']);
    await indexPresent(db, 'logs_rows', 'logs_rows_by_newest', ['day', 'spreadsheet_id', 'row_key']);
  },
};
