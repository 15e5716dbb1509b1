import type { Kysely } from 'kysely';
import { logsWithTracking } from './logs-with-tracking';
import type { MirrorSchema } from './schema';

/** All that a ticket's row of Logs, and its row of ML_Tracking, tell of it. */
export interface TicketRow {
  readonly group: string;
  readonly text: string;
  readonly mediaUrl: string;
  readonly app: string;
  readonly solver: string;
  readonly solving: string;
  readonly opsText: string;
  readonly isOncek: boolean;
  /** As it stands in the sheet; `DIBATALKAN` for a cancelled ticket. */
  readonly label: string;
  /** ISO instants, UTC; null where the cells cannot be read. */
  readonly receivedAt: string | null;
  readonly respondedAt: string | null;
  /** Active minutes; null where a cell is no number. */
  readonly sla: { readonly status: string; readonly responseMin: number; readonly remainingMin: number } | null;
  /** 0..1; null without a row in ML_Tracking. */
  readonly confidence: number | null;
  readonly source: string | null;
}

/** The row of a key, from the worksheet where it was seen last; null: no worksheet has it. */
export type ReadTicketRow = (key: string) => Promise<TicketRow | null>;

export function createTicketRow(db: Kysely<MirrorSchema>): ReadTicketRow {
  return async (key) => {
    const row = await logsWithTracking(db)
      .where('logs.row_key', '=', key)
      .select(['logs.group_label', 'logs.text', 'logs.media_url', 'logs.app_code', 'logs.solver_name', 'logs.solving'])
      .select(['logs.ops_text', 'logs.is_oncek', 'logs.label_cell', 'logs.problem_at', 'logs.response_at'])
      .select(['logs.sla_status', 'logs.sla_response_min', 'logs.sla_remaining_min'])
      .select(['tracking.confidence', 'tracking.source'])
      .orderBy('logs.day', 'desc')
      .orderBy('logs.spreadsheet_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!row) return null;
    const { sla_status: status, sla_response_min: responseMin, sla_remaining_min: remainingMin } = row;
    return {
      ...{ group: row.group_label, text: row.text, mediaUrl: row.media_url, app: row.app_code },
      ...{ solver: row.solver_name, solving: row.solving, opsText: row.ops_text, isOncek: row.is_oncek === 1 },
      ...{ label: row.label_cell, receivedAt: row.problem_at, respondedAt: row.response_at },
      sla:
        status === null || responseMin === null || remainingMin === null ? null : { status, responseMin, remainingMin },
      ...{ confidence: row.confidence, source: row.source },
    };
  };
}
