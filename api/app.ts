import path from 'node:path';
import express from 'express';
import helmet from 'helmet';
import { register } from 'prom-client';
import { consoleRoutes } from './console/routes';
import type { ApiDeps } from './deps';
import { notFound, problemAnswers } from './middleware/errors';
import { requestId } from './middleware/request-id';
import { openApiDocument } from './openapi';
import { deskRoutes } from './routes/desk';
import { healthRoutes } from './routes/health';
import { modelRoutes } from './routes/model';
import { predictRoutes } from './routes/predict';
import { ticketRoutes } from './routes/tickets';

/** A hundred texts of 8,000 characters, four bytes each at most, and their frame. */
const BODY_LIMIT = '4mb';

/** The API and the console, without a socket of its own. */
export function createApp(deps: ApiDeps): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(requestId);
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } }, hsts: false }));
  app.use(express.json({ limit: BODY_LIMIT }));

  app.use('/health', healthRoutes(deps));
  app.get('/metrics', async (_request, response) => {
    response.type(register.contentType).send(await register.metrics());
  });
  app.get('/api/openapi.json', (_request, response) => {
    response.json(openApiDocument());
  });
  app.use('/api', predictRoutes(deps));
  app.use('/api', deskRoutes(deps));
  app.use('/api/model', modelRoutes(deps));
  app.use('/api/tickets', ticketRoutes(deps));
  app.use('/', consoleRoutes(deps));
  app.use('/static', express.static(path.join(__dirname, 'console', 'static'), { index: false }));
  app.use(notFound);
  app.use(problemAnswers(deps.log));
  return app;
}
