import { Router } from 'express';
import type { z } from 'zod';
import type { Classification } from '../../domain/ticket';
import { requireRole } from '../middleware/auth';
import type { ApiDeps } from '../deps';
import { HttpProblem } from '../problem';
import type { predictAnswer } from '../schemas';
import { batchRequest, predictRequest } from '../schemas';

/** POST /api/predict and /api/predict/batch: the same cascade that tickets pass. */
export function predictRoutes({ cascade, config, models }: ApiDeps): Router {
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');

  async function predict(request: z.infer<typeof predictRequest>): Promise<z.infer<typeof predictAnswer>> {
    const version = models.current()?.version;
    if (!version) throw new HttpProblem(503, 'ModelNotLoaded', 'no model is in service; promote one');
    return answerOf(
      await cascade.classify({ problem: request.tech_raw_text, solving: request.solving || null }),
      version,
    );
  }

  router.post('/predict', canRead, async (request, response) => {
    response.json(await predict(predictRequest.parse(request.body)));
  });

  router.post('/predict/batch', canRead, async (request, response) => {
    const { items } = batchRequest.parse(request.body);
    const startedMs = performance.now();
    const results = await Promise.all(items.map((item) => predict(item)));
    response.json({ results, total_time_ms: Math.round((performance.now() - startedMs) * 1_000) / 1_000 });
  });
  return router;
}

function answerOf(answer: Classification, version: string): z.infer<typeof predictAnswer> {
  return {
    predicted_symtomps: answer.label,
    ml_confidence: answer.confidence,
    prediction_status: answer.status,
    inference_time_ms: answer.inferenceMs,
    source: answer.source,
    gemini_label: answer.gemini?.label ?? null,
    gemini_confidence: answer.gemini?.confidence ?? null,
    model_version: answer.modelVersion ?? version,
    top: [...answer.top],
    text_cut: answer.cut,
  };
}
