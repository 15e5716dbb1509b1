import { Router } from 'express';
import type { z } from 'zod';
import { createLedgerDesk } from '../../temporal/ledger-desk';
import type { ApiDeps } from '../deps';
import { changing } from '../middleware/idempotency';
import { readLedger } from '../ledger-status';
import { requireRole } from '../middleware/auth';
import type { retryAnswer } from '../schemas/ledger';
import { reviewsQuery } from '../schemas/tickets';
import { listTickets } from '../tickets/list';

/** /api/reviews, the queue of tickets that wait for a person; /api/ledger, how far the sheet is behind, and its retry. */
export function deskRoutes(deps: ApiDeps): Router {
  const { client, config } = deps;
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');

  router.get('/reviews', canRead, async (request, response) => {
    const query = reviewsQuery.parse(request.query);
    response.json(await listTickets(client, config.temporal.namespace, { ...query, phase: 'inReview' }));
  });

  router.get('/ledger', canRead, async (_request, response) => {
    response.json(await readLedger(deps));
  });
  router.post('/data/queue/retry', changing(deps, 'admin'), async (_request, response) => {
    const before = await createLedgerDesk(deps).retryParked();
    const retried = before ? before.parked.length + before.parkedMore : 0;
    response.json({ retried, queue_size: (before?.pending ?? 0) + retried } satisfies z.infer<typeof retryAnswer>);
  });
  return router;
}
