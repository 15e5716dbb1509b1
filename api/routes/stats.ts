import { Router } from 'express';
import type { z } from 'zod';
import { toLocal } from '../../domain/local-time';
import { reviewAccuracy, type PredictionFigures } from '../../domain/report';
import { lastDays } from '../../domain/report-period';
import { round2 } from '../../domain/sla';
import type { MonitoringRecord } from '../../domain/monitoring-row';
import type { ApiDeps } from '../deps';
import { changing } from '../middleware/idempotency';
import { requireRole } from '../middleware/auth';
import type { hourlyStats, periodStats, realtimeStats } from '../schemas/stats';

const DAYS = { weekly: 7, monthly: 30 } as const;

/** /api/data/stats: figures of predictions as today's clients ask for them, from the mirror. */
export function statsRoutes(deps: ApiDeps): Router {
  const { config, reports, models, sheetUrl, runReport, now } = deps;
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');
  const shown = (figures: PredictionFigures) => ({
    total_predictions: figures.total,
    avg_confidence: percentOf(figures.avgConfidence),
    auto_count: figures.auto,
    review_count: figures.review,
    reviewed_count: figures.reviewed,
    pending_count: figures.pending,
    accuracy: percentOf(reviewAccuracy(figures)),
    gemini_count: figures.gemini,
    hybrid_count: figures.hybrid,
    model_version: models.current()?.version ?? null,
  });

  router.get('/realtime', canRead, async (_request, response) => {
    const sheet_url = await sheetUrl();
    response.json({ ...shown(await reports.predictions(null)), sheet_url } satisfies z.infer<typeof realtimeStats>);
  });

  for (const name of ['weekly', 'monthly'] as const) {
    router.get(`/${name}`, canRead, async (_request, response) => {
      const { from, to, ...period } = lastDays(toLocal(now().toISOString(), config.timeZone).date, DAYS[name]);
      const figures = await reports.predictions({ from, to, ...period });
      response.json({ ...shown(figures), from, to } satisfies z.infer<typeof periodStats>);
    });
  }

  router.post('/hourly', changing(deps, 'write'), async (_request, response) => {
    const result = await runReport();
    const answer: z.infer<typeof hourlyStats> = result
      ? { success: true, stats: result.row && rowOf(result.row), empty: result.row === null }
      : { success: false, stats: null, empty: false };
    response.status(result ? 200 : 202).json(answer);
  });
  return router;
}

function percentOf(share: number | null): number | null {
  return share === null ? null : round2(100 * share);
}

function rowOf(row: MonitoringRecord): NonNullable<z.infer<typeof hourlyStats>['stats']> {
  return {
    datetime_hour: row.hour,
    total_predictions: row.totalPredictions,
    avg_confidence: round2(row.avgConfidencePercent),
    auto_count: row.autoCount,
    review_count: row.reviewCount,
    pending_count: row.pendingCount,
    reviewed_count: row.reviewedCount,
    accuracy: row.accuracyPercent === null ? null : round2(row.accuracyPercent),
    model_version: row.modelVersion,
  };
}
