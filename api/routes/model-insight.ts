import { Router } from 'express';
import type { z } from 'zod';
import type { ApiDeps } from '../deps';
import { storedEvaluation, storedPicture } from '../model-evaluation';
import { requireRole } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import { EVALUATION_PICTURES, type modelEvaluation, type modelFigures } from '../schemas/evaluation';
import { explainRequest, type explainAnswer } from '../schemas/explain';
import { classifiable, servedModel } from '../served-model';

/** /api/model: why a text gets its label, how good the model in service is, and what a version was evaluated with. */
export function modelInsightRoutes(deps: ApiDeps): Router {
  const { config, models, registry } = deps;
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');

  router.post('/explain', changing(deps, 'read'), (request, response) => {
    const { tech_raw_text: text, solving = '', count } = explainRequest.parse(request.body);
    const { classifier, version } = servedModel(models);
    const ticket = { problem: classifiable(text), solving: classifiable(solving) };
    const { label, confidence, words, terms, trees } = classifier.explain(ticket, count);
    const { top } = classifier.predict(ticket, 3);
    response.json({ label, confidence, model_version: version, top, words, linear: terms, trees } satisfies z.infer<
      typeof explainAnswer
    >);
  });

  router.get('/figures', canRead, (_request, response) => {
    const { version, manifest } = servedModel(models);
    const { figures, calibration, perLabel, rows } = manifest;
    response.json({
      ...{ version, origin: manifest.origin, trained_at: manifest.trainedAt },
      rows: { given: rows.given, used: rows.used },
      ...{ accuracy: figures.accuracy, f1_macro: figures.macroF1, f1_weighted: figures.weightedF1, ece: figures.ece },
      ...{ coverage_at_95: figures.coverageAt95, auto_threshold: calibration.autoThreshold },
      ...{ auto_share: figures.autoShare, auto_precision: figures.autoPrecision },
      labels: perLabel.map(({ label, rows: count, precision, recall, f1 }) => ({
        ...{ label, rows: count, precision, recall, f1 },
      })),
    } satisfies z.infer<typeof modelFigures>);
  });

  router.get('/evaluations/:version', canRead, async (request, response) => {
    const version = await known(String(request.params.version));
    response.json((await storedEvaluation(registry, version)) satisfies z.infer<typeof modelEvaluation>);
  });

  router.get('/evaluations/:version/:picture', canRead, async (request, response) => {
    const version = await known(String(request.params.version));
    const picture = EVALUATION_PICTURES.find((name) => `${name}.png` === request.params.picture);
    const png = picture === undefined ? null : await storedPicture(registry, version, picture);
    if (png === null) throw new HttpProblem(404, 'NotFound', 'this version has no such picture');
    response.type('png').set('Cache-Control', 'private, max-age=3600').send(Buffer.from(png));
  });

  /** Versions are names of folders or of MLflow's: only such as are listed are asked for. */
  async function known(version: string): Promise<string> {
    const found = (await registry.list()).find((one) => one.version === version);
    if (!found) throw new HttpProblem(404, 'NotFound', 'there is no such version');
    return found.version;
  }
  return router;
}
