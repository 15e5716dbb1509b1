import { randomBytes, randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { OncekError } from '../domain/errors';
import { hostOf, type WebhookMessage } from '../domain/webhooks';
import {
  DELIVERY_MEMO,
  DELIVERY_WORKFLOW,
  deliveriesPrefix,
  deliveryWorkflowId,
  type DeliveryInput,
  type DeliveryStatus,
} from '../workflows/contracts/webhook-delivery';
import {
  changeWebhookUpdate,
  createWebhookUpdate,
  deleteWebhookUpdate,
  WEBHOOKS_WORKFLOW_ID,
  webhooksQuery,
  type NewWebhook,
  type WebhookChange,
  type WebhookSubscription,
} from '../workflows/contracts/webhooks';
import type { webhooksWorkflow } from '../workflows/webhooks.workflow';
import { keptFor } from './kept-for';
import { ONCEK_QUEUE } from './queues';
import { startedWith } from './started-with';
import { executeUpdate } from './update';
import type { WebhookEmitter } from './webhook-emitter';

/** A delivery as lists show it. */
export interface ListedDelivery extends DeliveryStatus {
  readonly deliveryId: string;
  /** ISO instant, UTC. */
  readonly startedAt: string;
}

/** The one door to the subscriptions, and to what became of their deliveries. */
export interface WebhookDesk {
  /** All, in the order in which they came. */
  list(): Promise<readonly WebhookSubscription[]>;
  /** Some seconds old at most, unless it was changed through this desk; null: there is none. */
  find(id: string): Promise<WebhookSubscription | null>;
  /** @throws WorkflowUpdateFailedError with InvalidInput where there are too many */
  create(wish: Omit<NewWebhook, 'id'>): Promise<WebhookSubscription>;
  /** @throws UnknownWebhook, as all below */
  change(change: WebhookChange): Promise<WebhookSubscription>;
  remove(id: string): Promise<void>;
  /** Sends a `ping`. @returns the id of its delivery. @throws WebhookDisabled */
  ping(id: string): Promise<string>;
  /** The newest of the last weeks, as many as Temporal keeps, at most `limit`. */
  deliveries(id: string, limit: number): Promise<readonly ListedDelivery[]>;
  /** Sends the message of an earlier delivery once more, with its `webhook-id`. @returns the new delivery's id. @throws WebhookDisabled */
  redeliver(id: string, deliveryId: string): Promise<string>;
}

export interface WebhookDeskDeps {
  readonly client: Client;
  readonly emitter: Pick<WebhookEmitter, 'deliver' | 'forget'>;
  /** @default the machine's clock, in ms */
  readonly now?: () => number;
  /** Name of the queue that the keeper runs on. @default the product's */
  readonly taskQueue?: string;
}

const FRESH_MS = 5_000;
const QUERY_MS = 5_000;
const GRPC_NOT_FOUND = 5;

export function createWebhookDesk(deps: WebhookDeskDeps): WebhookDesk {
  const { client, emitter, now = Date.now, taskQueue = ONCEK_QUEUE } = deps;
  const keeper = () => client.workflow.getHandle(WEBHOOKS_WORKFLOW_ID);

  async function ask(): Promise<readonly WebhookSubscription[]> {
    try {
      return await client.withDeadline(Date.now() + QUERY_MS, () => keeper().query(webhooksQuery));
    } catch (error) {
      // It starts with the first subscription.
      if (error instanceof WorkflowNotFoundError) return [];
      throw error;
    }
  }

  const held = keptFor(FRESH_MS, ask, now);

  async function find(id: string): Promise<WebhookSubscription | null> {
    return (await held.get()).find((one) => one.id === id) ?? null;
  }

  /** Changes something; what was read before is out of date then, however it ends. */
  async function changing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw unknownWebhook();
      throw error;
    } finally {
      held.forget();
      emitter.forget();
    }
  }

  async function switchedOn(id: string): Promise<WebhookSubscription> {
    const found = await find(id);
    if (found === null) throw unknownWebhook();
    if (found.status === 'active') return found;
    throw new OncekError('WebhookDisabled', 'the webhook is switched off: switch it on first');
  }

  async function start({ id, url }: WebhookSubscription, message: WebhookMessage, deliveryId: string): Promise<string> {
    await emitter.deliver({ id, host: hostOf(url) }, message, deliveryId);
    return deliveryId;
  }

  return {
    list() {
      held.forget();
      return held.get();
    },
    find,
    create: (wish) =>
      changing(() =>
        client.workflow.executeUpdateWithStart(createWebhookUpdate, {
          args: [{ ...wish, id: `wh_${randomBytes(8).toString('hex')}` }],
          startWorkflowOperation: new WithStartWorkflowOperation<typeof webhooksWorkflow>('webhooksWorkflow', {
            workflowId: WEBHOOKS_WORKFLOW_ID,
            workflowIdConflictPolicy: 'USE_EXISTING',
            taskQueue,
            staticSummary: 'who gets which events',
            args: [{ carried: null }],
          }),
        }),
      ),
    async change(change) {
      const changed = await changing(() => executeUpdate(keeper(), changeWebhookUpdate, [change]));
      if (changed === null) throw unknownWebhook();
      return changed;
    },
    async remove(id) {
      if (!(await changing(() => executeUpdate(keeper(), deleteWebhookUpdate, [{ id }])))) throw unknownWebhook();
    },
    async ping(id) {
      const to = await switchedOn(id);
      const messageId = `msg_${randomUUID().replaceAll('-', '')}`;
      const timestamp = new Date(now()).toISOString();
      return start(to, { id: messageId, type: 'ping', timestamp, data: { webhookId: id } }, messageId);
    },
    async deliveries(id, limit) {
      if ((await find(id)) === null) throw unknownWebhook();
      const query = `WorkflowType = "${DELIVERY_WORKFLOW}" AND WorkflowId STARTS_WITH "${deliveriesPrefix(id)}"`;
      const found: ListedDelivery[] = [];
      for await (const { workflowId, startTime, memo } of client.workflow.list({ query, pageSize: limit })) {
        const deliveryId = workflowId.slice(deliveriesPrefix(id).length);
        const status = memo?.[DELIVERY_MEMO] as DeliveryStatus | undefined;
        if (status) found.push({ ...status, deliveryId, startedAt: startTime.toISOString() });
        if (found.length >= limit) break;
      }
      return found.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    },
    async redeliver(id, deliveryId) {
      const to = await switchedOn(id);
      const workflowId = deliveryWorkflowId(id, deliveryId);
      const former = await startedWith<DeliveryInput>(client, { workflowId }).catch((error: unknown) => {
        throw isNotFound(error) ? unknownDelivery() : error;
      });
      if (former === null) throw unknownDelivery();
      return start(to, former.message, `${former.message.id}-${randomBytes(4).toString('hex')}`);
    },
  };
}

/** As the raw service says it. */
function isNotFound(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === GRPC_NOT_FOUND;
}

function unknownWebhook(): OncekError {
  return new OncekError('UnknownWebhook', 'there is no webhook of this id');
}

function unknownDelivery(): OncekError {
  return new OncekError('UnknownWebhook', 'there is no such delivery, or it is forgotten');
}
