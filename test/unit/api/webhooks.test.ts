import { isWebhookSecret } from '../../../activities/webhooks/signature';
import { OncekError } from '../../../domain/errors';
import type { WebhookDesk } from '../../../temporal/webhook-desk';
import type { NewWebhook, WebhookChange, WebhookSubscription } from '../../../workflows/contracts/webhooks';
import { NINE } from '../../support/makers';
import { REFERENCE } from '../../support/webhooks';
import type { Answers } from '../bots/fakes';
import { expectProblem, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const ID = 'wh_0123456789abcdef';
const DELIVERY = `msg_${'0'.repeat(32)}`;
const LATER = '2099-01-01T00:00:00.000Z';
const BY = { kind: 'api', id: expect.stringMatching(/^[0-9a-f]{8}$/), name: expect.stringMatching(/^API /) };

const aWebhook = (fields: Partial<WebhookSubscription> = {}): WebhookSubscription => ({
  ...{ id: ID, url: 'https://desk.example/hook', events: [], description: '', status: 'active', disabledBecause: null },
  secrets: [
    { secret: REFERENCE.secret, until: null },
    { secret: 'whsec_former', until: LATER },
    { secret: 'whsec_over', until: '2020-01-01T00:00:00.000Z' },
  ],
  ...{ createdBy: { kind: 'api', id: '0a', name: 'API 0a' }, createdAt: NINE, changedAt: NINE, failingSince: null },
  ...fields,
});
const SHOWN = {
  ...{ id: ID, url: 'https://desk.example/hook', events: [], description: '', status: 'active', disabledBecause: null },
  ...{ failingSince: null, formerSecretsUntil: [LATER], createdBy: { kind: 'api', id: '0a', name: 'API 0a' } },
  ...{ createdAt: NINE, changedAt: NINE },
};
const start = (webhooks: Answers<WebhookDesk>, env: Record<string, string> = {}) => startTestApi({ webhooks, env });

test('POST subscribes, makes a secret and shows it once; GET never does', async () => {
  const create = (wish: NewWebhook) => aWebhook({ url: wish.url, events: wish.events });
  const { call, webhookCalls } = await start({ create, list: () => [aWebhook()], find: () => aWebhook() });
  const body = { url: 'https://desk.example/hook', events: ['ticket.closed', 'ticket.opened', 'ticket.closed'] };
  const made = await call('POST', '/api/webhooks', { body });
  expect([made.status, made.headers.location]).toEqual([201, `/api/webhooks/${ID}`]);
  const events = ['ticket.closed', 'ticket.opened'];
  expect(made.json).toEqual({ ...SHOWN, events, secret: expect.any(String) });
  expect(isWebhookSecret(made.json.secret as string)).toBe(true);
  expect(webhookCalls[0]?.args[0]).toEqual({
    ...{ url: body.url, events, description: '', secret: made.json.secret, by: BY },
  });
  const all = await call('GET', '/api/webhooks');
  expect(all.json).toEqual({ items: [SHOWN], nextCursor: null });
  const one = await call('GET', `/api/webhooks/${ID}`);
  expect(one.json).toEqual(SHOWN);
  expect(all.text + one.text).not.toContain('whsec_');
});

test('the same Idempotency-Key subscribes once', async () => {
  const { call, webhookCalls } = await start({ create: () => aWebhook() });
  const request = { body: { url: 'https://desk.example/hook' }, headers: { 'Idempotency-Key': 'k1' } };
  const first = await call('POST', '/api/webhooks', request);
  const second = await call('POST', '/api/webhooks', request);
  expect(second.json).toEqual(first.json);
  expect(webhookCalls).toHaveLength(1);
});

test('a secret of one’s own is taken over', async () => {
  const { call } = await start({ create: () => aWebhook() });
  const body = { url: 'https://desk.example/hook', secret: REFERENCE.secret };
  expect((await call('POST', '/api/webhooks', { body })).json.secret).toBe(REFERENCE.secret);
});

test.each([
  [{}, 400, 'InvalidInput', /url/],
  [{ url: 7 }, 400, 'InvalidInput', /url/],
  [{ url: 'https://a.example', events: ['ticket.exploded'] }, 400, 'InvalidInput', /events/],
  [{ url: 'https://a.example', events: 'ticket.opened' }, 400, 'InvalidInput', /events/],
  [{ url: 'https://a.example', secret: 'short' }, 400, 'InvalidInput', /whsec_/],
  [{ url: 'https://a.example', description: 'x'.repeat(201) }, 400, 'InvalidInput', /description/],
  [{ url: 'http://a.example' }, 422, 'WebhookTarget', /https/],
  [{ url: 'https://a:b@a.example' }, 422, 'WebhookTarget', /user name/],
])('POST of %j is %i %s', async (body, status, name, detail) => {
  const { call } = await start({});
  expectProblem(await call('POST', '/api/webhooks', { body }), status, name, detail);
});

test('http is taken where WEBHOOK_ALLOW_PRIVATE is set', async () => {
  const { call } = await start({ create: () => aWebhook() }, { WEBHOOK_ALLOW_PRIVATE: 'true' });
  expect((await call('POST', '/api/webhooks', { body: { url: 'http://127.0.0.1:9/hook' } })).status).toBe(201);
});

test('PATCH changes what is named and nothing else', async () => {
  const change = (wish: WebhookChange) => aWebhook({ status: wish.status });
  const { call, webhookCalls } = await start({ change });
  const { status, json } = await call('PATCH', `/api/webhooks/${ID}`, { body: { status: 'disabled' } });
  expect([status, json.status]).toEqual([200, 'disabled']);
  expect(webhookCalls[0]?.args[0]).toEqual({ id: ID, status: 'disabled' });
  expectProblem(await call('PATCH', `/api/webhooks/${ID}`, { body: {} }), 400, 'InvalidInput', /name something/);
  const moved = { url: 'http://desk.example' };
  expectProblem(await call('PATCH', `/api/webhooks/${ID}`, { body: moved }), 422, 'WebhookTarget', /https/);
});

test('a new secret is shown once, and the former ones sign for as many hours as are asked for', async () => {
  const { call, webhookCalls } = await start({ change: () => aWebhook() });
  const { status, json } = await call('POST', `/api/webhooks/${ID}/secret`, { body: { keepFormerHours: 2 } });
  expect(status).toBe(200);
  const formerUntil = new Date(Date.parse(NINE) + 2 * 3_600_000).toISOString();
  expect(webhookCalls[0]?.args[0]).toEqual({ id: ID, secret: { secret: json.secret, formerUntil } });
  await call('POST', `/api/webhooks/${ID}/secret`);
  expect(webhookCalls[1]?.args[0]).toMatchObject({
    secret: { formerUntil: new Date(Date.parse(NINE) + 24 * 3_600_000).toISOString() },
  });
  const forever = { keepFormerHours: 169 };
  expectProblem(
    await call('POST', `/api/webhooks/${ID}/secret`, { body: forever }),
    400,
    'InvalidInput',
    /keepFormerHours/,
  );
});

test('a ping, the deliveries, and one of them again', async () => {
  const lastAttempt = { at: NINE, status: 500, error: 'HTTP 500', answer: 'no', tookMs: 3 };
  const listed = {
    ...{ deliveryId: DELIVERY, messageId: DELIVERY, type: 'ticket.closed', at: NINE, startedAt: NINE, state: 'dead' },
    ...{ attempts: 11, nextAttemptAt: null, lastAttempt },
  };
  const { call, webhookCalls } = await start({
    ...{
      ping: () => DELIVERY,
      deliveries: () => [listed],
      redeliver: () => `${DELIVERY}-0a0a0a0a`,
      remove: () => undefined,
    },
  });
  const ping = await call('POST', `/api/webhooks/${ID}/test`);
  expect([ping.status, ping.json]).toEqual([202, { deliveryId: DELIVERY }]);
  const list = await call('GET', `/api/webhooks/${ID}/deliveries?limit=7`);
  expect(list.json).toEqual({ items: [listed], nextCursor: null });
  const again = await call('POST', `/api/webhooks/${ID}/deliveries/${DELIVERY}/redeliver`);
  expect([again.status, again.json]).toEqual([202, { deliveryId: `${DELIVERY}-0a0a0a0a` }]);
  const gone = await call('DELETE', `/api/webhooks/${ID}`);
  expect([gone.status, gone.text]).toEqual([204, '']);
  expect(webhookCalls.map(({ method, args }) => [method, ...args])).toEqual([
    ...[
      ['ping', ID],
      ['deliveries', ID, 7],
      ['redeliver', ID, DELIVERY],
      ['remove', ID],
    ],
  ]);
});

test.each([
  ['GET', `/api/webhooks/${ID}`, 404, 'UnknownWebhook'],
  ['DELETE', `/api/webhooks/${ID}`, 404, 'UnknownWebhook'],
  ['POST', `/api/webhooks/${ID}/test`, 409, 'WebhookDisabled'],
  ['GET', '/api/webhooks/wh_%2e%2e', 400, 'InvalidInput'],
  ['DELETE', '/api/webhooks/1', 400, 'InvalidInput'],
  ['GET', `/api/webhooks/${ID}/deliveries?limit=0`, 400, 'InvalidInput'],
  ['GET', `/api/webhooks/${ID}/deliveries?state=dead`, 400, 'InvalidInput'],
  ['POST', `/api/webhooks/${ID}/deliveries/msg_1/redeliver`, 400, 'InvalidInput'],
])('%s %s is %i %s', async (method, path, status, name) => {
  const refuse = (type: 'UnknownWebhook' | 'WebhookDisabled') => () => {
    throw new OncekError(type, 'told');
  };
  const { call } = await start({
    ...{ find: () => null, remove: refuse('UnknownWebhook'), ping: refuse('WebhookDisabled') },
  });
  expectProblem(await call(method, path), status, name, /./);
});
