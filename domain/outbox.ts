/** One waiting message. */
export interface WaitingItem {
  readonly kind: 'notice' | 'direct';
  /** Idempotency key: a notice's ticket id, or the purpose of a direct message within its ticket. */
  readonly key: string;
  /** HTML as Telegram takes it, 1..4,096 characters after parsing. */
  readonly html: string;
  readonly replyToMessageId: number | null;
}

/** A notice that was sent. */
export interface SentItem {
  readonly key: string;
  readonly messageId: number;
  /** Merged with others: it stays as it is, a later notice of its ticket is a new message. */
  readonly merged: boolean;
  html: string;
}

/** What to do next: edit the notice that was sent alone, or send one message made of one or more items. */
export type NextSend<T extends WaitingItem> =
  | { readonly kind: 'edit'; readonly messageId: number; readonly item: T }
  | {
      readonly kind: 'send';
      readonly html: string;
      readonly replyToMessageId: number | null;
      readonly items: readonly T[];
    };

/** Telegram counts characters after parsing; counting the markup too only errs on the safe side. */
const MAX_MESSAGE = 4_096;
const BETWEEN = '\n\n';

/**
 * Takes the next message out of `waiting`: direct ones first, then the edit of a notice already sent, else all new
 * notices that fit into one message, oldest first.
 * @returns null when nothing waits, or when the only thing to do was an edit that changes nothing
 */
export function takeNext<T extends WaitingItem>(state: { waiting: T[]; sent: SentItem[] }): NextSend<T> | null {
  const direct = state.waiting.find(({ kind }) => kind === 'direct');
  if (direct) {
    remove(state, [direct]);
    return { kind: 'send', html: direct.html, replyToMessageId: direct.replyToMessageId, items: [direct] };
  }
  const editable = (item: T) => state.sent.find(({ key, merged }) => key === item.key && !merged);
  const unchanged = state.waiting.filter((item) => editable(item)?.html === item.html);
  remove(state, unchanged);
  const first = state.waiting[0];
  if (!first) return null;
  const sent = editable(first);
  if (sent) {
    remove(state, [first]);
    sent.html = first.html;
    return { kind: 'edit', messageId: sent.messageId, item: first };
  }
  const items = fitting(state.waiting.filter((item) => !editable(item)));
  remove(state, items);
  const replyToMessageId = items.length === 1 ? first.replyToMessageId : null;
  return { kind: 'send', html: items.map(({ html }) => html).join(BETWEEN), replyToMessageId, items };
}

function fitting<T extends WaitingItem>(items: readonly T[]): T[] {
  const taken: T[] = [];
  let length = 0;
  for (const item of items) {
    length += item.html.length + (taken.length > 0 ? BETWEEN.length : 0);
    if (taken.length > 0 && length > MAX_MESSAGE) break;
    taken.push(item);
  }
  return taken;
}

function remove<T extends WaitingItem>(state: { waiting: T[] }, items: readonly T[]): void {
  state.waiting = state.waiting.filter((item) => !items.includes(item));
}

/**
 * Milliseconds until the chat may get one more message.
 * @param sendTimesMs - instants of earlier sends, ascending
 * @param perMinute - messages allowed in any 60 s; >= 1
 */
export function tokenWaitMs({
  sendTimesMs,
  perMinute,
  nowMs,
}: {
  sendTimesMs: readonly number[];
  perMinute: number;
  nowMs: number;
}): number {
  const recent = sendTimesMs.filter((at) => at > nowMs - 60_000);
  const blocking = recent[recent.length - perMinute];
  return blocking === undefined ? 0 : blocking + 60_000 - nowMs;
}

/** Far below the 10,000 signals a run can take. */
const LONGEST_HISTORY = 8_000;

/**
 * Whether a run that is long enough to hand over to the next should do so now. The server refuses the hand-over where a
 * message was posted meanwhile, and has the whole history worked through again, during which the next is posted: under
 * steady posts the refusals follow each other and the run outgrows its limits. After one the post comes with the task that
 * is worked through again; then a message goes first, and the next try is as quick as any task.
 * @param moment.historyLength - events of the run
 * @param moment.postedAtLength - events there were when a message was last posted; -1: none
 */
export function isMomentToHandOver(moment: { historyLength: number; postedAtLength: number }): boolean {
  return moment.postedAtLength !== moment.historyLength || moment.historyLength >= LONGEST_HISTORY;
}
