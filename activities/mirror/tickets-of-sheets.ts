import type { Kysely } from 'kysely';
import { CANCELLED_LABEL } from '../../domain/labels';
import type { MirrorSchema } from './schema';

/** A ticket that was solved and has its final label, as its Logs row says. */
export interface SolvedTicket {
  readonly spreadsheetId: string;
  /** The tech_message_id cell (`rowKey`); a row without a usable one has a name that no ticket has. */
  readonly key: string;
  /** The problem, whole, as the technician wrote it: personal data included. */
  readonly text: string;
  /** What ops did about it; never empty. */
  readonly solving: string;
  /** The label as it stands in the sheet: AUTO, or decided by a person. Never `DIBATALKAN`. */
  readonly symptom: string;
  /** Local date of the latest reply, `YYYY-MM-DD`; '' where the sheet has none that can be read. */
  readonly day: string;
}

/** A ticket that waits for a person, as its ML_Tracking row says. */
export interface PendingReview {
  readonly spreadsheetId: string;
  readonly key: string;
  /** At most 500 characters, as is the sheet's. */
  readonly text: string;
  readonly label: string;
  /** 0..1 */
  readonly confidence: number | null;
  /** ISO instant, UTC. */
  readonly classifiedAt: string | null;
}

/** Tickets as the sheets' rows tell of them, at most a sync (a minute) behind. Rows that people deleted are left out. */
export interface SheetTickets {
  /**
   * Solved tickets, newest day first; within a day by key, in no meaningful order.
   * @param page.limit - rows at most; each has some 200-500 bytes of text as a rule, up to 100,000
   * @param page.after - the last ticket of the page before; absent: from the newest on
   */
  solved(page: { limit: number; after?: SolvedTicket }): Promise<readonly SolvedTicket[]>;
  /**
   * When a sync last found anything in Logs changed (ISO instant, UTC): as long as it stays the same, `solved` answers
   * the same. Null before the first sync.
   */
  solvedChangedAt(): Promise<string | null>;
  /** The queue of tickets waiting for a person, oldest first, and how many there are in all. */
  pendingReviews(page: { limit: number }): Promise<{ total: number; rows: readonly PendingReview[] }>;
}

export function createSheetTickets(db: Kysely<MirrorSchema>): SheetTickets {
  const pending = () =>
    db.selectFrom('tracking_rows').where('review_status', '=', 'pending').where('removed_at', 'is', null);
  return {
    async solved({ limit, after }) {
      const rows = await db
        .selectFrom('logs_rows')
        .select(['spreadsheet_id', 'row_key', 'text', 'solving', 'label_cell', 'day'])
        .where('removed_at', 'is', null)
        .where('label', 'is not', null)
        .where('label', '<>', CANCELLED_LABEL)
        .where('solving', '<>', '')
        .$if(after !== undefined, (query) =>
          query.where((eb) =>
            eb.or([
              eb('day', '<', after?.day ?? ''),
              eb.and([
                eb('day', '=', after?.day ?? ''),
                eb.or([
                  eb('row_key', '>', after?.key ?? ''),
                  eb.and([eb('row_key', '=', after?.key ?? ''), eb('spreadsheet_id', '>', after?.spreadsheetId ?? '')]),
                ]),
              ]),
            ]),
          ),
        )
        .orderBy('day', 'desc')
        .orderBy('row_key')
        .orderBy('spreadsheet_id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        ...{ spreadsheetId: row.spreadsheet_id, key: row.row_key, text: row.text },
        ...{ solving: row.solving, symptom: row.label_cell, day: row.day },
      }));
    },
    async solvedChangedAt() {
      const row = await db
        .selectFrom('sheet_syncs')
        .select((eb) => eb.fn.max('changed_at').as('at'))
        .where('worksheet', '=', 'Logs')
        .executeTakeFirst();
      return row?.at ?? null;
    },
    async pendingReviews({ limit }) {
      const { total } = await pending()
        .select((eb) => eb.fn.countAll().as('total'))
        .executeTakeFirstOrThrow();
      const rows = await pending()
        .select(['spreadsheet_id', 'row_key', 'text', 'label_cell', 'confidence', 'classified_at'])
        .orderBy('classified_at')
        .orderBy('row_key')
        .limit(limit)
        .execute();
      return {
        total: Number(total),
        rows: rows.map((row) => ({
          ...{ spreadsheetId: row.spreadsheet_id, key: row.row_key, text: row.text, label: row.label_cell },
          ...{ confidence: row.confidence, classifiedAt: row.classified_at },
        })),
      };
    },
  };
}
