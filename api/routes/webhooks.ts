import type { Response } from 'express';
import { Router } from 'express';
import type { z } from 'zod';
import { newWebhookSecret } from '../../activities/webhooks/signature';
import { webhookTarget } from '../../activities/webhooks/target';
import { OncekError } from '../../domain/errors';
import type { Reviewer } from '../../domain/ticket';
import type { WebhookSubscription } from '../../workflows/contracts/webhooks';
import type { ApiDeps } from '../deps';
import { callerOf, requireRole } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import * as schemas from '../schemas/webhooks';

const HOUR_MS = 3_600_000;

/** /api/webhooks: who gets which events, and what became of them. For admins alone. */
export function webhookRoutes(deps: ApiDeps): Router {
  const { config, webhooks, now } = deps;
  const router = Router();
  const isAdmin = requireRole(config.apiKeys, 'admin');
  const isChange = changing(deps, 'admin');

  router.get('/', isAdmin, async (_request, response) => {
    const items = (await webhooks.list()).map((one) => shown(one, now()));
    response.json({ items, nextCursor: null } satisfies z.input<typeof schemas.webhookList>);
  });

  router.post('/', isChange, async (request, response) => {
    const {
      url,
      events = [],
      description = '',
      secret = newWebhookSecret(),
    } = schemas.newWebhookRequest.parse(request.body);
    const wish = { url: webhookTarget(url, config.webhooks), events, description, secret, by: reviewerOf(response) };
    const held = await webhooks.create(wish);
    const body = { ...shown(held, now()), secret } satisfies z.input<typeof schemas.webhookWithSecret>;
    response.status(201).location(`/api/webhooks/${held.id}`).json(body);
  });

  router.get('/:webhook', isAdmin, async (request, response) => {
    const held = await webhooks.find(schemas.webhookId.parse(request.params.webhook));
    if (held === null) throw new OncekError('UnknownWebhook', 'there is no webhook of this id');
    response.json(shown(held, now()) satisfies z.input<typeof schemas.webhook>);
  });

  router.patch('/:webhook', isChange, async (request, response) => {
    const { url, ...change } = schemas.webhookChange.parse(request.body);
    const id = schemas.webhookId.parse(request.params.webhook);
    const target = url === undefined ? {} : { url: webhookTarget(url, config.webhooks) };
    const held = await webhooks.change({ id, ...change, ...target });
    response.json(shown(held, now()) satisfies z.input<typeof schemas.webhook>);
  });

  router.delete('/:webhook', isAdmin, async (request, response) => {
    await webhooks.remove(schemas.webhookId.parse(request.params.webhook));
    response.status(204).end();
  });

  router.post('/:webhook/secret', isChange, async (request, response) => {
    const { secret = newWebhookSecret(), keepFormerHours } = schemas.newSecretRequest.parse(request.body ?? {});
    const id = schemas.webhookId.parse(request.params.webhook);
    const formerUntil = new Date(now().getTime() + keepFormerHours * HOUR_MS).toISOString();
    const held = await webhooks.change({ id, secret: { secret, formerUntil } });
    response.json({ ...shown(held, now()), secret } satisfies z.input<typeof schemas.webhookWithSecret>);
  });

  router.post('/:webhook/test', isChange, async (request, response) => {
    schemas.noFields.parse(request.body ?? {});
    const started = { deliveryId: await webhooks.ping(schemas.webhookId.parse(request.params.webhook)) };
    response.status(202).json(started satisfies z.input<typeof schemas.deliveryStarted>);
  });

  router.get('/:webhook/deliveries', isAdmin, async (request, response) => {
    const { limit } = schemas.deliveriesQuery.parse(request.query);
    const found = await webhooks.deliveries(schemas.webhookId.parse(request.params.webhook), limit);
    response.json({ items: [...found], nextCursor: null } satisfies z.input<typeof schemas.deliveryList>);
  });

  router.post('/:webhook/deliveries/:delivery/redeliver', isChange, async (request, response) => {
    schemas.noFields.parse(request.body ?? {});
    const webhook = schemas.webhookId.parse(request.params.webhook);
    const delivery = schemas.deliveryId.parse(request.params.delivery);
    const started = { deliveryId: await webhooks.redeliver(webhook, delivery) };
    response.status(202).json(started satisfies z.input<typeof schemas.deliveryStarted>);
  });
  return router;
}

/** Without its secrets. */
function shown(held: WebhookSubscription, now: Date): z.input<typeof schemas.webhook> {
  const { id, url, events, description, status, disabledBecause, failingSince, createdBy, createdAt, changedAt } = held;
  const formerSecretsUntil = held.secrets.flatMap(({ until }) =>
    until !== null && until > now.toISOString() ? [until] : [],
  );
  const told = { failingSince, formerSecretsUntil, createdBy, createdAt, changedAt };
  return { id, url, events: [...events], description, status, disabledBecause, ...told };
}

function reviewerOf(response: Response): Reviewer {
  const { keyId } = callerOf(response);
  return { kind: 'api', id: keyId, name: `API ${keyId}` };
}
