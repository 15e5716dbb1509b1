import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { WebhookMessage } from '../../domain/webhooks';
import type { WebhookSecret } from '../../workflows/contracts/webhooks';

const PREFIX = 'whsec_';
/** Bytes of a secret, as the specification of Standard Webhooks has them. */
const SECRET_BYTES = { fewest: 24, most: 64, ours: 32 } as const;

/** @returns a new secret: `whsec_` and 32 random bytes in base64 */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES.ours).toString('base64');
}

/** Whether a text is `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  if (!text.startsWith(PREFIX)) return false;
  const base64 = text.slice(PREFIX.length);
  const bytes = Buffer.from(base64, 'base64');
  return (
    bytes.toString('base64') === base64 && bytes.length >= SECRET_BYTES.fewest && bytes.length <= SECRET_BYTES.most
  );
}

/**
 * Body and headers of one sending, by the specification of Standard Webhooks: `webhook-id`, `webhook-timestamp` (seconds)
 * and `webhook-signature`, which holds an HMAC-SHA256 of each secret in force, parted by spaces.
 * @param secrets - those over at `now` sign no more
 */
export function signedMessage(
  message: WebhookMessage,
  secrets: readonly WebhookSecret[],
  now: Date,
): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const { id, type, timestamp, data } = message;
  const body = JSON.stringify({ id, type, timestamp, data });
  const inForce = secrets.filter(({ until }) => until === null || until > now.toISOString());
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': inForce.map(({ secret }) => new Webhook(secret).sign(id, now, body)).join(' '),
    },
  };
}
