import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Language } from '../../domain/language';
import type { DeliveryAttempt } from '../../workflows/contracts/webhook-delivery';
import {
  deliveryEndedSignal,
  WEBHOOKS_WORKFLOW_ID,
  type WebhookSubscription,
} from '../../workflows/contracts/webhooks';
import type { WebhookActivities } from '../../workflows/webhook-ports';
import type { ReceiverAnswer, SendWebhook } from '../adapters/webhook-sender';
import { signedMessage } from './signature';

/** What deliveries tell. */
export interface WebhookObserver {
  /** A message was sent, or could not be. @param ms - it took */
  attempted(kind: Exclude<DeliveryAttempt['kind'], 'off'>, ms: number): void;
  /** A delivery is over for good: `dead` after its last attempt, `gone` for a receiver that wants no more. */
  gaveUp(outcome: 'dead' | 'gone'): void;
}

export interface WebhookActivityDeps {
  readonly client: Pick<Client, 'workflow'>;
  /** A subscription as it is now, some seconds old at most; null: there is none. */
  readonly find: (id: string) => Promise<WebhookSubscription | null>;
  readonly send: SendWebhook;
  /** What admins are told in. */
  readonly language: Language;
  readonly now: () => Date;
  readonly observer: WebhookObserver;
}

const NOT_SENT = { status: null, error: null, answer: '', retryAfterMs: null, tookMs: 0, isAwaited: false } as const;

export function createWebhookActivities(deps: WebhookActivityDeps): WebhookActivities {
  const { client, find, send, language, now, observer } = deps;
  return {
    async deliverWebhook({ subscriptionId, message }) {
      const held = await find(subscriptionId);
      if (held === null || held.status === 'disabled') return { ...NOT_SENT, kind: 'off' };
      const startedAt = now();
      const { body, headers } = signedMessage(message, held.secrets, startedAt);
      const seen = await send({ url: held.url, headers, body }).then(judged, unanswered);
      const tookMs = now().getTime() - startedAt.getTime();
      observer.attempted(seen.kind, tookMs);
      return { ...seen, tookMs, isAwaited: held.failingSince !== null };
    },
    async noteDelivery({ id, outcome }) {
      if (outcome !== 'delivered') observer.gaveUp(outcome);
      try {
        const news = { id, outcome, language };
        await client.workflow.getHandle(WEBHOOKS_WORKFLOW_ID).signal(deliveryEndedSignal, news);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
  };
}

type Seen = Pick<DeliveryAttempt, 'status' | 'error' | 'answer' | 'retryAfterMs'> & {
  readonly kind: Exclude<DeliveryAttempt['kind'], 'off'>;
};

/** 2xx took it, 410 wants no more; all else is to be tried again, a redirect too: it could lead anywhere. */
function judged({ status, retryAfterMs, text: answer }: ReceiverAnswer): Seen {
  const seen = { status, answer, retryAfterMs };
  if (status >= 200 && status < 300) return { ...seen, kind: 'delivered', error: null };
  if (status === 410) return { ...seen, kind: 'gone', error: 'HTTP 410: the receiver wants no more' };
  const isRedirect = status >= 300 && status < 400;
  return { ...seen, kind: 'failed', error: `HTTP ${status}${isRedirect ? ': redirects are not followed' : ''}` };
}

function unanswered(error: unknown): Seen {
  const reason = error instanceof Error ? error.message : 'the request failed';
  return { kind: 'failed', status: null, error: reason, answer: '', retryAfterMs: null };
}
