import type { Kysely } from 'kysely';
import { REVIEW_STATUSES, type ReviewStatus } from '../../domain/tracking-row';
import type { MirrorSchema } from './schema';

/** A labelled row as the mirror holds it, personal data included. */
export interface MirroredRow {
  readonly spreadsheetId: string;
  /** A row without a usable key has a name made of its content. */
  readonly key: string;
  /** Of the raw cells. */
  readonly rowHash: string;
  readonly text: string;
  readonly solving: string;
  /** The label cell as it stands, trimmed. */
  readonly labelCell: string;
  /** ISO instant, UTC, or ''. */
  readonly at: string;
}

export interface MirroredTrackingRow extends MirroredRow {
  /** null: the cell holds no known word. */
  readonly status: ReviewStatus | null;
}

/** What a training set is made of, as the last readings of the sheets left it. Rows that people deleted are left out. */
export interface TrainingSourceRows {
  /** Rows of ML_Tracking, page by page, in no meaningful order. */
  tracking(spreadsheetId: string): AsyncIterable<readonly MirroredTrackingRow[]>;
  /** Rows of Logs, likewise, those without a label too: a row's whole text stands there. */
  logs(spreadsheetId: string): AsyncIterable<readonly MirroredRow[]>;
}

/** Rows of one statement: with texts of some hundred bytes it stays short for the event loop. */
const PAGE = 500;

export function createTrainingSourceRows(db: Kysely<MirrorSchema>): TrainingSourceRows {
  return {
    tracking: (spreadsheetId) =>
      pages(async (after) => {
        const rows = await db
          .selectFrom('tracking_rows')
          .select(['row_key', 'row_hash', 'text', 'solving', 'label_cell', 'review_status', 'classified_at'])
          .where('spreadsheet_id', '=', spreadsheetId)
          .where('row_key', '>', after)
          .where('removed_at', 'is', null)
          .orderBy('row_key')
          .limit(PAGE)
          .execute();
        return rows.map((row) => ({
          ...{ spreadsheetId, key: row.row_key, rowHash: row.row_hash, text: row.text, solving: row.solving },
          ...{ labelCell: row.label_cell, at: row.classified_at ?? '' },
          status: REVIEW_STATUSES.find((status) => status === row.review_status) ?? null,
        }));
      }),
    logs: (spreadsheetId) =>
      pages(async (after) => {
        const rows = await db
          .selectFrom('logs_rows')
          .select(['row_key', 'row_hash', 'text', 'solving', 'label_cell', 'response_at', 'problem_at'])
          .where('spreadsheet_id', '=', spreadsheetId)
          .where('row_key', '>', after)
          .where('removed_at', 'is', null)
          .orderBy('row_key')
          .limit(PAGE)
          .execute();
        return rows.map((row) => ({
          ...{ spreadsheetId, key: row.row_key, rowHash: row.row_hash, text: row.text, solving: row.solving },
          ...{ labelCell: row.label_cell, at: row.response_at ?? row.problem_at ?? '' },
        }));
      }),
  };
}

async function* pages<T extends { readonly key: string }>(
  page: (after: string) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  for (let rows = await page(''); rows.length > 0; rows = await page(rows.at(-1)?.key ?? '')) yield rows;
}
