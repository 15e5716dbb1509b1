import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { hostOf } from '../domain/webhooks';
import {
  changeWebhookUpdate,
  createWebhookUpdate,
  deleteWebhookUpdate,
  deliveryEndedSignal,
  WEBHOOKS_MEMO,
  webhooksQuery,
  type DeliveryNews,
  type NewWebhook,
  type WantedEvents,
  type WebhooksInput,
  type WebhookSubscription,
} from './contracts/webhooks';
import { handOverProfile } from './options';
import { ifPossible } from './persistently';
import type { TelegramActivities } from './ports';
import { readDeliveryNews, whenReadable } from './signal-shapes';
import { movesOnWithVersions } from './versioning';
import { afterDelivery, changed, MAX_WEBHOOKS, opened, type WebhookTrouble } from './webhook-changes';
import { webhookTroubleItem } from './webhook-trouble';

const { post } = proxyActivities<TelegramActivities>(handOverProfile);

/** Events after which a run hands over to the next. */
const MAX_HISTORY_EVENTS = 5_000;
const CLOCKS_DIFFER_MS = 60_000;

/** Keeps who gets which events, for all processes, and tells admins of receivers that cannot be reached. Never ends. */
export async function webhooksWorkflow(input: WebhooksInput): Promise<void> {
  let held: readonly WebhookSubscription[] = input.carried ?? [];
  const untold: { trouble: WebhookTrouble; language: DeliveryNews['language'] }[] = [];
  const find = (id: string): WebhookSubscription | null => held.find((one) => one.id === id) ?? null;
  const keep = (next: readonly WebhookSubscription[]): void => {
    const hasChanged = JSON.stringify(wantedOf(next)) !== JSON.stringify(wantedOf(held));
    held = next;
    setCurrentDetails(`webhooks: ${held.length}, switched on: ${wantedOf(held).length}`);
    if (hasChanged) upsertMemo({ [WEBHOOKS_MEMO]: wantedOf(held) });
  };
  const replace = (one: WebhookSubscription): void => keep(held.map((other) => (other.id === one.id ? one : other)));

  setHandler(webhooksQuery, () => held);
  setHandler(
    createWebhookUpdate,
    (wish): WebhookSubscription => {
      const known = find(wish.id);
      if (known) return known;
      const one = opened(wish, new Date().toISOString());
      keep([...held, one]);
      return one;
    },
    { validator: (wish: NewWebhook) => assertRoom(held, wish) },
  );
  setHandler(
    changeWebhookUpdate,
    (change) => {
      const known = find(change.id);
      const next = known && changed(known, change, new Date().toISOString());
      if (next) replace(next);
      return next;
    },
    { validator: assertNamed },
  );
  setHandler(
    deleteWebhookUpdate,
    ({ id }) => {
      const isKnown = find(id) !== null;
      keep(held.filter((one) => one.id !== id));
      return isKnown;
    },
    { validator: assertNamed },
  );
  setHandler(
    deliveryEndedSignal,
    whenReadable('deliveryEnded', readDeliveryNews, (news) => {
      const known = find(news.id);
      if (!known) return;
      const { next, trouble } = afterDelivery(known, news.outcome, new Date().toISOString());
      replace(next);
      if (trouble) untold.push({ trouble, language: news.language });
    }),
  );
  upsertMemo({ [WEBHOOKS_MEMO]: wantedOf(held) });
  while (!isHistoryLong() || untold.length > 0) {
    await condition(() => untold.length > 0 || isHistoryLong());
    const next = untold.shift();
    if (!next) continue;
    const message = { to: { role: 'admins' }, item: webhookTroubleItem(next.trouble, next.language) } as const;
    await ifPossible(
      'admins',
      () => post.executeWithOptions({ summary: 'trouble with a webhook' }, [message]),
      undefined,
    );
  }
  await condition(allHandlersFinished);
  await continueAsNew<typeof webhooksWorkflow>({ carried: held });
}
movesOnWithVersions(webhooksWorkflow);

function wantedOf(held: readonly WebhookSubscription[]): WantedEvents[] {
  return held
    .filter(({ status }) => status === 'active')
    .map(({ id, events, url, createdAt }) => ({ id, events, host: hostOf(url), since: momentBefore(createdAt) }));
}

/** Telegram's times are whole seconds, and clocks differ. */
function momentBefore(instant: string): string {
  return new Date(Date.parse(instant) - CLOCKS_DIFFER_MS).toISOString();
}

/** @throws InvalidInput for what names no subscription */
function assertNamed(wish: { readonly id: string }): void {
  if (typeof wish?.id !== 'string') throw ApplicationFailure.nonRetryable('id must be a text', 'InvalidInput');
}

/** @throws InvalidInput where there are too many, or what comes is no subscription */
function assertRoom(held: readonly WebhookSubscription[], wish: NewWebhook): void {
  assertNamed(wish);
  const { id, url, events } = wish;
  if (typeof url !== 'string' || !Array.isArray(events)) {
    throw ApplicationFailure.nonRetryable('url must be a text, events a list', 'InvalidInput');
  }
  if (held.length < MAX_WEBHOOKS || held.some((one) => one.id === id)) return;
  throw ApplicationFailure.nonRetryable(`there are ${MAX_WEBHOOKS} webhooks already: delete one first`, 'InvalidInput');
}

function isHistoryLong(): boolean {
  return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= MAX_HISTORY_EVENTS;
}
