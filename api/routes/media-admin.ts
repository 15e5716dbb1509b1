import { Router } from 'express';
import type { z } from 'zod';
import type { ApiDeps } from '../deps';
import { callerOf } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import type { revokedLink } from '../schemas/media';
import { revokeRequest } from '../schemas/media';

/** /api/media/revoke: makes a link dead for good, as when it was passed on to strangers. */
export function mediaAdminRoutes(deps: Pick<ApiDeps, 'config' | 'media' | 'log' | 'idempotency'>): Router {
  const { media, log } = deps;
  const router = Router();
  router.post('/revoke', changing(deps, 'admin'), async (request, response) => {
    const { link } = revokeRequest.parse(request.body);
    const key = media.links.keyOf(link);
    if (key === null) {
      throw new HttpProblem(
        422,
        'InvalidInput',
        'link: is none of ours; a file in a public bucket is removed there, no link of ours can be taken back',
      );
    }
    const { keyId } = callerOf(response);
    await media.revocations.revoke(key, keyId);
    log.info({ key, keyId }, 'a link to a file was revoked');
    response.json({ revoked: true, key } satisfies z.infer<typeof revokedLink>);
  });
  return router;
}
