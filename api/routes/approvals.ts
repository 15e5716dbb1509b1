import { Router } from 'express';
import type { z } from 'zod';
import type { ApprovalStatus } from '../../workflows/contracts/approval';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';
import { HttpProblem } from '../problem';
import type { approvalStatus } from '../schemas/approvals';

/** /api/training/approvals: a candidate beside the model in service, and how it was decided. */
export function approvalRoutes({ config, retrain }: Pick<ApiDeps, 'config' | 'retrain'>): Router {
  const router = Router();
  router.get('/approvals/:version', requireRole(config.apiKeys, 'read'), async (request, response) => {
    const version = String(request.params.version);
    const status = /^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/.test(version) ? await retrain.approval(version) : null;
    if (!status) throw new HttpProblem(404, 'NotFound', 'nobody was ever asked about this version');
    response.json(shown(status));
  });
  return router;
}

function shown({ card, decision, ...status }: ApprovalStatus): z.input<typeof approvalStatus> {
  return {
    ...{ version: status.version, run_id: status.runId, since: status.since, expires_at: status.expiresAt },
    decision: decision && {
      kind: decision.kind,
      by: decision.by?.name ?? null,
      reason: decision.reason,
      at: decision.at,
    },
    promoted: status.promotion?.kind === 'promoted',
    ...{ rows: card.rows, labels: card.labels, trials: card.trials, held_out: card.heldOut },
    ...{ candidate: card.candidate, production: card.production, production_version: card.productionVersion },
    ...{ difference: card.difference, mcnemar_p: card.mcnemarP, auto: card.auto },
    ...{ new_labels: [...card.newLabels], warnings: card.warnings.map((warning) => ({ ...warning })) },
  };
}
