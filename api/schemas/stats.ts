import { z } from 'zod';

const count = z.int().min(0);
const percent = z.number().min(0).max(100);

const figures = {
  total_predictions: count,
  avg_confidence: percent.nullable().describe('In percent; null where there is no confidence.'),
  auto_count: count,
  review_count: count,
  reviewed_count: count,
  pending_count: count,
  accuracy: percent.nullable().describe('APPROVED of APPROVED and CORRECTED, in percent; null where there is neither.'),
  gemini_count: count,
  hybrid_count: count,
  model_version: z.string().nullable(),
};

export const realtimeStats = z.object({ ...figures, sheet_url: z.string() }).meta({ id: 'RealtimeStats' });

export const periodStats = z
  .object({ ...figures, from: z.iso.date(), to: z.iso.date() })
  .describe('Of whole local days, `from` and `to` included.')
  .meta({ id: 'PeriodStats' });

export const hourlyStats = z
  .object({
    success: z.boolean().describe('false: the figures are still being reckoned, and their row follows.'),
    stats: z
      .object({
        datetime_hour: z.string(),
        total_predictions: count,
        avg_confidence: percent,
        auto_count: count,
        review_count: count,
        pending_count: count.nullable(),
        reviewed_count: count,
        accuracy: percent.nullable(),
        model_version: z.string(),
      })
      .nullable(),
    empty: z.boolean().describe('The hour had no predictions, so it has no row.'),
  })
  .meta({ id: 'HourlyStats' });
