import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Language } from '../../domain/language';
import type { Reviewer } from '../../domain/ticket';
import type { WebhookEventType } from '../../domain/webhooks';

/** Workflow id of the only keeper of the subscriptions. */
export const WEBHOOKS_WORKFLOW_ID = 'webhooks';
/** What its memo holds for whoever emits events: it can be read while no worker runs. */
export const WEBHOOKS_MEMO = 'wanted';

/** Which events go where: of the subscriptions that are switched on. */
export interface WantedEvents {
  readonly id: string;
  /** Empty: all. */
  readonly events: readonly WebhookEventType[];
  /** Of its address. */
  readonly host: string;
  /** ISO instant, UTC: what happened before is not sent. */
  readonly since: string;
}

/** Who gets which events, and how it went lately. Holds secrets: only its public part leaves the product. */
export interface WebhookSubscription {
  readonly id: string;
  readonly url: string;
  /** Empty: all, those of later releases as well. */
  readonly events: readonly WebhookEventType[];
  readonly description: string;
  readonly status: 'active' | 'disabled';
  /** `gone`: the receiver answered 410; `failing`: nothing reached it for days. null while it is active. */
  readonly disabledBecause: 'admin' | 'gone' | 'failing' | null;
  /** The newest first; all that are not over sign. */
  readonly secrets: readonly WebhookSecret[];
  readonly createdBy: Reviewer;
  /** ISO instants, UTC. */
  readonly createdAt: string;
  readonly changedAt: string;
  /** When a delivery was given up, if none has arrived since; null: all is well. */
  readonly failingSince: string | null;
}

export interface WebhookSecret {
  /** `whsec_` and base64. */
  readonly secret: string;
  /** ISO instant, UTC: from then on it signs no more; null: it stays. */
  readonly until: string | null;
}

export interface NewWebhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookEventType[];
  readonly description: string;
  readonly secret: string;
  readonly by: Reviewer;
}

/** What an admin changes; absent fields stay. */
export interface WebhookChange {
  readonly id: string;
  readonly url?: string;
  readonly events?: readonly WebhookEventType[];
  readonly description?: string;
  readonly status?: 'active' | 'disabled';
  /** A new secret, and until when (ISO) the former ones sign beside it. */
  readonly secret?: { readonly secret: string; readonly formerUntil: string };
}

/** How a delivery ended. */
export interface DeliveryNews {
  readonly id: string;
  readonly outcome: 'delivered' | 'dead' | 'gone';
  /** What admins are told in. */
  readonly language: Language;
}

export interface WebhooksInput {
  /** What the run before kept, when the keeper continued as new. */
  readonly carried: readonly WebhookSubscription[] | null;
}

/** Refused with InvalidInput: too many. The same id twice is the first one. */
export const createWebhookUpdate = defineUpdate<WebhookSubscription, [NewWebhook]>('create');
/** null: there is no such subscription. */
export const changeWebhookUpdate = defineUpdate<WebhookSubscription | null, [WebhookChange]>('change');
/** @returns whether there was one */
export const deleteWebhookUpdate = defineUpdate<boolean, [{ readonly id: string }]>('delete');
/** All, in the order in which they came. */
export const webhooksQuery = defineQuery<readonly WebhookSubscription[]>('list');
export const deliveryEndedSignal = defineSignal<[DeliveryNews]>('deliveryEnded');
