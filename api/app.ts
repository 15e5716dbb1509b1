import type { Router } from 'express';
import express from 'express';
import { consoleRoutes } from './console/routes';
import { consoleSession } from './console/session-routes';
import type { ApiDeps } from './deps';
import type { EventHub } from './events/hub';
import { legacyCallers } from './middleware/legacy';
import { knownMethods } from './middleware/methods';
import { leanJson } from './middleware/json-answers';
import { securityHeaders } from './middleware/security-headers';
import { packedAnswers, pagesOf } from './middleware/transport';
import { notFound, problemAnswers } from './middleware/errors';
import { requestId } from './middleware/request-id';
import { requestMetrics } from './middleware/request-metrics';
import { approvalRoutes } from './routes/approvals';
import { dataRoutes } from './routes/data';
import { deskRoutes } from './routes/desk';
import { docsRoutes } from './routes/docs';
import { eventRoutes } from './routes/events';
import { healthRoutes } from './routes/health';
import { labelRoutes } from './routes/labels';
import { logRoutes } from './routes/logs';
import { mediaRoutes } from './routes/media';
import { mediaAdminRoutes } from './routes/media-admin';
import { mediaUploadRoutes } from './routes/media-upload';
import { metricsRoutes } from './routes/metrics';
import { modelRoutes } from './routes/model';
import { modelInsightRoutes } from './routes/model-insight';
import { predictRoutes } from './routes/predict';
import { registryRoutes } from './routes/registry';
import { reportFileRoutes } from './routes/report-files';
import { reportRoutes } from './routes/reports';
import { settingsRoutes } from './routes/settings';
import { statsRoutes } from './routes/stats';
import { ticketSearchRoutes } from './routes/ticket-search';
import { ticketRoutes } from './routes/tickets';
import { trainingRoutes } from './routes/training';
import { webhookRoutes } from './routes/webhooks';
import { codecRoutes } from './security/codec';
import { limitCalls, limitFailures } from './security/rate-limits';

/** The routers of the API with their prefixes. */
export function apiRouters(
  deps: ApiDeps,
  events: EventHub,
): readonly { readonly prefix: string; readonly router: Router }[] {
  return [
    // The busiest call comes first: the others' patterns are tried before it otherwise.
    { prefix: '/api', router: predictRoutes(deps) },
    { prefix: '/health', router: healthRoutes(deps) },
    { prefix: '/metrics', router: metricsRoutes(deps) },
    { prefix: '/api', router: docsRoutes() },
    { prefix: '/api', router: deskRoutes(deps) },
    { prefix: '/api', router: eventRoutes(deps, events) },
    { prefix: '/api/data', router: dataRoutes(deps) },
    { prefix: '/api/data/logs', router: logRoutes(deps) },
    { prefix: '/api/data/media', router: mediaUploadRoutes(deps) },
    { prefix: '/api/data/stats', router: statsRoutes(deps) },
    { prefix: '/api/reports', router: reportRoutes(deps) },
    { prefix: '/api/reports', router: reportFileRoutes(deps) },
    { prefix: '/api/model', router: modelRoutes(deps) },
    { prefix: '/api/model', router: modelInsightRoutes(deps) },
    { prefix: '/api/mlflow', router: registryRoutes(deps) },
    { prefix: '/api/training', router: trainingRoutes(deps) },
    { prefix: '/api/training', router: approvalRoutes(deps) },
    { prefix: '/api', router: settingsRoutes(deps) },
    { prefix: '/api/labels', router: labelRoutes(deps) },
    { prefix: '/api/tickets', router: ticketSearchRoutes(deps) },
    { prefix: '/api/tickets', router: ticketRoutes(deps) },
    { prefix: '/api/webhooks', router: webhookRoutes(deps) },
    { prefix: '/media', router: mediaRoutes(deps) },
    { prefix: '/api/media', router: mediaAdminRoutes(deps) },
  ];
}

/** The API and the console, without a socket of its own. */
export function createApp(deps: ApiDeps, events: EventHub): express.Express {
  const app = express();
  app.disable('x-powered-by');
  leanJson(app);
  app.set('query parser', 'simple');
  app.set('trust proxy', [...deps.config.rates.trustedProxies]);
  app.use(requestId);
  if (deps.onAnswered) app.use(requestMetrics(deps.onAnswered));
  app.use(securityHeaders());
  app.use(limitFailures(deps.config));
  app.use(consoleSession(deps));
  app.use(packedAnswers());
  app.use('/api', pagesOf(deps.config.http));
  app.use(legacyCallers(deps.config.http));
  app.use(['/api', '/codec'], limitCalls(deps.config));
  app.use(knownMethods);
  for (const { prefix, router } of apiRouters(deps, events)) app.use(prefix, router);
  app.use('/codec', codecRoutes(deps));
  app.use('/', consoleRoutes(deps));
  app.use(notFound);
  app.use(problemAnswers(deps.log));
  return app;
}
