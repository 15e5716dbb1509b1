import { sql } from 'kysely';
import { openTelegram } from '../../activities/adapters/telegram-client';
import { createCascade } from '../../activities/classify';
import { createClosedTickets } from '../../activities/mirror/closed-tickets';
import { createTicketRow } from '../../activities/mirror/ticket-row';
import { findTickets } from '../../activities/mirror/find-tickets';
import { createIdempotency } from '../../activities/mirror/idempotency';
import { createReports } from '../../activities/mirror/reports';
import { createLedgerPort } from '../../activities/ledger-port';
import { createRowsOutside } from '../../activities/rows-outside';
import { pastRuns } from '../../activities/training/snapshot-store';
import { readDeskFigures, watchDesk } from '../../activities/watch/desk-figures';
import { watchRequests } from '../../activities/watch/part-metrics';
import type { ApiDeps } from '../../api/deps';
import { startApi } from '../../api/server';
import { createReportRunner } from '../../temporal/report-runner';
import { createTicketOpener } from '../../temporal/ticket-opener';
import { cascadeDepsOf, type Deps } from '../deps';
import type { Started } from '../started';
import { shadowNow } from './shadow-now';

/** API and console. @throws InvalidSetting when API_PORT cannot be had */
export async function startApiPart(deps: Deps, started: Started): Promise<void> {
  const { metrics, client, ledger } = deps;
  const read = () => readDeskFigures(client, () => ledger.status());
  watchDesk({ registry: metrics.registry, read, now: Date.now });
  const requests = watchRequests(metrics.registry);
  const api = await startApi({
    ...apiDepsOf(deps),
    onAnswered: (request, seconds) => requests.answered(request, seconds),
  });
  started.add('api', () => api.stop());
}

function apiDepsOf(deps: Deps): ApiDeps {
  const { config, client, desk, labels, models, media, metrics, mirror, spreadsheetId, log } = deps;
  const now = (): Date => new Date();
  const closedTickets = createClosedTickets(mirror.db);
  const ticketRow = createTicketRow(mirror.db);
  return {
    config,
    client,
    desk,
    labels,
    webhooks: deps.webhooks,
    cascade: createCascade(cascadeDepsOf(deps)),
    registry: deps.registry,
    promote: deps.promote,
    shadow: () => shadowNow(deps),
    retrain: deps.retrain,
    trainingRuns: () => pastRuns(deps.store),
    models,
    media,
    sessionSecret: deps.sessionSecret,
    metrics,
    spreadsheetId,
    sheetUrl: deps.sheetUrl,
    dependencies: {
      mirror: () => sql`select 1`.execute(mirror.db),
      objectStore: () => deps.store.open('health/probe'),
      sheets: () => deps.sheets.listWorksheets(spreadsheetId),
      telegram: () => openTelegram({ token: config.telegram.groupToken, apiRoot: config.telegram.apiRoot }).getMe(),
    },
    idempotency: createIdempotency(mirror.db, now),
    rows: createRowsOutside({
      ...{ spreadsheetId, mirror, store: deps.store, now },
      // Rows from outside are no tickets: they make no burst of a symptom.
      ledger: createLedgerPort({ client, language: config.language, noteSymptom: () => Promise.resolve() }),
    }),
    reports: createReports(mirror.db),
    findTickets: async (words, limit) => ({
      rows: await findTickets(mirror.db, words, limit),
      plainChatId: await deps.plainChat.get(),
    }),
    closedTickets: async (page) => ({
      rows: await closedTickets(page),
      plainChatId: await deps.plainChat.get(),
    }),
    ticketRow: async (keyIn) => ticketRow(keyIn(await deps.plainChat.get())),
    charts: deps.charts,
    runReport: createReportRunner(deps),
    openTicket: createTicketOpener(client),
    now,
    log,
  };
}
