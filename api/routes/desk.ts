import { Router } from 'express';
import { ledgerStatusQuery, ledgerWorkflowId } from '../../workflows/contracts/ledger';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';
import { listQuery } from '../schemas';
import { listTickets } from '../ticket-list';

/** /api/reviews, the queue of tickets that wait for a person; /api/ledger, how far the sheet is behind. */
export function deskRoutes({ client, config, spreadsheetId }: ApiDeps): Router {
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');

  router.get('/reviews', canRead, async (request, response) => {
    const query = listQuery.parse(request.query);
    response.json(await listTickets(client, config.temporal.namespace, { ...query, phase: 'inReview' }));
  });

  router.get('/ledger', canRead, async (_request, response) => {
    const status = await client.workflow.getHandle(ledgerWorkflowId(spreadsheetId)).query(ledgerStatusQuery);
    response.json(status);
  });
  return router;
}
