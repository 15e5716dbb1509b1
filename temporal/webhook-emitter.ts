import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { toldData, wantsEvent, type WebhookMessage, type WebhookNews } from '../domain/webhooks';
import { DELIVERY_MEMO, deliveryWorkflowId, newDelivery } from '../workflows/contracts/webhook-delivery';
import { WEBHOOKS_MEMO, WEBHOOKS_WORKFLOW_ID, type WantedEvents } from '../workflows/contracts/webhooks';
import type { webhookDeliveryWorkflow } from '../workflows/webhook-delivery.workflow';
import { keptFor } from './kept-for';
import { ONCEK_QUEUE } from './queues';

/** Hands what happened to all who subscribed to it. */
export interface WebhookEmitter {
  /**
   * Starts a delivery to each subscription that wants the event. The same event again starts none, as long as Temporal
   * keeps the first. Where nobody subscribed it costs one look at the server in 5 s.
   * @throws whatever the client throws while Temporal is away: call again
   */
  emit(news: WebhookNews): Promise<void>;
  /** Starts one delivery under an id of its own. @returns false where it was started before */
  deliver(to: Pick<WantedEvents, 'id' | 'host'>, message: WebhookMessage, deliveryId: string): Promise<boolean>;
  /** What was seen of the subscriptions is out of date. */
  forget(): void;
}

export interface WebhookEmitterDeps {
  readonly client: Pick<Client, 'workflow'>;
  /** @default the machine's clock, in ms */
  readonly now?: () => number;
  /** Name of the queue that deliveries run on. @default the product's */
  readonly taskQueue?: string;
}

const FRESH_MS = 5_000;
const ID_CHARS = 32;

/** The id of an event's message: the same for the same event, in every process. */
export function messageIdOf({ type, key }: Pick<WebhookNews, 'type' | 'key'>): string {
  return `msg_${createHash('sha256')
    .update(JSON.stringify([type, key]))
    .digest('hex')
    .slice(0, ID_CHARS)}`;
}

export function createWebhookEmitter(deps: WebhookEmitterDeps): WebhookEmitter {
  const { client, now = Date.now, taskQueue = ONCEK_QUEUE } = deps;
  /** From the keeper's memo, which the server tells without a worker: groups are listened to while none runs. */
  async function ask(): Promise<readonly WantedEvents[]> {
    try {
      const { memo } = await client.workflow.getHandle(WEBHOOKS_WORKFLOW_ID).describe();
      return (memo?.[WEBHOOKS_MEMO] as readonly WantedEvents[] | undefined) ?? [];
    } catch (error) {
      // It starts with the first subscription.
      if (error instanceof WorkflowNotFoundError) return [];
      throw error;
    }
  }

  const wanted = keptFor(FRESH_MS, ask, now);

  async function deliver(
    { id, host }: Pick<WantedEvents, 'id' | 'host'>,
    message: WebhookMessage,
    deliveryId: string,
  ): Promise<boolean> {
    try {
      await client.workflow.start<typeof webhookDeliveryWorkflow>('webhookDeliveryWorkflow', {
        workflowId: deliveryWorkflowId(id, deliveryId),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        taskQueue,
        memo: { [DELIVERY_MEMO]: newDelivery(message) },
        staticSummary: `${message.type} to ${host}`.slice(0, 200),
        args: [{ subscriptionId: id, message }],
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  }

  return {
    deliver,
    forget: () => wanted.forget(),
    async emit(news) {
      const to = (await wanted.get()).filter(({ events, since }) => wantsEvent(events, news.type) && news.at >= since);
      if (to.length === 0) return;
      const { type, at: timestamp } = news;
      const message: WebhookMessage = { id: messageIdOf(news), type, timestamp, data: toldData(news) };
      await Promise.all(to.map((one) => deliver(one, message, message.id)));
    },
  };
}
