import { assertNever } from '../domain/errors';
import { GIVEN_UP_AFTER_MS } from '../domain/webhooks';
import type { DeliveryNews, NewWebhook, WebhookChange, WebhookSubscription } from './contracts/webhooks';

/** Each event goes to each of them: far more than anybody connects. */
export const MAX_WEBHOOKS = 50;

/** What admins hear of. `unreachable`: a delivery was given up, the first since one arrived. */
export interface WebhookTrouble {
  readonly kind: 'unreachable' | 'gone' | 'failing';
  readonly id: string;
  readonly url: string;
  /** ISO instant, UTC: when it began. */
  readonly since: string;
}

/** A new subscription, switched on. @param now - ISO instant, UTC, as below */
export function opened({ id, url, events, description, secret, by }: NewWebhook, now: string): WebhookSubscription {
  return {
    ...{ id, url, events, description, status: 'active', disabledBecause: null },
    secrets: [{ secret, until: null }],
    ...{ createdBy: by, createdAt: now, changedAt: now, failingSince: null },
  };
}

/** A subscription as an admin has changed it. Whoever switches it on begins with a clean slate. */
export function changed(held: WebhookSubscription, change: WebhookChange, now: string): WebhookSubscription {
  const { url = held.url, events = held.events, description = held.description, status = held.status, secret } = change;
  const isSwitchedOn = status === 'active' && held.status === 'disabled';
  return {
    ...held,
    ...{ url, events, description, status, changedAt: now },
    disabledBecause: status === 'active' ? null : (held.disabledBecause ?? 'admin'),
    failingSince: isSwitchedOn || url !== held.url ? null : held.failingSince,
    secrets: secret
      ? [{ secret: secret.secret, until: null }, ...formerOf(held, secret.formerUntil, now)]
      : held.secrets,
  };
}

/** Secrets that still sign beside a new one, none beyond `until`. */
function formerOf({ secrets }: WebhookSubscription, until: string, now: string): WebhookSubscription['secrets'] {
  return secrets
    .map((former) => ({ ...former, until: former.until !== null && former.until < until ? former.until : until }))
    .filter((former) => former.until > now);
}

/** A subscription once a delivery to it has ended, and what admins have to hear. One that is switched off stays so. */
export function afterDelivery(
  held: WebhookSubscription,
  outcome: DeliveryNews['outcome'],
  now: string,
): { readonly next: WebhookSubscription; readonly trouble: WebhookTrouble | null } {
  if (held.status === 'disabled') return { next: held, trouble: null };
  const { id, url, failingSince } = held;
  const off = { ...held, status: 'disabled', changedAt: now } as const;
  const since = failingSince ?? now;
  switch (outcome) {
    case 'delivered':
      return { next: { ...held, failingSince: null }, trouble: null };
    case 'gone':
      return { next: { ...off, disabledBecause: 'gone' }, trouble: { kind: 'gone', id, url, since: now } };
    case 'dead':
      if (Date.parse(now) - Date.parse(since) >= GIVEN_UP_AFTER_MS) {
        return { next: { ...off, disabledBecause: 'failing' }, trouble: { kind: 'failing', id, url, since } };
      }
      return {
        next: { ...held, failingSince: since },
        trouble: failingSince === null ? { kind: 'unreachable', id, url, since } : null,
      };
    default:
      return assertNever(outcome);
  }
}
