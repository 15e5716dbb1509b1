import type { Kysely } from 'kysely';
import type { MirrorSchema } from './schema';

/** Rows of Logs that stand in the sheet under a key, as `logs`, each with its row of ML_Tracking, if any, as `tracking`. */
export function logsWithTracking(db: Kysely<MirrorSchema>) {
  return db
    .selectFrom('logs_rows as logs')
    .leftJoin('tracking_rows as tracking', (join) =>
      join
        .onRef('tracking.spreadsheet_id', '=', 'logs.spreadsheet_id')
        .onRef('tracking.row_key', '=', 'logs.row_key')
        .on('tracking.removed_at', 'is', null),
    )
    .where('logs.removed_at', 'is', null)
    .where('logs.is_keyed', '=', 1);
}
