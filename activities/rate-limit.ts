/** Slots for sends into one chat, an even distance apart. */
export interface ChatPace {
  /**
   * Milliseconds until the sender `key` may send into the chat; 0: now. Who has to wait keeps its place: asking again
   * under the same key gives the rest of the wait, not a new place.
   */
  reserve(input: { chatId: number; key: string; everyMs: number }): number;
}

/** A place that nobody came back for is given up after this time. */
const FORGOTTEN_AFTER_MS = 600_000;

/**
 * Spreads sends of this process over time, so that many waiting senders do not run into Telegram's limit at once.
 * @param now - milliseconds of a clock that never goes back: the wall clock, set back by five minutes, would hold a chat's
 *   messages up for as long. @default performance.now
 */
export function createChatPace(now: () => number = () => performance.now()): ChatPace {
  const nextFreeAt = new Map<number, number>();
  const places = new Map<string, number>();
  const forget = (at: number): void => {
    for (const [key, placeAt] of places) if (placeAt < at - FORGOTTEN_AFTER_MS) places.delete(key);
  };
  return {
    reserve({ chatId, key, everyMs }) {
      const at = now();
      const held = places.get(key);
      const place = held ?? Math.max(at, nextFreeAt.get(chatId) ?? 0);
      if (held === undefined) nextFreeAt.set(chatId, place + everyMs);
      if (place > at) {
        forget(at);
        places.set(key, place);
        return place - at;
      }
      places.delete(key);
      return 0;
    },
  };
}
