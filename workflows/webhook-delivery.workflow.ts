import { proxyActivities, setCurrentDetails, sleep, upsertMemo } from '@temporalio/workflow';
import { retryWaitMs } from '../domain/webhooks';
import {
  DELIVERY_MEMO,
  newDelivery,
  type DeliveryAttempt,
  type DeliveryInput,
  type DeliveryStatus,
} from './contracts/webhook-delivery';
import { handOverProfile, webhookProfile } from './options';
import { persistently } from './persistently';
import type { WebhookActivities } from './webhook-ports';
import { movesOnWithVersions } from './versioning';

const { deliverWebhook } = proxyActivities<WebhookActivities>(webhookProfile);
const { noteDelivery } = proxyActivities<WebhookActivities>(handOverProfile);

/**
 * Brings one event to one receiver: at once, then again and again for a day. What was given up stays to be seen, in the
 * memo, as long as Temporal keeps closed workflows.
 */
export async function webhookDeliveryWorkflow(input: DeliveryInput): Promise<DeliveryStatus> {
  let status = newDelivery(input.message);
  for (;;) {
    const summary = `attempt ${status.attempts + 1}`;
    const attempt = await persistently('deliverWebhook', () => deliverWebhook.executeWithOptions({ summary }, [input]));
    const waitMs =
      attempt.kind === 'failed' ? retryWaitMs(status.attempts + 1, attempt.retryAfterMs, Math.random()) : null;
    status = after(status, attempt, waitMs);
    show(status);
    if (waitMs === null) return tell(input, status, attempt.isAwaited);
    await sleep(waitMs, { summary: `attempt ${status.attempts} failed: ${attempt.status ?? 'no answer'}` });
  }
}
movesOnWithVersions(webhookDeliveryWorkflow);

/** The keeper of the subscriptions hears of what changes how a receiver stands. */
async function tell({ subscriptionId: id }: DeliveryInput, status: DeliveryStatus, isAwaited: boolean) {
  const { state } = status;
  if (state === 'dead' || state === 'gone' || (state === 'delivered' && isAwaited)) {
    const news = { id, outcome: state };
    await persistently('noteDelivery', () => noteDelivery.executeWithOptions({ summary: state }, [news]));
  }
  return status;
}

function after(status: DeliveryStatus, attempt: DeliveryAttempt, waitMs: number | null): DeliveryStatus {
  const { kind, status: code, error, answer, tookMs } = attempt;
  const nowMs = Date.now();
  // What was not sent is no attempt.
  const attempts = status.attempts + (kind === 'off' ? 0 : 1);
  const seen = { status: code, error, answer, tookMs, at: new Date(nowMs).toISOString() };
  const lastAttempt = kind === 'off' ? status.lastAttempt : seen;
  const nextAttemptAt = waitMs === null ? null : new Date(nowMs + waitMs).toISOString();
  const state = kind === 'failed' ? (waitMs === null ? 'dead' : 'waiting') : kind;
  return { ...status, state, attempts, lastAttempt, nextAttemptAt };
}

/** In lists and in Temporal UI. */
function show(status: DeliveryStatus): void {
  upsertMemo({ [DELIVERY_MEMO]: status });
  const { state, attempts, lastAttempt, nextAttemptAt } = status;
  const last = lastAttempt?.error ? `, last: ${lastAttempt.error}` : '';
  setCurrentDetails(`${state}, attempts: ${attempts}${last}${nextAttemptAt ? `, next: ${nextAttemptAt}` : ''}`);
}
