import { Router } from 'express';
import type { z } from 'zod';
import { OncekError } from '../../domain/errors';
import { figuresOfWhole } from '../../domain/model-figures';
import type { Reviewer } from '../../domain/ticket';
import type { ShadowAgreement } from '../../domain/shadow';
import type { ApiDeps } from '../deps';
import { callerOf, requireRole } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import { promoteQuery, type promoteAnswer, type registryStatus } from '../schemas/model';

/** /api/mlflow: registered versions, and putting one into service. The same for a registry in a folder. */
export function registryRoutes(deps: ApiDeps): Router {
  const { registry, promote, shadow, config, log } = deps;
  const router = Router();
  router.get('/status', requireRole(config.apiKeys, 'read'), async (_request, response) => {
    const [versions, agreement] = await Promise.all([registry.list(), shadow()]);
    const { kind, url, modelName } = registry.place;
    response.json({
      registry: kind,
      url,
      // A folder's path is nobody's business outside.
      model_name: kind === 'folder' ? (config.mlflow?.modelName ?? 'ticket-classifier') : modelName,
      production: versions.find(({ isProduction }) => isProduction)?.version ?? null,
      shadow: agreement && shadowOf(agreement),
      versions: versions.map(
        ({ version, isProduction, isCandidate, createdAt, description, runId, figures, refusal }) => ({
          ...{ version, description, figures: figuresOfWhole(figures), refusal },
          stage: isProduction ? 'Production' : isCandidate ? 'Candidate' : 'None',
          created_at: createdAt,
          run_id: runId,
        }),
      ),
    } satisfies z.input<typeof registryStatus>);
  });

  router.post('/promote', changing(deps, 'admin'), async (request, response) => {
    const { version } = promoteQuery.parse(request.query);
    const { keyId } = callerOf(response);
    const by: Reviewer = { kind: 'api', id: keyId, name: `API ${keyId}` };
    const { former } = await checked(() => promote(version, by));
    log.info({ version, former, keyId }, 'promotion');
    response.json({ success: true, version, former_version: former } satisfies z.input<typeof promoteAnswer>);
  });
  return router;
}

function shadowOf({ candidate, compared, agreementShare, autoShare }: ShadowAgreement) {
  return {
    ...{ candidate, compared },
    agreement_share: agreementShare,
    candidate_auto_share: autoShare.candidate,
    production_auto_share: autoShare.production,
  };
}

/** What the registry says names its files: that stays in the log. */
async function checked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OncekError) || error.type !== 'ModelArtifact') throw error;
    const detail = 'there is no such version, or it cannot be loaded, and the log says why; nothing was changed';
    throw new HttpProblem(422, 'ModelArtifact', detail, {}, { cause: error });
  }
}
