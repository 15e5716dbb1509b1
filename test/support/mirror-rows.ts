import type { Insertable } from 'kysely';
import type { LogsRowsTable } from '../../activities/mirror/schema';

/** When the rows of {@link aLogsRow} were seen. */
export const SEEN_AT = '2026-03-02T03:00:00.000Z';

/** A row of Logs as the mirror holds it. @param key - a number, which also says where it stands */
export function aLogsRow(key: string, over: Partial<Insertable<LogsRowsTable>> = {}): Insertable<LogsRowsTable> {
  return {
    ...{ spreadsheet_id: 'book', row_key: key, is_keyed: 1, row_number: Number(key) + 1, row_hash: 'x', unreadable: 0 },
    ...{
      is_unsettled: 0,
      seen_at: SEEN_AT,
      removed_at: null,
      day: '2026-03-02',
      group_label: 'Demo',
      ticket_date: null,
    },
    ...{
      response_time: null,
      response_at: null,
      problem_date: null,
      problem_time: null,
      problem_at: null,
      text: 'lupa sandi',
    },
    ...{ media_type: '', media_url: '', ops_message_id: '', ops_text: '', solving: 'sudah direset', solve_time: null },
    ...{
      app_code: 'MIT',
      solver_name: 'Bagas',
      is_oncek: 0,
      sla_response_min: 3,
      sla_status: 'OK',
      sla_remaining_min: 12,
    },
    ...{ label: 'KENDALA LOGIN', label_cell: 'KENDALA LOGIN', ...over },
  };
}
