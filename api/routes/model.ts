import { Router } from 'express';
import type { z } from 'zod';
import { DEFAULT_THRESHOLD, resolveThresholds } from '../../domain/cascade';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';
import type { modelInfo } from '../schemas';

/** What is said of the model in service, thresholds and the origin of its training data included. */
export function modelInfoOf({ models, config }: Pick<ApiDeps, 'models' | 'config'>): z.infer<typeof modelInfo> {
  const model = models.current();
  const thresholds = resolveThresholds({
    mlThresholdAuto: config.thresholds.auto,
    geminiCascadeThreshold: config.thresholds.cascade,
    modelAutoThreshold: model?.manifest.calibration.autoThreshold ?? null,
  });
  const manifest = model?.manifest;
  return {
    version: model?.version ?? null,
    is_loaded: model !== null,
    num_classes: model?.classifier.labels.length ?? 0,
    classes: [...(model?.classifier.labels ?? [])],
    thresholds: { AUTO: thresholds.auto, REVIEW: thresholds.auto, cascade: thresholds.cascade ?? DEFAULT_THRESHOLD },
    loaded_stage: model ? 'Production' : null,
    gemini_enabled: config.gemini.apiKey !== null,
    origin: manifest?.origin ?? null,
    note: manifest?.note ?? null,
    training_samples: manifest?.rows.used ?? null,
    training_accuracy: manifest?.figures.accuracy ?? null,
    training_f1_macro: manifest?.figures.macroF1 ?? null,
    trained_at: manifest?.trainedAt ?? null,
  };
}

/** /api/model: what is in service, and taking over the promoted version at once. */
export function modelRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/info', requireRole(deps.config.apiKeys, 'read'), (_request, response) => {
    response.json(modelInfoOf(deps));
  });
  router.post('/reload', requireRole(deps.config.apiKeys, 'admin'), async (_request, response) => {
    const { oldVersion, newVersion } = await deps.models.reload();
    const message = oldVersion === newVersion ? 'the promoted version is in service already' : 'the new version serves';
    response.json({ success: true, old_version: oldVersion, new_version: newVersion, message });
  });
  return router;
}
