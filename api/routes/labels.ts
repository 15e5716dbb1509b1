import type { Response } from 'express';
import { Router } from 'express';
import type { z } from 'zod';
import type { Reviewer } from '../../domain/ticket';
import type { ApiDeps } from '../deps';
import { callerOf, requireRole } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import type { labelAnswer, labelList } from '../schemas/labels';
import { labelText, newLabelRequest } from '../schemas/labels';

/** /api/labels: the labels that tickets may have, and more or fewer of them beside the model's. */
export function labelRoutes(deps: ApiDeps): Router {
  const { config, labels } = deps;
  const router = Router();
  const isAdmin = requireRole(config.apiKeys, 'admin');

  router.get('/', requireRole(config.apiKeys, 'read'), async (_request, response) => {
    const items = (await labels.list()).map(({ label, added }) => ({
      label,
      origin: added ? ('admin' as const) : ('model' as const),
      addedBy: added?.by ?? null,
      addedAt: added?.at ?? null,
    }));
    response.json({ items, nextCursor: null } satisfies z.input<typeof labelList>);
  });

  router.post('/', changing(deps, 'admin'), async (request, response) => {
    const { label } = newLabelRequest.parse(request.body);
    const result = await labels.add(label, reviewerOf(response));
    response.status(result.outcome === 'added' ? 201 : 200).json(result satisfies z.input<typeof labelAnswer>);
  });

  router.delete('/:label', isAdmin, async (request, response) => {
    const name = labelText.parse(request.params.label);
    const { outcome, label } = await labels.remove(name, reviewerOf(response));
    if (outcome === 'model') throw new HttpProblem(409, 'InvalidInput', 'this label is the model’s and stays');
    if (outcome === 'unknown') throw new HttpProblem(404, 'UnknownLabel', 'no admin had added this label');
    response.json({ label, outcome } satisfies z.input<typeof labelAnswer>);
  });
  return router;
}

function reviewerOf(response: Response): Reviewer {
  const { keyId } = callerOf(response);
  return { kind: 'api', id: keyId, name: `API ${keyId}` };
}
