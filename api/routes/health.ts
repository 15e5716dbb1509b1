import { Router } from 'express';
import type { z } from 'zod';
import type { ApiDeps } from '../deps';
import type { alive, health, readiness } from '../schemas/service';
import { within } from '../within';

/** Longest wait for a dependency before it counts as down, in ms. */
const PROBE_MS = 2_000;

/** /health: alive, and ready with each dependency named. Open to anybody: no detail beyond up or down. */
export function healthRoutes({ client, config, models, now }: ApiDeps): Router {
  const router = Router();
  const version = () => models.current()?.version ?? null;

  router.get('/live', (_request, response) => {
    response.json({ status: 'ok' } satisfies z.infer<typeof alive>);
  });

  router.get('/ready', async (_request, response) => {
    const temporal = await isUp(() =>
      client.withDeadline(Date.now() + PROBE_MS, () =>
        client.workflowService.describeNamespace({ namespace: config.temporal.namespace }),
      ),
    );
    const model = version() !== null;
    const isReady = temporal && model;
    response.status(isReady ? 200 : 503).json({
      status: isReady ? 'ok' : 'degraded',
      checks: { temporal: temporal ? 'up' : 'down', model: model ? 'up' : 'down' },
    } satisfies z.infer<typeof readiness>);
  });

  router.get('/', (_request, response) => {
    response.json({
      status: version() === null ? 'degraded' : 'ok',
      service: 'oncek',
      version: version(),
      timestamp: now().toISOString(),
    } satisfies z.infer<typeof health>);
  });
  return router;
}

async function isUp(probe: () => Promise<unknown>): Promise<boolean> {
  try {
    await within(PROBE_MS, probe());
    return true;
  } catch {
    return false;
  }
}
