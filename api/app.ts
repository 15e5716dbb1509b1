import path from 'node:path';
import type { Router } from 'express';
import express from 'express';
import helmet from 'helmet';
import { consoleRoutes } from './console/routes';
import type { ApiDeps } from './deps';
import { notFound, problemAnswers } from './middleware/errors';
import { requestId } from './middleware/request-id';
import { deskRoutes } from './routes/desk';
import { docsRoutes } from './routes/docs';
import { healthRoutes } from './routes/health';
import { labelRoutes } from './routes/labels';
import { mediaRoutes } from './routes/media';
import { mediaAdminRoutes } from './routes/media-admin';
import { metricsRoutes } from './routes/metrics';
import { modelRoutes } from './routes/model';
import { predictRoutes } from './routes/predict';
import { registryRoutes } from './routes/registry';
import { reportRoutes } from './routes/reports';
import { statsRoutes } from './routes/stats';
import { ticketRoutes } from './routes/tickets';
import { trainingRoutes } from './routes/training';

/** Pages bring a style sheet and nothing else: no script runs in them, whatever a text from outside holds. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};

/** The routers of the API with their prefixes. */
export function apiRouters(deps: ApiDeps): readonly { readonly prefix: string; readonly router: Router }[] {
  return [
    { prefix: '/health', router: healthRoutes(deps) },
    { prefix: '/metrics', router: metricsRoutes(deps) },
    { prefix: '/api', router: docsRoutes() },
    { prefix: '/api', router: predictRoutes(deps) },
    { prefix: '/api', router: deskRoutes(deps) },
    { prefix: '/api/data/stats', router: statsRoutes(deps) },
    { prefix: '/api/reports', router: reportRoutes(deps) },
    { prefix: '/api/model', router: modelRoutes(deps) },
    { prefix: '/api/mlflow', router: registryRoutes(deps) },
    { prefix: '/api/training', router: trainingRoutes(deps) },
    { prefix: '/api/labels', router: labelRoutes(deps) },
    { prefix: '/api/tickets', router: ticketRoutes(deps) },
    { prefix: '/media', router: mediaRoutes(deps) },
    { prefix: '/api/media', router: mediaAdminRoutes(deps) },
  ];
}

/** The API and the console, without a socket of its own. */
export function createApp(deps: ApiDeps): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(requestId);
  app.use(helmet({ contentSecurityPolicy: CONTENT_SECURITY_POLICY, hsts: false }));
  for (const { prefix, router } of apiRouters(deps)) app.use(prefix, router);
  app.use('/', consoleRoutes(deps));
  app.use('/static', express.static(path.join(__dirname, 'console', 'static'), { index: false }));
  app.use(notFound);
  app.use(problemAnswers(deps.log));
  return app;
}
