import { Router } from 'express';
import type { ApiDeps } from '../deps';

/** /metrics, for Prometheus. */
export function metricsRoutes({ metrics: { registry } }: Pick<ApiDeps, 'metrics'>): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}
