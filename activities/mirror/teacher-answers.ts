import { createHash } from 'node:crypto';
import type { Kysely, Migration } from 'kysely';
import type { MirrorSchema } from './schema';

/** What Gemini said of a text: training data for the student (knowledge distillation). */
export interface TeacherAnswer {
  /** Personal data masked, as it was sent. */
  readonly problem: string;
  /** Masked; '' where there was none yet. */
  readonly solving: string;
  readonly label: string;
  /** 0..1, as Gemini said it. */
  readonly confidence: number;
  /** Name of the Gemini model. */
  readonly teacher: string;
  /** Version of the student that was unsure. */
  readonly modelVersion: string;
  /** ISO instant, UTC. */
  readonly at: string;
}

export interface TeacherAnswersTable {
  /** SHA-256 of problem, solving and teacher: the newest answer to a text stays. */
  text_hash: string;
  problem: string;
  solving: string;
  label: string;
  confidence: number;
  teacher: string;
  model_version: string;
  answered_at: string;
}

export interface TeacherAnswers {
  /** Keeps an answer; a later one to the same text takes its place. */
  put(answer: TeacherAnswer): Promise<void>;
  /** Answers given after an instant, oldest first. @param page.limit - rows at most */
  list(page: { after?: string; limit: number }): Promise<readonly TeacherAnswer[]>;
}

export const teacherAnswersTable: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('teacher_answers')
      .addColumn('text_hash', 'text', (column) => column.primaryKey())
      .addColumn('problem', 'text', (column) => column.notNull())
      .addColumn('solving', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('confidence', 'double precision', (column) => column.notNull())
      .addColumn('teacher', 'text', (column) => column.notNull())
      .addColumn('model_version', 'text', (column) => column.notNull())
      .addColumn('answered_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('teacher_answers_at')
      .on('teacher_answers')
      .columns(['answered_at', 'text_hash'])
      .execute();
  },
};

export function createTeacherAnswers(db: Kysely<MirrorSchema>): TeacherAnswers {
  return {
    async put({ modelVersion, at, ...answer }) {
      const row = { ...answer, model_version: modelVersion, answered_at: at };
      await db
        .insertInto('teacher_answers')
        .values({ ...row, text_hash: hashOf(answer) })
        .onConflict((conflict) => conflict.column('text_hash').doUpdateSet(row))
        .execute();
    },
    async list({ after = '', limit }) {
      const rows = await db
        .selectFrom('teacher_answers')
        .selectAll()
        .where('answered_at', '>', after)
        .orderBy('answered_at')
        .orderBy('text_hash')
        .limit(limit)
        .execute();
      return rows.map(({ problem, solving, label, confidence, teacher, model_version, answered_at }) => ({
        ...{ problem, solving, label, confidence, teacher },
        ...{ modelVersion: model_version, at: answered_at },
      }));
    },
  };
}

function hashOf({ problem, solving, teacher }: Pick<TeacherAnswer, 'problem' | 'solving' | 'teacher'>): string {
  return createHash('sha256')
    .update(JSON.stringify([problem, solving, teacher]))
    .digest('hex');
}
