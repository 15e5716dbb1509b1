import type { Kysely, Migration } from 'kysely';
import { chunks } from './chunks';
import type { MirrorSchema } from './schema';

/** What became of a row that was to be marked: written, or left as it is because it had changed. */
export type MarkOutcome = 'marked' | 'skipped';

export interface TrainingMarksTable {
  mark_id: string;
  row_key: string;
  outcome: string;
}

/** What became of rows that were to be marked, by the marking's id. */
export interface TrainingMarks {
  /** Notes outcomes; the first one of a row stays, since a repeated entry finds the row changed by itself. */
  note(markId: string, rows: readonly { readonly key: string; readonly outcome: MarkOutcome }[]): Promise<void>;
  /** Outcomes noted so far, by row key. */
  outcomes(markId: string): Promise<ReadonlyMap<string, MarkOutcome>>;
}

export const trainingMarksTable: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('training_marks')
      .addColumn('mark_id', 'text', (column) => column.notNull())
      .addColumn('row_key', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('training_marks_pk', ['mark_id', 'row_key'])
      .execute();
  },
};

export function createTrainingMarks(db: Kysely<MirrorSchema>): TrainingMarks {
  return {
    async note(markId, rows) {
      for (const chunk of chunks(rows)) {
        await db
          .insertInto('training_marks')
          .values(chunk.map(({ key, outcome }) => ({ mark_id: markId, row_key: key, outcome })))
          .onConflict((conflict) => conflict.columns(['mark_id', 'row_key']).doNothing())
          .execute();
      }
    },
    async outcomes(markId) {
      const rows = await db
        .selectFrom('training_marks')
        .select(['row_key', 'outcome'])
        .where('mark_id', '=', markId)
        .execute();
      return new Map(rows.map(({ row_key, outcome }) => [row_key, outcome === 'marked' ? 'marked' : 'skipped']));
    },
  };
}
