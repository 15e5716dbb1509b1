import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  continueAsNew,
  log,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { isMomentToHandOver, takeNext, tokenWaitMs } from '../domain/outbox';
import type { OutboxInput, OutboxItem, OutboxState } from './contracts/outbox';
import { outboxStatusQuery, postSignal } from './contracts/outbox';
import { handOverProfile, pictureProfile, telegramProfile } from './options';
import { persistently } from './persistently';
import type { TelegramActivities } from './ports';
import { readOutboxItem, whenReadable } from './signal-shapes';
import { movesOnWithVersions } from './versioning';

const { sendMessage, editMessage } = proxyActivities<TelegramActivities>(telegramProfile);
const { sendPicture } = proxyActivities<TelegramActivities>(pictureProfile);
const { post } = proxyActivities<TelegramActivities>(handOverProfile);

/** Notices rest this long before they go, so that what follows at once (the row was written) goes along. */
const GATHER_MS = 3_000;
const KEPT = 500;
/** The server fails a workflow whose input is over 2 MB: rather a longer run. */
const MAX_CARRIED_UNITS = 1_000_000;

/** The only sender of one bot into one chat: obeys the chat's rate, merges what waits, edits what was sent alone. */
export async function outboxWorkflow(input: OutboxInput): Promise<void> {
  const state: OutboxState = input.carried ?? { waiting: [], sent: [], directKeys: [], sendTimesMs: [], failed: 0 };
  let { perMinute } = input;
  let postedAtLength = -1;
  const take = whenReadable('post', readOutboxItem, (item) => {
    perMinute = item.perMinute ?? perMinute;
    takeItem(state, item);
  });
  setHandler(postSignal, (item) => {
    postedAtLength = workflowInfo().historyLength;
    take(item);
  });
  setHandler(outboxStatusQuery, () => ({
    waiting: state.waiting.length,
    sent: state.sent.length,
    failed: state.failed,
  }));

  const mustHandOver = (): boolean => {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (!continueAsNewSuggested || JSON.stringify(state).length > MAX_CARRIED_UNITS) return false;
    return isMomentToHandOver({ historyLength, postedAtLength }) || !patched('outbox-hands-over-in-peace');
  };
  while (!mustHandOver()) {
    const hasWork = await condition(() => state.waiting.length > 0, '1 day', { summary: 'until something is posted' });
    if (!hasWork) continue;
    if (state.movedTo !== undefined) {
      await handOn(input, state, state.movedTo);
      continue;
    }
    await condition(() => state.waiting.some((item) => item.kind === 'direct'), GATHER_MS, { summary: 'gathering' });
    const waitMs = tokenWaitMs({ sendTimesMs: state.sendTimesMs, perMinute, nowMs: Date.now() });
    if (waitMs > 0) await sleep(waitMs, { summary: `rate token of the chat (${perMinute}/min)` });
    await sendNext(input, state);
    setCurrentDetails(`waiting: ${state.waiting.length}, failed: ${state.failed}`);
  }
  await continueAsNew<typeof outboxWorkflow>({ ...input, perMinute, carried: state });
}
movesOnWithVersions(outboxWorkflow);

function takeItem(state: OutboxState, item: OutboxItem): void {
  if (item.quietMs !== undefined) {
    if ((state.quietUntilMs?.[item.key] ?? 0) > Date.now()) return;
    const others = Object.entries(state.quietUntilMs ?? {}).filter(([, until]) => until > Date.now());
    state.quietUntilMs = { ...Object.fromEntries(others), [item.key]: Date.now() + item.quietMs };
  } else if (item.kind === 'direct' && state.directKeys.includes(item.key)) return;
  const place = state.waiting.findIndex(({ kind, key }) => kind === item.kind && key === item.key);
  if (place >= 0) state.waiting[place] = item;
  else state.waiting.push(item);
}

