import { Router } from 'express';
import type { z } from 'zod';
import { thresholdsOf } from '../../activities/classify';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import type { modelInfo, reloadAnswer } from '../schemas/model';
import { reloadRequest } from '../schemas/model';
import { OncekError } from '../../domain/errors';

/** What is said of the model in service, thresholds and the origin of its training data included. */
export function modelInfoOf({ models, config }: Pick<ApiDeps, 'models' | 'config'>): z.infer<typeof modelInfo> {
  const model = models.current();
  const thresholds = thresholdsOf(model, config.thresholds);
  const manifest = model?.manifest;
  return {
    version: model?.version ?? null,
    is_loaded: model !== null,
    num_classes: model?.classifier.labels.length ?? 0,
    classes: [...(model?.classifier.labels ?? [])],
    thresholds: { AUTO: thresholds.auto, REVIEW: thresholds.auto, cascade: thresholds.cascade },
    loaded_stage: model ? 'Production' : null,
    model_run_id: model?.runId ?? null,
    gemini_enabled: config.gemini.apiKey !== null,
    model_origin: manifest?.origin ?? null,
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
  router.post('/reload', changing(deps, 'admin'), async (request, response) => {
    reloadRequest.parse(request.body ?? {});
    const { oldVersion, newVersion } = await deps.models.reload().catch((error: unknown) => {
      throw notLoadable(error);
    });
    response.json({
      success: newVersion !== null,
      old_version: oldVersion,
      new_version: newVersion,
      message: messageOf(oldVersion, newVersion),
    } satisfies z.infer<typeof reloadAnswer>);
  });
  return router;
}

/** What the registry says names its files: that stays in the log. */
function notLoadable(error: unknown): unknown {
  if (!(error instanceof OncekError) || error.type !== 'ModelArtifact') return error;
  const detail = 'the promoted version cannot be loaded, and the log says why; the former one, if any, serves on';
  return new HttpProblem(503, 'ModelArtifact', detail, {}, { cause: error });
}

function messageOf(oldVersion: string | null, newVersion: string | null): string {
  if (newVersion === null) return 'no version is promoted: train one and promote it';
  return oldVersion === newVersion ? 'the promoted version was in service already' : 'the new version serves';
}
