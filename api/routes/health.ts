import { Router } from 'express';
import type { ApiDeps } from '../deps';

/** Longest wait for a dependency before it counts as down, in ms. */
const PROBE_MS = 2_000;

/** /health: alive, and ready with each dependency named. Open to anybody: no detail beyond up or down. */
export function healthRoutes({ client, config, models, now }: ApiDeps): Router {
  const router = Router();
  const version = () => models.current()?.version ?? null;

  router.get('/live', (_request, response) => {
    response.json({ status: 'ok' });
  });

  router.get('/ready', async (_request, response) => {
    const temporal = await isUp(() =>
      client.workflowService.describeNamespace({ namespace: config.temporal.namespace }),
    );
    const checks = { temporal: temporal ? 'up' : 'down', model: version() === null ? 'down' : 'up' };
    const isReady = Object.values(checks).every((state) => state === 'up');
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ok' : 'degraded', checks });
  });

  router.get('/', (_request, response) => {
    const status = version() === null ? 'degraded' : 'ok';
    response.json({ status, service: 'oncek', version: version(), timestamp: now().toISOString() });
  });
  return router;
}

async function isUp(probe: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), PROBE_MS);
  });
  try {
    await Promise.race([probe(), late]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
