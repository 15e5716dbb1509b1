import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { Router } from 'express';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { z } from 'zod';
import type { Reviewer } from '../../domain/ticket';
import type { ApprovalDecision, Promotion } from '../../workflows/contracts/approval';
import type { ApiDeps } from '../deps';
import { callerOf, requireRole } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import {
  cancelRequest,
  decisionRequest,
  reasonRequest,
  runId,
  trainRequest,
  type cancelAnswer,
  type decisionAnswer,
  type trainAnswer,
  type trainingRuns,
} from '../schemas/training';
import { statusOf } from '../training-status';

/** As registries name them, unlike runs. */
const VERSION = /^(?:mlflow-)?v\d{1,30}$/;

/** /api/training: starting, watching and cancelling a retraining, and the word on what it made. */
export function trainingRoutes(deps: ApiDeps): Router {
  const { config, retrain, registry, trainingRuns: pastRuns, log } = deps;
  const router = Router();
  const isReader = requireRole(config.apiKeys, 'read');

  router.post('/train', changing(deps, 'admin'), async (request, response) => {
    const { force, tune, tune_trials: wanted, mode } = trainRequest.parse(request.body ?? {});
    const trials = tune ? wanted : 0;
    const requestKey = `api:${randomUUID()}`;
    const started = await retrain.start({ trials, force, mode, by: callerAs(response), requestKey });
    const isStarted = started.outcome === 'started';
    response.json({
      success: isStarted,
      message: isStarted ? 'the retraining has begun' : 'a retraining runs already: nothing was started',
      status: 'running',
      run_id: isStarted ? started.runId : started.progress.runId,
      params: { force, tune, tune_trials: trials, mode },
    } satisfies z.input<typeof trainAnswer>);
  });

  router.get('/status', isReader, async (_request, response) => {
    response.json(await statusOf(retrain));
  });

  router.get('/runs', isReader, async (_request, response) => {
    const items = (await pastRuns()).toReversed().map(({ runId, fingerprint, takenAt, labels }) => ({
      ...{ run_id: runId, dataset_fingerprint: fingerprint, taken_at: takenAt },
      rows: Object.values(labels).reduce((sum, count) => sum + count, 0),
      classes: Object.keys(labels).length,
    }));
    response.json({ items, nextCursor: null } satisfies z.input<typeof trainingRuns>);
  });

  router.post('/cancel', changing(deps, 'admin'), async (request, response) => {
    const { run_id: run } = cancelRequest.parse(request.body ?? {});
    response.json({ success: await retrain.cancel(run) } satisfies z.input<typeof cancelAnswer>);
  });

  router.post('/:run/cancel', changing(deps, 'admin'), async (request, response) => {
    response.json({
      success: await retrain.cancel(runId.parse(request.params.run)),
    } satisfies z.input<typeof cancelAnswer>);
  });

  /** The candidate of a run; who asks for a version gets that. */
  async function versionOf(run: string): Promise<string> {
    if (VERSION.test(run)) return run;
    const progress = await retrain.progress();
    const outcome = progress?.runId === run ? progress.outcome : null;
    if (outcome?.kind === 'candidate') return outcome.version;
    // A later run has taken the place of the one that made it.
    const made = (await registry.list()).find(({ tags }) => tags.run_id === run);
    if (made) return made.version;
    throw new HttpProblem(404, 'NotFound', 'this run has made no candidate');
  }

  for (const kind of ['approve', 'reject'] as const) {
    const decide = async (version: string, reason: string | null, response: Response): Promise<void> => {
      const by = callerAs(response);
      const result = await retrain.decide(version, kind, { by, reason }).catch((error: unknown) => {
        // It was over before the request arrived there.
        if (error instanceof WorkflowUpdateFailedError) return null;
        throw error;
      });
      const status = result === null ? await retrain.approval(version) : null;
      const decision = result?.decision ?? status?.decision ?? null;
      if (decision === null) throw new HttpProblem(404, 'NotFound', 'no decision on this version is waited for');
      const decided = result?.decided ?? 'before';
      log.info({ version, kind, decided, keyId: by.id }, 'approval');
      response.json(
        answerOf({ kind, version, decided, decision, promotion: result?.promotion ?? status?.promotion ?? null }),
      );
    };
    router.post(`/${kind}`, changing(deps, 'admin'), async (request, response) => {
      const { version, reason } = decisionRequest.parse(request.body);
      await decide(version, reason, response);
    });
    router.post(`/:run/${kind}`, changing(deps, 'admin'), async (request, response) => {
      const { reason } = reasonRequest.parse(request.body ?? {});
      await decide(await versionOf(runId.parse(request.params.run)), reason, response);
    });
  }
  return router;
}

function callerAs(response: Response): Reviewer {
  const { keyId } = callerOf(response);
  return { kind: 'api', id: keyId, name: `API ${keyId}` };
}

function answerOf(found: {
  readonly kind: 'approve' | 'reject';
  readonly version: string;
  readonly decided: 'now' | 'before';
  readonly decision: ApprovalDecision;
  readonly promotion: Promotion | null;
}): z.input<typeof decisionAnswer> {
  const { kind, version, decided, decision, promotion } = found;
  const isPromoted = promotion?.kind === 'promoted';
  return {
    success: kind === 'approve' ? isPromoted : decision.kind === 'rejected',
    ...{ version, decided, decision: decision.kind, by: decision.by?.name ?? null },
    promoted: isPromoted,
    former_version: isPromoted ? promotion.former : null,
  };
}
