import type { SandboxCore } from '../service';
import { conflict } from './errors';
import type { BotName } from './settings';
import type { StoredBot, TelegramStore } from './store';
import type { UpdateKind, WireUpdate } from './wire';

/** Telegram keeps unfetched updates this long. */
const KEPT_MS = 24 * 3_600_000;
/** Sent only to bots that ask for them by name. */
const ASKED_FOR: readonly UpdateKind[] = ['chat_member', 'message_reaction'];
/** How long a single update waits for a second one under a `reorder` fault. */
const REORDER_WAIT_MS = 2_000;

export interface PollRequest {
  offset?: number;
  /** 1..100 */
  limit: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/** The queue of one bot's updates, fetched by long polling or taken by the webhook sender. */
export class UpdateQueue {
  private readonly waiters = new Set<() => void>();
  private poll: AbortController | undefined;
  /** Confirmed updates that a `duplicate` fault delivers again. */
  private again: WireUpdate[] = [];
  /** Updates that a `reorder` fault delivers after a later one, which therefore does not confirm them. */
  private readonly overtaken = new Set<number>();

  constructor(
    private readonly bot: BotName,
    private readonly store: TelegramStore,
    private readonly core: SandboxCore,
  ) {}

  push(kind: UpdateKind, payload: unknown): void {
    const record = this.record();
    if (!isAllowed(record, kind)) return;
    const updateId = record.nextUpdateId;
    this.store.bots.put(this.bot, { ...record, nextUpdateId: updateId + 1 });
    const update: WireUpdate = { update_id: updateId, [kind]: payload };
    this.store.updates[this.bot].put(String(updateId), { at: this.core.clock().getTime(), update });
    this.wake();
  }

  /** Updates not confirmed yet and not too old, oldest first. */
  pending(limit = Infinity): WireUpdate[] {
    const table = this.store.updates[this.bot];
    const oldest = this.core.clock().getTime() - KEPT_MS;
    const found: WireUpdate[] = [];
    for (const { at, update } of table.values()) {
      if (at < oldest) table.delete(String(update.update_id));
      else if (found.push(update) >= limit) break;
    }
    return found;
  }

  /** Forgets the updates before `offset`; a negative one counts from the end, as in Telegram. */
  confirm(offset: number): void {
    const updates = this.pending();
    const before = offset < 0 ? (updates.at(offset)?.update_id ?? updates[0]?.update_id ?? 0) : offset;
    const confirmed = updates.filter(({ update_id: id }) => id < before && !this.overtaken.has(id));
    for (const update of confirmed) this.remove(update);
  }

  /** Confirms one update. */
  remove(update: WireUpdate): void {
    const table = this.store.updates[this.bot];
    if (!table.get(String(update.update_id))) return;
    table.delete(String(update.update_id));
    if (this.core.faults.take('telegram', 'getUpdates', ['duplicate'])) this.again.push(update);
  }

  /** Takes back an update that `next` gave and that is not delivered now. */
  putBack(update: WireUpdate): void {
    if (!this.store.updates[this.bot].get(String(update.update_id))) this.again.push(update);
  }

  clear(): void {
    for (const { update_id: id } of this.pending()) this.store.updates[this.bot].delete(String(id));
    this.again = [];
  }

  /**
   * One `getUpdates` call: confirms, then waits for updates up to the timeout.
   * @throws TelegramError 409 when another call of the same bot takes over, or a webhook is set
   */
  async getUpdates({ offset, limit, timeoutMs, signal }: PollRequest): Promise<WireUpdate[]> {
    if (this.record().webhook) {
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    this.poll?.abort();
    const poll = new AbortController();
    this.poll = poll;
    try {
      if (offset !== undefined && offset !== 0) this.confirm(offset);
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const { updates, retryInMs = Infinity } = this.next(limit);
        const restMs = deadline - Date.now();
        if (updates.length > 0 || restMs <= 0 || signal.aborted) return updates;
        await this.arrival(Math.min(restMs, retryInMs), [signal, poll.signal]);
        if (poll.signal.aborted) {
          throw conflict('terminated by other getUpdates request; make sure that only one bot instance is running');
        }
      }
    } finally {
      if (this.poll === poll) this.poll = undefined;
    }
  }

  /** Resolves when something was pushed, the time is over, or a signal fired. */
  arrival(ms: number, signals: readonly AbortSignal[]): Promise<void> {
    if (signals.some((signal) => signal.aborted)) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiters.delete(done);
        for (const signal of signals) signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(ms, 0));
      this.waiters.add(done);
      for (const signal of signals) signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Ends every wait for an arrival. */
  wake(): void {
    for (const waiter of [...this.waiters]) waiter();
  }

  /**
   * The next updates to deliver, oldest first unless a fault says otherwise.
   * @returns `retryInMs`: nothing yet, but an update is held back that long at most
   */
  next(limit: number): { updates: WireUpdate[]; retryInMs?: number } {
    this.overtaken.clear();
    const updates = [...this.again.splice(0), ...this.pending(limit)].slice(0, limit);
    const reorder = this.core.faults.peek('telegram', 'getUpdates', ['reorder']);
    const [first, ...later] = updates;
    if (!reorder || !first) return { updates };
    if (later.length === 0) {
      const at = this.store.updates[this.bot].get(String(first.update_id))?.at ?? 0;
      const retryInMs = at + (reorder.delayMs ?? REORDER_WAIT_MS) - this.core.clock().getTime();
      return retryInMs > 0 ? { updates: [], retryInMs } : { updates };
    }
    this.core.faults.take('telegram', 'getUpdates', ['reorder']);
    this.overtaken.add(first.update_id);
    return { updates: later };
  }

  private record(): StoredBot {
    const record = this.store.bots.get(this.bot);
    if (!record) throw new Error(`the store has no bot "${this.bot}"`);
    return record;
  }
}

function isAllowed({ allowedUpdates }: StoredBot, kind: UpdateKind): boolean {
  if (!allowedUpdates || allowedUpdates.length === 0) return !ASKED_FOR.includes(kind);
  return allowedUpdates.includes(kind);
}
