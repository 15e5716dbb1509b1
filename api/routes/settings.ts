import { Router } from 'express';
import type { z } from 'zod';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';
import type { settingList } from '../schemas/settings';

/** /api/settings: how this process is set, without any secret. */
export function settingsRoutes({ config }: Pick<ApiDeps, 'config'>): Router {
  const router = Router();
  router.get('/settings', requireRole(config.apiKeys, 'admin'), (_request, response) => {
    const items = config.shown.map(({ name, value, isSet, isSecret, preset }) => ({
      ...{ name, value, is_set: isSet, is_secret: isSecret, default: preset },
    }));
    response.json({ items, nextCursor: null } satisfies z.infer<typeof settingList>);
  });
  return router;
}
