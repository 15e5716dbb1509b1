import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { CANCELLED_LABEL } from '../../domain/labels';
import type { Counted } from '../../domain/report';
import type { ReportPeriod } from '../../domain/report-period';
import type { MirrorSchema } from './schema';

/** Days that figures are of, both ends included; null: all there are. */
export type Days = Pick<ReportPeriod, 'from' | 'to'> | null;

/** Which tickets are looked at. */
export interface TicketFilter {
  readonly days: Days;
  /** App code in upper case; null: all apps. */
  readonly app: string | null;
}

/*
 * The queries behind the reports: plain SQL that SQLite and PostgreSQL understand alike. PostgreSQL gives counts as text,
 * which `numbersOf` turns into numbers.
 */

/** One day is looked up as such: then an index is in the order of its next column. */
function inDays(days: Days): RawBuilder<SqlBool> {
  if (days === null) return sql<SqlBool>`1 = 1`;
  return days.from === days.to
    ? sql<SqlBool>`day = ${days.from}`
    : sql<SqlBool>`day >= ${days.from} and day <= ${days.to}`;
}

/** Rows of ML_Tracking that count as predictions. */
export function predictionRows(db: Kysely<MirrorSchema>, days: Days) {
  return db
    .selectFrom('tracking_rows')
    .where('removed_at', 'is', null)
    .where((eb) => eb.or([eb('review_status', 'is', null), eb('review_status', '!=', 'CANCELLED')]))
    .where(inDays(days));
}

/** Rows of Logs whose ticket was not cancelled. */
export function ticketRows(db: Kysely<MirrorSchema>, { days, app }: TicketFilter) {
  return db
    .selectFrom('logs_rows')
    .where('removed_at', 'is', null)
    .where((eb) => eb.or([eb('label', 'is', null), eb('label', '!=', CANCELLED_LABEL)]))
    .where(inDays(days))
    .$if(app !== null, (query) => query.where('app_code', '=', app ?? ''));
}

/** Names by how often they come, most frequent first, equal ones by name; '' stands for none. */
export async function countBy(
  db: Kysely<MirrorSchema>,
  filter: TicketFilter,
  column: 'app_code' | 'solver_name' | 'label',
  total: number | null,
): Promise<Counted[]> {
  const rows = await ticketRows(db, filter)
    .select((eb) => [sql<string>`coalesce(${eb.ref(column)}, '')`.as('name'), eb.fn.countAll().as('count')])
    .groupBy('name')
    .execute();
  // Ordered here: databases order letters by rules of their own.
  return rows
    .map(({ name, count }) => ({ name, count: Number(count), share: total ? Number(count) / total : 0 }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** How many rows meet a condition. */
export function countWhere(condition: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;
}

/** The same fields as numbers. */
export function numbersOf<T extends Readonly<Record<string, unknown>>>(row: T): { [K in keyof T]: number } {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as {
    [K in keyof T]: number;
  };
}

/** The most frequent symptoms, and how many more there are. @param counted - most frequent first; '' stands for none */
export function topSymptoms(counted: readonly Counted[], top: number): { symptoms: Counted[]; otherSymptoms: number } {
  const named = counted.filter(({ name }) => name !== '');
  return { symptoms: named.slice(0, top), otherSymptoms: Math.max(0, named.length - top) };
}

/** Texts of the newest tickets with a symptom. */
export async function examplesOf(
  db: Kysely<MirrorSchema>,
  filter: TicketFilter,
  label: string,
  count: number,
): Promise<string[]> {
  const rows = await ticketRows(db, filter)
    .where('label', '=', label)
    .where('text', '!=', '')
    .select('text')
    .orderBy('day', 'desc')
    .orderBy('row_number', 'desc')
    .limit(count)
    .execute();
  return rows.map(({ text }) => text);
}

/** Rows of one file: what a spreadsheet program still opens with ease. */
const MAX_FILE_ROWS = 50_000;

/** The mirror's columns in the order of the worksheet's. */
const LOGS_COLUMNS = [
  ...(['group_label', 'ticket_date', 'response_time', 'row_key', 'problem_date', 'problem_time', 'text'] as const),
  ...(['media_type', 'media_url', 'ops_message_id', 'ops_text', 'solving', 'solve_time', 'app_code'] as const),
  ...(['solver_name', 'is_oncek', 'sla_response_min', 'sla_status', 'sla_remaining_min', 'label_cell'] as const),
];

/** Rows of Logs with the columns of the worksheet, in its order. */
export async function logsCellsOf(
  db: Kysely<MirrorSchema>,
  filter: TicketFilter,
): Promise<(string | number | null)[][]> {
  const rows = await ticketRows(db, filter)
    .select(LOGS_COLUMNS)
    .orderBy('day')
    .orderBy('row_number')
    .limit(MAX_FILE_ROWS)
    .execute();
  return rows.map((row) =>
    LOGS_COLUMNS.map((column) => (column === 'is_oncek' ? (row.is_oncek === 1 ? 'true' : 'false') : row[column])),
  );
}
