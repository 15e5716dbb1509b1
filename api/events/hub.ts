import { randomBytes } from 'node:crypto';

/** News as the stream tells it. */
export interface LiveEvent {
  readonly name: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

/** Who listens. */
export interface Listener {
  /** A frame as `text/event-stream` has it. @returns false when it no longer wants any */
  send(frame: string): boolean;
  end(): void;
}

/** Spreads news to everybody who listens, and remembers the last ones for who comes back. */
export interface EventHub {
  /**
   * @param lastEventId - the last event that the listener got; where all since are still known they are sent again, else
   * `resync` tells it to read everything anew; null: it has only begun
   * @returns how to leave; null where there are as many listeners as there may be
   */
  join(listener: Listener, lastEventId: string | null): (() => void) | null;
  publish(event: LiveEvent): void;
  listeners(): number;
  /** Ends all streams and takes no more listeners. */
  close(): void;
}

/** Remembered events: of a busy minute. */
const REMEMBERED = 500;

/**
 * @param options.most - listeners at once, default 200
 * @param options.onCrowd - told when the first listener comes (true), and when the last one has gone (false)
 */
export function createEventHub({
  most = 200,
  onCrowd,
}: { readonly most?: number; readonly onCrowd?: (isThere: boolean) => void } = {}): EventHub {
  // Ids of an earlier process say nothing about what was missed since.
  const life = randomBytes(6).toString('hex');
  const listeners = new Set<Listener>();
  const past: { readonly number: number; readonly frame: string }[] = [];
  let last = 0;
  let isClosed = false;

  const frameOf = (number: number, { name, data }: LiveEvent): string =>
    `id: ${life}-${number}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

  /** null: they are not all known any more. */
  function missedSince(lastEventId: string): readonly string[] | null {
    const [, itsLife, itsNumber] = /^([0-9a-f]+)-(\d{1,15})$/.exec(lastEventId) ?? [];
    const from = Number(itsNumber);
    const oldest = past[0]?.number ?? last + 1;
    if (itsLife !== life || from > last || from + 1 < oldest) return null;
    return past.filter(({ number }) => number > from).map(({ frame }) => frame);
  }

  function leave(listener: Listener): void {
    if (listeners.delete(listener) && listeners.size === 0) onCrowd?.(false);
  }

  return {
    join(listener, lastEventId) {
      if (isClosed || listeners.size >= most) return null;
      const missed = lastEventId === null ? [] : missedSince(lastEventId);
      const greeting = frameOf(last, { name: missed === null ? 'resync' : 'hello', data: {} });
      // A greeting has the id of the last event: it is no news of its own.
      for (const frame of [...(missed ?? []), greeting]) listener.send(frame);
      listeners.add(listener);
      if (listeners.size === 1) onCrowd?.(true);
      return () => leave(listener);
    },
    publish(event) {
      last += 1;
      const frame = frameOf(last, event);
      past.push({ number: last, frame });
      if (past.length > REMEMBERED) past.shift();
      for (const listener of listeners) {
        if (listener.send(frame)) continue;
        leave(listener);
        listener.end();
      }
    },
    listeners: () => listeners.size,
    close() {
      isClosed = true;
      for (const listener of [...listeners]) {
        leave(listener);
        listener.end();
      }
    },
  };
}
