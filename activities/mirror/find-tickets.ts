import { sql, type Kysely } from 'kysely';
import type { MirrorSchema } from './schema';

/** A row of Logs that was looked for. */
export interface FoundTicket {
  /** The tech_message_id cell. */
  readonly key: string;
  /** Local `YYYY-MM-DD`; '' where it cannot be read. */
  readonly day: string;
  readonly group: string;
  /** Personal data included. */
  readonly text: string;
  readonly label: string | null;
  readonly app: string;
  readonly sla: string | null;
}

/**
 * Rows of Logs that hold every word, in whatever case, in problem, solution, label or key; newest day first. It reads the
 * rows one by one: a mirror of 100,000 rows takes tenths of a second.
 * @param words - none: the newest rows
 */
export async function findTickets(
  db: Kysely<MirrorSchema>,
  words: readonly string[],
  limit: number,
): Promise<FoundTicket[]> {
  let query = db.selectFrom('logs_rows').where('removed_at', 'is', null);
  for (const word of words) {
    const pattern = `%${word.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(
      sql<boolean>`(lower(text) like ${pattern} escape '\\' or lower(solving) like ${pattern} escape '\\'
        or lower(label_cell) like ${pattern} escape '\\' or lower(row_key) like ${pattern} escape '\\')`,
    );
  }
  const rows = await query
    .select(['row_key', 'day', 'group_label', 'text', 'label_cell', 'app_code', 'sla_status'])
    .orderBy('day', 'desc')
    .orderBy('row_key', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...{ key: row.row_key, day: row.day, group: row.group_label, text: row.text },
    ...{ label: row.label_cell === '' ? null : row.label_cell, app: row.app_code, sla: row.sla_status },
  }));
}