async function sendNext(input: OutboxInput, state: OutboxState): Promise<void> {
  const next = takeNext(state);
  if (!next) return;
  const { bot, chatId } = input;
  // Before the sending, so that the same message posted meanwhile is known, and for good when it is refused.
  const directKeys =
    next.kind === 'send'
      ? next.items.filter(({ kind, quietMs }) => kind === 'direct' && quietMs === undefined).map(({ key }) => key)
      : [];
  state.directKeys = [...state.directKeys, ...directKeys].slice(-KEPT);
  state.sendTimesMs = [...state.sendTimesMs.filter((at) => at > Date.now() - 60_000), Date.now()];
  try {
    if (next.kind === 'edit') {
      const { messageId } = next;
      const message = { bot, chatId, messageId, html: next.item.html };
      await editMessage.executeWithOptions({ summary: `edit of message ${messageId}` }, [message]);
      return;
    }
    const { html, replyToMessageId } = next;
    const { pictureKey, buttons } = aloneOf(next.items) ?? {};
    if (pictureKey !== undefined) {
      const picture = { bot, chatId, html, pictureKey, ...(buttons && { buttons }) };
      await sendPicture.executeWithOptions({ summary: 'picture' }, [picture]);
      return;
    }
    const ticketId = ticketOf(next.items);
    const message = { bot, chatId, html, replyToMessageId, ticketId, ...(buttons && { buttons }) };
    const summary = next.items.length > 1 ? `message of ${next.items.length}` : `message: ${next.items[0]?.kind}`;
    const { messageId } = await sendMessage.executeWithOptions({ summary }, [message]);
    for (const item of next.items) {
      if (item.kind === 'notice')
        remember(state, { key: item.key, messageId, merged: next.items.length > 1, html: item.html });
    }
  } catch (error) {
    const movedTo = movedToOf(error);
    if (movedTo !== null && patched('outbox-moves')) {
      state.movedTo = movedTo;
      state.waiting.unshift(...(next.kind === 'edit' ? [next.item] : next.items));
      return;
    }
    // Refused by Telegram for good (the chat is gone, the bot was removed): the rows stand, only the notice is lost.
    state.failed += 1;
    log.error('a message to the chat was refused', {
      type: error instanceof Error && error.cause instanceof ApplicationFailure ? error.cause.type : 'unknown',
    });
  }
}

/** The one ticket a message speaks of; what is said of several goes with none. */
function ticketOf(items: readonly OutboxItem[]): string | null {
  return aloneOf(items)?.ticketId ?? null;
}

/** The item of a message that is made of it alone; direct ones always are. */
function aloneOf(items: readonly OutboxItem[]): OutboxItem | null {
  const [first, ...others] = items;
  return others.length === 0 ? (first ?? null) : null;
}

/**
 * The chat has another id now, and a sender of its own: all that waits here goes there. What was quoted stands in the
 * old chat and cannot be quoted any more.
 */
async function handOn({ bot }: OutboxInput, state: OutboxState, chatId: number): Promise<void> {
  for (const item of state.waiting.splice(0)) {
    if (item.kind === 'direct') state.directKeys = [...state.directKeys, item.key].slice(-KEPT);
    const moved = { to: { role: 'chat', bot, chatId }, item: { ...item, replyToMessageId: null } } as const;
    await persistently('post', () => post.executeWithOptions({ summary: `to the chat's new id` }, [moved]));
  }
}

function movedToOf(error: unknown): number | null {
  const cause = error instanceof ActivityFailure ? error.cause : null;
  if (!(cause instanceof ApplicationFailure) || cause.type !== 'TelegramRefused') return null;
  const { migrateToChatId } = (cause.details?.[0] ?? {}) as { migrateToChatId?: unknown };
  return typeof migrateToChatId === 'number' ? migrateToChatId : null;
}

function remember(state: OutboxState, notice: OutboxState['sent'][number]): void {
  state.sent = [...state.sent.filter(({ key }) => key !== notice.key), notice].slice(-KEPT);
}
