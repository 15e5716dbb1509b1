import type { Kysely, Selectable } from 'kysely';
import type { Cell } from '../../domain/sheet-rows';
import type { LogsRowsTable, MirrorSchema } from './schema';

/** A row of Logs as it was last read. */
export interface LogsReading {
  readonly spreadsheetId: string;
  /** 1-based; the headings are row 1. */
  readonly row: number;
  /** null: it has no usable key. */
  readonly key: string | null;
  /** The 20 cells; dates and numbers in today's form, whatever form stands in the sheet. */
  readonly cells: readonly Cell[];
}

/** Where a page of `newest` ended. */
export interface LogsPosition {
  readonly day: string;
  readonly spreadsheetId: string;
  readonly rowKey: string;
}

/** Rows of Logs as people see them, from the last reading of the sheets. */
export interface LogsReader {
  /** All rows of a spreadsheet in their order, page by page. */
  all(spreadsheetId: string): AsyncIterable<readonly LogsReading[]>;
  /** @returns null where no row was seen */
  at(spreadsheetId: string, row: number): Promise<LogsReading | null>;
  /** Rows of days, newest day first, after a position; each row once even while people sort the sheet. */
  newest(query: {
    readonly days: { readonly from: string | null; readonly to: string | null };
    readonly after: LogsPosition | null;
    readonly limit: number;
  }): Promise<{ readonly rows: readonly LogsReading[]; readonly next: LogsPosition | null }>;
}

/** Rows of one statement: short for the event loop. */
const PAGE = 500;

export function createLogsReader(db: Kysely<MirrorSchema>): LogsReader {
  const present = () => db.selectFrom('logs_rows').selectAll().where('removed_at', 'is', null);
  return {
    async *all(spreadsheetId) {
      for (let after = 0; ;) {
        const rows = await present()
          .where('spreadsheet_id', '=', spreadsheetId)
          .where('row_number', '>', after)
          .orderBy('row_number')
          .limit(PAGE)
          .execute();
        const last = rows.at(-1);
        if (!last) return;
        yield rows.map(readingOf);
        after = last.row_number;
      }
    },
    async at(spreadsheetId, row) {
      const found = await present()
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('row_number', '=', row)
        .executeTakeFirst();
      return found ? readingOf(found) : null;
    },
    async newest({ days, after, limit }) {
      let query = present();
      if (days.from !== null) query = query.where('day', '>=', days.from);
      if (days.to !== null) query = query.where('day', '<=', days.to);
      if (after !== null) {
        const { day, spreadsheetId, rowKey } = after;
        query = query.where((eb) =>
          eb.or([
            eb('day', '<', day),
            eb.and([
              eb('day', '=', day),
              eb.or([
                eb('spreadsheet_id', '<', spreadsheetId),
                eb.and([eb('spreadsheet_id', '=', spreadsheetId), eb('row_key', '<', rowKey)]),
              ]),
            ]),
          ]),
        );
      }
      const rows = await query
        .orderBy('day', 'desc')
        .orderBy('spreadsheet_id', 'desc')
        .orderBy('row_key', 'desc')
        .limit(limit + 1)
        .execute();
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      const next = last ? { day: last.day, spreadsheetId: last.spreadsheet_id, rowKey: last.row_key } : null;
      return { rows: shown.map(readingOf), next };
    },
  };
}

function readingOf(row: Selectable<LogsRowsTable>): LogsReading {
  const key = row.is_keyed === 1 ? row.row_key : null;
  return {
    spreadsheetId: row.spreadsheet_id,
    row: row.row_number,
    key,
    cells: [
      ...[row.group_label, row.ticket_date, row.response_time, key, row.problem_date, row.problem_time],
      ...[row.text, row.media_type, row.media_url, row.ops_message_id, row.ops_text, row.solving, row.solve_time],
      ...[row.app_code, row.solver_name, row.is_oncek === 1 ? 'true' : 'false'],
      ...[row.sla_response_min, row.sla_status, row.sla_remaining_min, row.label_cell],
    ],
  };
}
