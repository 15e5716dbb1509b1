import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { isWebhookSecret, newWebhookSecret, signedMessage } from '../../../../activities/webhooks/signature';
import type { WebhookMessage } from '../../../../domain/webhooks';
import { REFERENCE } from '../../../support/webhooks';

const NOW = new Date('2031-03-03T02:00:00.900Z');
const MESSAGE: WebhookMessage = {
  id: 'msg_1',
  type: 'ping',
  timestamp: '2031-03-03T01:00:00.000Z',
  data: { b: 1, a: 'ü' },
};
const OTHER = 'whsec_' + Buffer.alloc(24, 7).toString('base64');
const of = (secret: string, until: string | null = null) => ({ secret, until });

test('the library signs as the reference of Standard Webhooks does', () => {
  const { secret, id, timestamp, body, signature } = REFERENCE;
  expect(new Webhook(secret).sign(id, new Date(timestamp * 1_000), body)).toBe(signature);
});

test('id, time and body are signed with HMAC-SHA256; body and headers are what the specification names', () => {
  const { body, headers } = signedMessage(MESSAGE, [of(REFERENCE.secret)], NOW);
  expect(body).toBe('{"id":"msg_1","type":"ping","timestamp":"2031-03-03T01:00:00.000Z","data":{"b":1,"a":"ü"}}');
  const key = Buffer.from(REFERENCE.secret.slice('whsec_'.length), 'base64');
  const seconds = NOW.getTime() / 1_000 - 0.9;
  const expected = createHmac('sha256', key).update(`msg_1.${seconds}.${body}`).digest('base64');
  expect(headers).toEqual({
    ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${expected}` },
  });
});

test('while secrets rotate a receiver with either of them finds its signature; one that is over signs no more', () => {
  const until = (ms: number): string => new Date(NOW.getTime() + ms).toISOString();
  const signatures = (...secrets: Parameters<typeof signedMessage>[1]) =>
    signedMessage(MESSAGE, secrets, NOW).headers['webhook-signature']!.split(' ');
  const [second] = signatures(of(OTHER));
  const [first] = signatures(of(REFERENCE.secret));
  expect(signatures(of(OTHER), of(REFERENCE.secret, until(1)))).toEqual([second, first]);
  expect(signatures(of(OTHER), of(REFERENCE.secret, until(0)))).toEqual([second]);
});

test('new secrets are whsec_ and 32 random bytes, never the same', () => {
  const made = Array.from({ length: 50 }, newWebhookSecret);
  expect(new Set(made).size).toBe(50);
  expect(made.every(isWebhookSecret)).toBe(true);
  expect(Buffer.from(made[0]!.slice('whsec_'.length), 'base64')).toHaveLength(32);
});

test.each([
  ['', false],
  ['whsec_', false],
  [REFERENCE.secret, true],
  [REFERENCE.secret.slice('whsec_'.length), false],
  ['whsec_' + Buffer.alloc(23).toString('base64'), false],
  ['whsec_' + Buffer.alloc(64).toString('base64'), true],
  ['whsec_' + Buffer.alloc(65).toString('base64'), false],
  ['whsec_' + Buffer.alloc(24, 255).toString('base64url').replaceAll('_', '-'), false],
  [`${REFERENCE.secret} `, false],
  [`${REFERENCE.secret}\n`, false],
])('%j as a secret of one’s own: %s', (text, isSecret) => {
  expect(isWebhookSecret(text)).toBe(isSecret);
});
