import type { Kysely, Migration, MigrationProvider } from 'kysely';
import { idempotencyTable } from './idempotency';
import { placeIndices, reportIndices, sheetTables } from './sheet-tables';
import { symptomTables } from './symptom-reports';
import { teacherAnswersTable } from './teacher-answers';
import { trainingMarksTable } from './training-marks';

/** Only types and functions that SQLite and PostgreSQL share: the same migrations run on both. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-ledger-rows': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('ledger_rows')
        .addColumn('spreadsheet_id', 'text', (column) => column.notNull())
        .addColumn('worksheet', 'text', (column) => column.notNull())
        .addColumn('row_key', 'text', (column) => column.notNull())
        .addColumn('sequence', 'integer', (column) => column.notNull())
        .addColumn('applied_mark', 'text')
        .addColumn('wished', 'text')
        .addColumn('written', 'text')
        .addColumn('planned', 'text')
        .addColumn('planned_mark', 'text')
        .addColumn('row_hint', 'integer')
        .addColumn('updated_at', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('ledger_rows_pk', ['spreadsheet_id', 'worksheet', 'row_key'])
        .execute();
    },
  },
  '002-sheet-rows': sheetTables,
  '003-ledger-told': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('ledger_told')
        .addColumn('spreadsheet_id', 'text', (column) => column.notNull())
        .addColumn('worksheet', 'text', (column) => column.notNull())
        .addColumn('row_key', 'text', (column) => column.notNull())
        .addColumn('what', 'text', (column) => column.notNull())
        .addColumn('mark', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('ledger_told_pk', ['spreadsheet_id', 'worksheet', 'row_key', 'what'])
        .execute();
    },
  },
  '004-teacher-answers': teacherAnswersTable,
  '005-symptom-reports': symptomTables,
  '006-report-indices': reportIndices,
  '007-training-marks': trainingMarksTable,
  '008-row-places': placeIndices,
  '009-idempotency': idempotencyTable,
};

/** The mirror's migrations, run in the order of their names. */
export const migrationProvider: MigrationProvider = {
  getMigrations: () => Promise.resolve({ ...MIGRATIONS }),
};
