import { Router } from 'express';
import { escapeHtml } from '../../domain/html';
import { wholePercent } from '../../domain/review';
import type { ApiDeps } from '../deps';
import { modelInfoOf } from '../routes/model';
import { listTickets } from '../ticket-list';
import { homePage } from './home-page';
import type { TicketLine } from './home-page';

const NEWEST = 50;

/** The console: tickets at a glance and the ways to everything else. */
export function consoleRoutes(deps: ApiDeps): Router {
  const { client, config } = deps;
  const router = Router();
  router.get('/', async (_request, response) => {
    const { items } = await listTickets(client, config.temporal.namespace, { limit: NEWEST });
    const temporalUi = `http://127.0.0.1:${config.temporal.uiPort}`;
    const namespace = encodeURIComponent(config.temporal.namespace);
    const tickets = items.map((item): TicketLine => ({
      ...item,
      confidence: item.confidence === null ? '' : wholePercent(item.confidence),
      url: `${temporalUi}/namespaces/${namespace}/workflows/${encodeURIComponent(item.workflowId)}`,
    }));
    const page = homePage({
      tickets,
      model: modelInfoOf(deps),
      links: [
        ...(config.isSandbox
          ? [
              { text: 'Group chat', url: `http://127.0.0.1:${config.ports.sandbox}/chat` },
              { text: 'Sheets', url: `http://127.0.0.1:${config.ports.sandbox}/sheets` },
            ]
          : []),
        { text: 'Temporal UI', url: temporalUi },
        { text: 'API document', url: '/api/openapi.json' },
      ],
      timeZone: config.timeZone,
      escape: escapeHtml,
    });
    response.type('html').send(page);
  });
  return router;
}
