import { Router } from 'express';
import { register } from 'prom-client';

/** /metrics, for Prometheus. */
export function metricsRoutes(): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    response.type(register.contentType).send(await register.metrics());
  });
  return router;
}
