import { mkdirSync } from 'node:fs';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, Migrator, PostgresDialect, sql, type Dialect } from 'kysely';
import { Pool } from 'pg';
import { OncekError } from '../../domain/errors';
import { createLedgerRows, type LedgerRows } from './ledger-rows';
import { createLedgerTold, type LedgerTold } from './ledger-told';
import { migrationProvider } from './migrations';
import { PatientSqliteDialect, STANDSTILL_MS } from './patient-sqlite';
import { createPeopleCells, type PeopleCells } from './people-cells';
import type { MirrorSchema } from './schema';
import { createSheetAlerts, type SheetAlerts } from './sheet-alerts';
import { createSheetRows, type SheetRows } from './sheet-rows';
import { createSheetTickets, type SheetTickets } from './tickets-of-sheets';
import { createSymptomReports, type SymptomReports } from './symptom-reports';
import { createTeacherAnswers, type TeacherAnswers } from './teacher-answers';
import { createTrainingMarks, type TrainingMarks } from './training-marks';

/** Where the mirror lives: a SQLite file (one machine, one local disk) or a PostgreSQL database. */
export type MirrorOptions =
  | {
      /** `postgres://…`; needed as soon as several machines or containers share the mirror. */
      readonly databaseUrl: string;
    }
  | {
      /** Path of the SQLite file; its folder is made. `:memory:` for tests. */
      readonly file: string;
    };

/**
 * The product's own copy of what it wrote and of what stands in the sheets. Lost, it is rebuilt: what then stands in the
 * sheets counts as written.
 */
export interface Mirror {
  readonly db: Kysely<MirrorSchema>;
  /** What the ledger wrote. */
  readonly ledgerRows: LedgerRows;
  /** What admins were told of rows. */
  readonly ledgerTold: LedgerTold;
  /** The worksheets' rows as last read. */
  readonly sheetRows: SheetRows;
  /** What people set in the review cells. */
  readonly peopleCells: PeopleCells;
  readonly sheetAlerts: SheetAlerts;
  /** Tickets by their rows in the sheets. */
  readonly sheetTickets: SheetTickets;
  readonly teacherAnswers: TeacherAnswers;
  readonly symptomReports: SymptomReports;
  /** What became of rows that were to be marked TRAINED. */
  readonly trainingMarks: TrainingMarks;
  close(): Promise<void>;
}

/**
 * Opens the mirror and brings its tables up to date.
 * @param clock - stamps the rows; the machine's clock by default
 * @throws InvalidSetting when it cannot be opened or migrated
 */
export async function createMirror(options: MirrorOptions, clock: () => Date = () => new Date()): Promise<Mirror> {
  const db = new Kysely<MirrorSchema>({ dialect: dialectOf(options) });
  const error = (await isCurrent(db)) ? undefined : await ('databaseUrl' in options ? migrate(db) : migrateAlone(db));
  if (error) {
    await db.destroy();
    const what = 'databaseUrl' in options ? 'the database of DATABASE_URL' : `the file ${options.file}`;
    // The cause of a refused connection may quote the address with its password: it is not passed on.
    throw new OncekError('InvalidSetting', `the mirror cannot be opened: check ${what}, and who may write to it`);
  }
  return {
    db,
    ledgerRows: createLedgerRows(db, clock),
    ledgerTold: createLedgerTold(db),
    sheetRows: createSheetRows(db),
    peopleCells: createPeopleCells(db),
    sheetAlerts: createSheetAlerts(db),
    sheetTickets: createSheetTickets(db),
    teacherAnswers: createTeacherAnswers(db),
    symptomReports: createSymptomReports(db, clock),
    trainingMarks: createTrainingMarks(db),
    close: () => db.destroy(),
  };
}

// A table that came later may have the earlier name: tables do not depend on each other.
const migratorOf = (db: Kysely<MirrorSchema>): Migrator =>
  new Migrator({ db, provider: migrationProvider, allowUnorderedMigrations: true });

/** By reading alone: whoever starts while somebody else holds the write lock has nothing to write as a rule. */
async function isCurrent(db: Kysely<MirrorSchema>): Promise<boolean> {
  try {
    return (await migratorOf(db).getMigrations()).every(({ executedAt }) => executedAt !== undefined);
  } catch {
    return false;
  }
}

/** @returns what went wrong; undefined: nothing */
async function migrate(db: Kysely<MirrorSchema>): Promise<unknown> {
  return (await migratorOf(db).migrateToLatest()).error;
}

/**
 * kysely locks nothing and opens no transaction on SQLite, where processes that start at once would each make the same
 * table, and a killed one would leave half a migration. The dialect has one connection: what is begun on it holds for the
 * migrator too.
 */
async function migrateAlone(db: Kysely<MirrorSchema>): Promise<unknown> {
  try {
    await sql`begin immediate`.execute(db);
  } catch (error) {
    return error;
  }
  const error = await migrate(db);
  await (error === undefined ? sql`commit` : sql`rollback`).execute(db);
  return error;
}

function dialectOf(options: MirrorOptions): Dialect {
  if ('databaseUrl' in options) {
    const pool = new Pool({ connectionString: options.databaseUrl, max: 5 });
    // An idle connection that the server ends, as in a restart: the next query opens another. Unheard, it ends the process.
    pool.on('error', () => undefined);
    return new PostgresDialect({ pool });
  }
  return new PatientSqliteDialect({
    database: () => Promise.resolve(openFile(options.file)),
  });
}

function openFile(file: string): InstanceType<typeof SqliteDatabase> {
  if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true });
  const database = new SqliteDatabase(file);
  database.pragma('journal_mode = WAL');
  // In WAL mode NORMAL survives a killed process; after a power cut the last commits may be gone, which the sheet heals.
  database.pragma('synchronous = NORMAL');
  database.pragma(`busy_timeout = ${STANDSTILL_MS}`);
  return database;
}
