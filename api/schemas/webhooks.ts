import { z } from 'zod';
import { WEBHOOK_EVENTS } from '../../domain/webhooks';
import { isWebhookSecret } from '../../activities/webhooks/signature';
import { reviewer } from './tickets';

const MAX_KEPT_HOURS = 168;

const url = z
  .string()
  .max(2_000)
  .describe('By TLS; where it leads is looked at with each connection, private addresses are not called.');
const events = z
  .array(z.enum(WEBHOOK_EVENTS))
  .max(WEBHOOK_EVENTS.length)
  .transform((all) => [...new Set(all)].sort())
  .describe('Which events are sent; empty: all, those of later releases as well.');
const description = z.string().max(200).describe('For people.');
const secret = z
  .string()
  .max(200)
  .refine(isWebhookSecret, 'must be whsec_ and 24 to 64 bytes in base64; leave it out to be given one')
  .describe('`whsec_` and 24 to 64 bytes in base64; left out: one is made.');

export const webhookId = z.string().regex(/^wh_[0-9a-f]{16}$/, 'must be as POST /api/webhooks gave it');
export const deliveryId = z
  .string()
  .regex(/^msg_[0-9a-f]{32}(-[0-9a-f]{8})?$/, 'must be as the list of deliveries has it');

export const newWebhookRequest = z
  .strictObject({ url, events: events.optional(), description: description.optional(), secret: secret.optional() })
  .meta({ id: 'NewWebhook' });

export const webhookChange = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    description: description.optional(),
    status: z.enum(['active', 'disabled']).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'name something to change: url, events, description or status')
  .meta({ id: 'WebhookChange' });

export const newSecretRequest = z
  .strictObject({
    secret: secret.optional(),
    keepFormerHours: z
      .number()
      .min(0)
      .max(MAX_KEPT_HOURS)
      .default(24)
      .describe('For so long the former secrets sign beside the new one.'),
  })
  .meta({ id: 'NewWebhookSecret' });

export const noFields = z.strictObject({}).meta({ id: 'NoFields' });

const webhookFields = {
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)).describe('Empty: all.'),
  description: z.string(),
  status: z.enum(['active', 'disabled']),
  disabledBecause: z
    .enum(['admin', 'gone', 'failing'])
    .nullable()
    .describe('`gone`: the receiver answered 410; `failing`: nothing arrived for three days.'),
  failingSince: z.string().nullable().describe('When a delivery was given up, if none has arrived since.'),
  formerSecretsUntil: z.array(z.string()).describe('When each former secret that still signs stops to.'),
  createdBy: reviewer,
  createdAt: z.string(),
  changedAt: z.string(),
};

export const webhook = z.object(webhookFields).meta({ id: 'Webhook' });

export const webhookWithSecret = z
  .object({ ...webhookFields, secret: z.string().describe('Shown now and never again.') })
  .meta({ id: 'WebhookWithSecret' });

export const webhookList = z.object({ items: z.array(webhook), nextCursor: z.null() }).meta({ id: 'WebhookList' });

export const deliveryStarted = z
  .object({ deliveryId: z.string().describe('As the list of deliveries has it.') })
  .meta({ id: 'DeliveryStarted' });

export const deliveriesQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const deliveryList = z
  .object({
    items: z.array(
      z.object({
        deliveryId: z.string(),
        messageId: z.string().describe('The `webhook-id`.'),
        type: z.enum([...WEBHOOK_EVENTS, 'ping']),
        at: z.string().describe('When the event happened.'),
        startedAt: z.string(),
        state: z
          .enum(['waiting', 'delivered', 'dead', 'gone', 'off'])
          .describe('`dead`: given up after a day; `off`: the webhook was switched off or deleted meanwhile.'),
        attempts: z.number().int(),
        nextAttemptAt: z.string().nullable(),
        lastAttempt: z
          .object({
            at: z.string(),
            status: z.number().int().nullable().describe('null: no answer came.'),
            error: z.string().nullable(),
            answer: z.string().describe('Begin of the body, at most 300 characters.'),
            tookMs: z.number(),
          })
          .nullable(),
      }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'DeliveryList' });
