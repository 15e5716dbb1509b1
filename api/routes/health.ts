import { Router } from 'express';
import type { z } from 'zod';
import type { ApiDeps } from '../deps';
import { createProbe } from '../health/probe';
import type { alive, health, readiness } from '../schemas/service';

/** How long the answer of a service outside counts, in ms: each question spends some of its quota. */
const OUTSIDE_KEPT_MS = 30_000;

/** /health: alive, and ready with each dependency named. Open to anybody: no detail beyond up or down. */
export function healthRoutes({ client, config, models, dependencies, now }: ApiDeps): Router {
  const router = Router();
  const version = () => models.current()?.version ?? null;
  const temporal = createProbe(
    () =>
      client.withDeadline(Date.now() + 2_000, () =>
        client.workflowService.describeNamespace({ namespace: config.temporal.namespace }),
      ),
    0,
  );
  const mirror = createProbe(dependencies.mirror, 0);
  const objectStore = createProbe(dependencies.objectStore, 0);
  const sheets = createProbe(dependencies.sheets, OUTSIDE_KEPT_MS);
  const telegram = createProbe(dependencies.telegram, OUTSIDE_KEPT_MS);

  router.get('/live', (_request, response) => {
    response.json({ status: 'ok' } satisfies z.infer<typeof alive>);
  });

  router.get('/ready', async (_request, response) => {
    const asked = [temporal(), mirror(), objectStore(), sheets(), telegram()] as const;
    const [hasTemporal, hasMirror, hasStore, hasSheets, hasTelegram] = await Promise.all(asked);
    const hasModel = version() !== null;
    // Without Google or Telegram everything is still taken in, and waits: no reason to send callers elsewhere.
    const isReady = hasTemporal && hasMirror && hasStore && hasModel;
    const word = (isUp: boolean): 'up' | 'down' => (isUp ? 'up' : 'down');
    response.status(isReady ? 200 : 503).json({
      status: isReady && hasSheets && hasTelegram ? 'ok' : 'degraded',
      checks: {
        ...{ temporal: word(hasTemporal), model: word(hasModel), mirror: word(hasMirror) },
        ...{ objectStore: word(hasStore), sheets: word(hasSheets), telegram: word(hasTelegram) },
      },
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
