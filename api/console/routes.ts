import { Router } from 'express';
import { wholePercent } from '../../domain/review';
import type { ApiDeps } from '../deps';
import { readLedger } from '../ledger-status';
import { modelInfoOf } from '../routes/model';
import { listTickets } from '../tickets/list';
import { within } from '../within';
import type { HomePage } from './home-page';
import { homePage } from './home-page';

const NEWEST = 50;
/** Longest wait for Temporal, in ms; the page then says that it does not answer. */
const PATIENCE_MS = 3_000;

/** The console: tickets at a glance and the ways to everything else. */
export function consoleRoutes(deps: ApiDeps): Router {
  const { config } = deps;
  const router = Router();
  router.get('/', async (_request, response) => {
    const [tickets, ledger] = await Promise.all([ticketLines(deps), ledgerLine(deps)]);
    const page = homePage({
      tickets,
      ledger,
      model: modelInfoOf(deps),
      links: linksOf(deps),
      timeZone: config.timeZone,
    });
    response
      .status(tickets === null ? 503 : 200)
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page);
  });
  return router;
}

/** null: Temporal does not answer. */
async function ticketLines({ client, config, log }: ApiDeps): Promise<HomePage['tickets']> {
  try {
    const { namespace } = config.temporal;
    const { items } = await within(PATIENCE_MS, listTickets(client, namespace, { limit: NEWEST }));
    const workflows = `${temporalUi(config)}/namespaces/${encodeURIComponent(namespace)}/workflows`;
    return items.map((item) => ({
      ...item,
      confidence: item.confidence === null ? '' : wholePercent(item.confidence),
      url: `${workflows}/${encodeURIComponent(item.workflowId)}`,
    }));
  } catch (error) {
    log.error({ err: error }, 'the console cannot list tickets');
    return null;
  }
}

async function ledgerLine(deps: ApiDeps): Promise<string> {
  try {
    const { started, pending, parked } = await within(PATIENCE_MS, readLedger(deps));
    return started ? `pending ${pending}, parked ${parked.length}` : 'not started';
  } catch (error) {
    deps.log.error({ err: error }, 'the console cannot ask the ledger');
    return 'no answer';
  }
}

function linksOf({ config }: ApiDeps): HomePage['links'] {
  const sandbox = `http://127.0.0.1:${config.ports.sandbox}`;
  const sandboxLinks = [
    { text: 'Group chat', url: `${sandbox}/chat` },
    { text: 'Sheets', url: `${sandbox}/sheets` },
    { text: 'Faults', url: `${sandbox}/faults/page` },
  ];
  return [
    ...(config.isSandbox ? sandboxLinks : []),
    { text: 'Temporal UI', url: temporalUi(config) },
    { text: 'API', url: '/api/docs' },
  ];
}

function temporalUi({ temporal }: ApiDeps['config']): string {
  return `http://127.0.0.1:${temporal.uiPort}`;
}
