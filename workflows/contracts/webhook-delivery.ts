import type { WebhookMessage } from '../../domain/webhooks';

/** Type of the workflow, as visibility queries name it. */
export const DELIVERY_WORKFLOW = 'webhookDeliveryWorkflow';
/** Name of its memo. */
export const DELIVERY_MEMO = 'delivery';

/** What all deliveries to a subscription begin with. */
export function deliveriesPrefix(subscriptionId: string): string {
  return `webhook-${subscriptionId}-`;
}

/** One workflow for each event and subscription: the same event again finds it there. */
export function deliveryWorkflowId(subscriptionId: string, deliveryId: string): string {
  return deliveriesPrefix(subscriptionId) + deliveryId;
}

export interface DeliveryInput {
  readonly subscriptionId: string;
  readonly message: WebhookMessage;
}

/** One sending, and what came back. */
export interface DeliveryAttempt {
  /** `failed`: to be tried again; `gone`: the receiver answered 410; `off`: the subscription is switched off or deleted. */
  readonly kind: 'delivered' | 'failed' | 'gone' | 'off';
  /** HTTP status; null: no answer came. */
  readonly status: number | null;
  /** Why it failed, in English; null when it did not. */
  readonly error: string | null;
  /** Begin of the answer's body, cleaned. */
  readonly answer: string;
  /** What `Retry-After` asks for; null: nothing. */
  readonly retryAfterMs: number | null;
  /** Milliseconds it took. */
  readonly tookMs: number;
  /** Deliveries to this receiver were given up lately: that this one arrived is news. */
  readonly isAwaited: boolean;
}

/** Where a delivery stands. `waiting`: it was not tried yet or will be again; `dead`: every attempt failed. */
export interface DeliveryStatus {
  readonly state: 'waiting' | 'delivered' | 'dead' | 'gone' | 'off';
  /** Of the message. */
  readonly messageId: string;
  readonly type: WebhookMessage['type'];
  /** ISO instant, UTC: when the event happened. */
  readonly at: string;
  readonly attempts: number;
  readonly lastAttempt: (Omit<DeliveryAttempt, 'kind' | 'retryAfterMs' | 'isAwaited'> & { readonly at: string }) | null;
  /** ISO instant, UTC; null: it is under way or over. */
  readonly nextAttemptAt: string | null;
}

/** A delivery that was not tried yet. */
export function newDelivery({ id, type, timestamp }: WebhookMessage): DeliveryStatus {
  const nothing = { attempts: 0, lastAttempt: null, nextAttemptAt: null };
  return { state: 'waiting', messageId: id, type, at: timestamp, ...nothing };
}
