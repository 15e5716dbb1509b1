import type { PredictionFigures } from '../../domain/report';
import type { predictionRows } from './report-queries';

/** Statuses of rows that needed nobody, or no longer do. */
export const AUTO_STATUSES: readonly string[] = ['auto_approved', 'APPROVED', 'CORRECTED', 'TRAINED'];
const REVIEWED_STATUSES: readonly string[] = ['APPROVED', 'CORRECTED', 'TRAINED'];

/**
 * The figures of rows of ML_Tracking, in one walk along the index by day: its columns are grouped by in their order, so no
 * database sorts anything, and what comes back are some dozen rows a day.
 */
export async function predictionFigures(rows: ReturnType<typeof predictionRows>): Promise<PredictionFigures> {
  const groups = await rows
    .select((eb) => [
      'review_status',
      'source',
      eb.fn.countAll().as('count'),
      eb.fn.count('confidence').as('confident'),
      eb.fn.sum('confidence').as('confidence_sum'),
    ])
    .groupBy(['day', 'review_status', 'source'])
    .execute();
  const sumOf = (
    isMeant: (group: (typeof groups)[number]) => boolean,
    field: 'count' | 'confident' = 'count',
  ): number => groups.reduce((sum, group) => (isMeant(group) ? sum + Number(group[field]) : sum), 0);
  const having = (...statuses: readonly string[]): number =>
    sumOf(({ review_status: status }) => status !== null && statuses.includes(status));
  const all = (): boolean => true;
  const total = sumOf(all);
  const auto = having(...AUTO_STATUSES);
  const confident = sumOf(all, 'confident');
  const confidenceSum = groups.reduce((sum, group) => sum + Number(group.confidence_sum ?? 0), 0);
  return {
    total,
    avgConfidence: confident === 0 ? null : confidenceSum / confident,
    auto,
    review: total - auto,
    pending: having('pending'),
    reviewed: having(...REVIEWED_STATUSES),
    approved: having('APPROVED'),
    corrected: having('CORRECTED'),
    gemini: sumOf(({ source }) => source.toLowerCase() === 'gemini'),
    hybrid: sumOf(({ source }) => source.toLowerCase() === 'hybrid'),
  };
}
