import { Router } from 'express';
import type { z } from 'zod';
import type { ServedModel } from '../../activities/model-server';
import type { Classification } from '../../domain/ticket';
import type { ApiDeps } from '../deps';
import { mapAtMost } from '../map-at-most';
import { changing } from '../middleware/idempotency';
import type { predictAnswer } from '../schemas/predict';
import { batchRequest, predictRequest } from '../schemas/predict';
import { classifiable, servedModel } from '../served-model';

/** Texts of one batch under way at once: each unsure one is a call of Gemini, whose quota counts per minute. */
const AT_ONCE = 8;

/** POST /api/predict and /api/predict/batch: the same cascade that tickets pass. */
export function predictRoutes(deps: ApiDeps): Router {
  const { cascade, models } = deps;
  const router = Router();

  async function predict(request: z.infer<typeof predictRequest>): Promise<z.infer<typeof predictAnswer>> {
    const model = servedModel(models);
    const problem = classifiable(request.tech_raw_text);
    const solving = request.solving ? classifiable(request.solving) : null;
    return answerOf(await cascade.classify({ problem, solving }), model);
  }

  router.post('/predict', changing(deps, 'read'), async (request, response) => {
    response.json(await predict(predictRequest.parse(request.body)));
  });

  router.post('/predict/batch', changing(deps, 'read'), async (request, response) => {
    const { items } = batchRequest.parse(request.body);
    const startedMs = performance.now();
    const results = await mapAtMost(AT_ONCE, items, predict);
    response.json({ results, total_time_ms: Math.round((performance.now() - startedMs) * 1_000) / 1_000 });
  });
  return router;
}

function answerOf(answer: Classification, model: ServedModel): z.infer<typeof predictAnswer> {
  return {
    predicted_symtomps: answer.label,
    ml_confidence: answer.confidence,
    prediction_status: answer.status,
    inference_time_ms: answer.inferenceMs,
    source: answer.source,
    gemini_label: answer.gemini?.label ?? null,
    gemini_confidence: answer.gemini?.confidence ?? null,
    model_version: answer.modelVersion ?? model.version,
    model_origin: model.manifest.origin,
    top: [...answer.top],
    text_cut: answer.cut,
  };
}
