import * as schemas from '../../schemas/webhooks';
import { TEMPORAL_AWAY, type Operation } from '../operation';

const UNKNOWN = { 400: 'Malformed; the detail names the field', 404: 'There is no such webhook' } as const;
const OFF = { 409: 'The webhook is switched off' } as const;
const WRONG_TARGET = { 422: 'The address cannot be a receiver’s' } as const;

/** Events that are sent to receivers elsewhere. */
export const WEBHOOKS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/webhooks',
    summary: 'Who gets which events',
    role: 'admin',
    answer: schemas.webhookList,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'post',
    path: '/api/webhooks',
    summary: 'Have events sent to an address; the secret is shown once',
    role: 'admin',
    body: schemas.newWebhookRequest,
    status: 201,
    answer: schemas.webhookWithSecret,
    problems: { ...WRONG_TARGET, ...TEMPORAL_AWAY },
  },
  {
    method: 'get',
    path: '/api/webhooks/{webhook}',
    summary: 'One webhook',
    role: 'admin',
    answer: schemas.webhook,
    problems: { ...UNKNOWN, ...TEMPORAL_AWAY },
  },
  {
    method: 'patch',
    path: '/api/webhooks/{webhook}',
    summary: 'Change address, events or description, or switch it on or off',
    role: 'admin',
    body: schemas.webhookChange,
    answer: schemas.webhook,
    problems: { ...UNKNOWN, ...WRONG_TARGET, ...TEMPORAL_AWAY },
  },
  {
    method: 'delete',
    path: '/api/webhooks/{webhook}',
    summary: 'Send nothing there any more',
    role: 'admin',
    status: 204,
    problems: { ...UNKNOWN, ...TEMPORAL_AWAY },
  },
  {
    method: 'post',
    path: '/api/webhooks/{webhook}/secret',
    summary: 'Give it a new secret, shown once; for a while the former ones sign beside it',
    role: 'admin',
    body: schemas.newSecretRequest,
    isBodyOptional: true,
    answer: schemas.webhookWithSecret,
    problems: { ...UNKNOWN, ...TEMPORAL_AWAY },
  },
  {
    method: 'post',
    path: '/api/webhooks/{webhook}/test',
    summary: 'Send a `ping` there',
    role: 'admin',
    body: schemas.noFields,
    isBodyOptional: true,
    status: 202,
    answer: schemas.deliveryStarted,
    problems: { ...UNKNOWN, ...OFF, ...TEMPORAL_AWAY },
  },
  {
    method: 'get',
    path: '/api/webhooks/{webhook}/deliveries',
    summary: 'What became of the newest events, newest first, those given up among them',
    role: 'admin',
    query: schemas.deliveriesQuery,
    answer: schemas.deliveryList,
    problems: { ...UNKNOWN, ...TEMPORAL_AWAY },
  },
  {
    method: 'post',
    path: '/api/webhooks/{webhook}/deliveries/{delivery}/redeliver',
    summary: 'Send the event of a delivery once more, under its `webhook-id`',
    role: 'admin',
    body: schemas.noFields,
    isBodyOptional: true,
    status: 202,
    answer: schemas.deliveryStarted,
    problems: { ...UNKNOWN, ...OFF, 404: 'There is no such webhook or delivery', ...TEMPORAL_AWAY },
  },
];
