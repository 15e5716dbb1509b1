import { sql, type Kysely } from 'kysely';
import { logsWithTracking } from './logs-with-tracking';
import type { MirrorSchema } from './schema';

/** What a row of Logs, and its row of ML_Tracking, tell of a ticket. */
export interface ClosedTicketRow {
  /** The tech_message_id cell. */
  readonly key: string;
  readonly group: string;
  readonly app: string;
  /** As it stands in the sheet; `DIBATALKAN` for a cancelled ticket. */
  readonly label: string;
  readonly sla: string | null;
  /** ISO instant, UTC. */
  readonly receivedAt: string | null;
  /** 0..1; null without a row in ML_Tracking. */
  readonly confidence: number | null;
  readonly source: string | null;
  readonly review: string | null;
  readonly at: ClosedTicketPosition;
}

/** Where a page ended. */
export interface ClosedTicketPosition {
  readonly day: string;
  readonly spreadsheetId: string;
  readonly rowKey: string;
}

/** Exact values; undefined: any. */
export interface ClosedTicketFilter {
  readonly group?: string | undefined;
  readonly app?: string | undefined;
  readonly label?: string | undefined;
  readonly source?: string | undefined;
  readonly sla?: string | undefined;
}

/** Rows of tickets, newest day first, after a position: each once, however the sheet is sorted meanwhile. */
export type ClosedTickets = (page: {
  readonly filter: ClosedTicketFilter;
  readonly after: ClosedTicketPosition | null;
  readonly limit: number;
}) => Promise<readonly ClosedTicketRow[]>;

export function createClosedTickets(db: Kysely<MirrorSchema>): ClosedTickets {
  return async ({ filter, after, limit }) => {
    let query = logsWithTracking(db);
    if (filter.group !== undefined) query = query.where('logs.group_label', '=', filter.group);
    if (filter.app !== undefined) query = query.where('logs.app_code', '=', filter.app);
    if (filter.label !== undefined) query = query.where('logs.label_cell', '=', filter.label);
    if (filter.sla !== undefined) query = query.where('logs.sla_status', '=', filter.sla);
    if (filter.source !== undefined) query = query.where('tracking.source', '=', filter.source);
    if (after !== null) {
      const { day, spreadsheetId, rowKey } = after;
      query = query.where(
        sql<boolean>`(logs.day, logs.spreadsheet_id, logs.row_key) < (${day}, ${spreadsheetId}, ${rowKey})`,
      );
    }
    const rows = await query
      .select(['logs.row_key', 'logs.spreadsheet_id', 'logs.day', 'logs.group_label', 'logs.app_code'])
      .select(['logs.label_cell', 'logs.sla_status', 'logs.problem_at'])
      .select(['tracking.confidence', 'tracking.source', 'tracking.review_status'])
      .orderBy('logs.day', 'desc')
      .orderBy('logs.spreadsheet_id', 'desc')
      .orderBy('logs.row_key', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      ...{ key: row.row_key, group: row.group_label, app: row.app_code, label: row.label_cell, sla: row.sla_status },
      ...{ receivedAt: row.problem_at, confidence: row.confidence, source: row.source, review: row.review_status },
      at: { day: row.day, spreadsheetId: row.spreadsheet_id, rowKey: row.row_key },
    }));
  };
}
