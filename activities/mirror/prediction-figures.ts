import { sql } from 'kysely';
import type { PredictionFigures } from '../../domain/report';
import { countWhere, numbersOf, type predictionRows } from './report-queries';

/** Statuses of rows that needed nobody, or no longer do. */
export const AUTO_STATUSES = ['auto_approved', 'APPROVED', 'CORRECTED', 'TRAINED'];
const REVIEWED_STATUSES = ['APPROVED', 'CORRECTED', 'TRAINED'];

/** The figures of rows of ML_Tracking, in one query. */
export async function predictionFigures(rows: ReturnType<typeof predictionRows>): Promise<PredictionFigures> {
  const status = sql<string>`coalesce(review_status, '')`;
  const row = await rows
    .select((eb) => [
      eb.fn.countAll().as('total'),
      eb.fn.avg('confidence').as('avg_confidence'),
      countWhere(sql`${status} in (${sql.join(AUTO_STATUSES)})`).as('auto'),
      countWhere(sql`${status} not in (${sql.join(AUTO_STATUSES)})`).as('review'),
      countWhere(sql`${status} = 'pending'`).as('pending'),
      countWhere(sql`${status} in (${sql.join(REVIEWED_STATUSES)})`).as('reviewed'),
      countWhere(sql`${status} = 'APPROVED'`).as('approved'),
      countWhere(sql`${status} = 'CORRECTED'`).as('corrected'),
      countWhere(sql`lower(source) = 'gemini'`).as('gemini'),
      countWhere(sql`lower(source) = 'hybrid'`).as('hybrid'),
    ])
    .executeTakeFirstOrThrow();
  const { avg_confidence: mean, ...counts } = row;
  return { ...numbersOf(counts), avgConfidence: mean === null ? null : Number(mean) };
}
