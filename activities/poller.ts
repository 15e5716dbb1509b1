import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again, one look at a time. */
export interface Poller {
  /** Looks once, and is back when that look is done; then looks go on. A second call does nothing. */
  start(): Promise<void>;
  /** Waits for a look under way; no further ones. May be started again. */
  stop(): Promise<void>;
}

/** @param look - must not throw @param everyMs - milliseconds between the end of a look and the next */
export function createPoller(look: () => Promise<void>, everyMs: number): Poller {
  let loop: { stop: AbortController; done: Promise<void> } | null = null;

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await look();
    }
  }

  return {
    async start() {
      if (loop) return;
      const stop = new AbortController();
      // Set before the first await: a second start in the meantime must not begin a second loop.
      const first = look();
      loop = { stop, done: first.then(() => watch(stop.signal)) };
      await first;
    },
    async stop() {
      const running = loop;
      loop = null;
      running?.stop.abort();
      await running?.done;
    },
  };
}
