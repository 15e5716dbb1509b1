/** Which updates are in hand, and what may be confirmed. */
export interface UpdateWindow {
  /** Notes a delivery. @returns false for an update that is in hand or was accepted: a second delivery */
  take(updateId: number): boolean;
  /** Notes that an update is safe: with Temporal, or with the dead letters. */
  accept(updateId: number): void;
  /** Gives an update out of hand that was not accepted: it comes again. */
  drop(updateId: number): void;
  /** Updates taken and not accepted. */
  inHand(): number;
  /**
   * The offset of the next `getUpdates`: Telegram forgets everything below it, so it is the smallest update in hand, or
   * one past the newest where none is.
   * @returns undefined before the first update
   */
  offset(): number | undefined;
}

/** Second deliveries come soon after the first; Telegram gives at most 100 updates at a time. */
const REMEMBERED = 1_000;
/** After a week of silence Telegram may go on with another, even a smaller, id. Nothing else makes ids fall so far. */
const RESTART_DISTANCE = 10_000;

/** Bookkeeping of one bot's updates. An unknown update below the offset counts as new: handling one twice is harmless. */
export function createUpdateWindow(): UpdateWindow {
  const inHand = new Set<number>();
  const accepted = new Set<number>();
  let newest: number | undefined;
  return {
    take(updateId) {
      if (inHand.has(updateId) || accepted.has(updateId)) return false;
      inHand.add(updateId);
      return true;
    },
    accept(updateId) {
      inHand.delete(updateId);
      accepted.add(updateId);
      newest = newest === undefined || newest - updateId > RESTART_DISTANCE ? updateId : Math.max(newest, updateId);
      for (const oldest of accepted) {
        if (accepted.size <= REMEMBERED) break;
        accepted.delete(oldest);
      }
    },
    drop: (updateId) => void inHand.delete(updateId),
    inHand: () => inHand.size,
    offset() {
      if (inHand.size > 0) return Math.min(...inHand);
      return newest === undefined ? undefined : newest + 1;
    },
  };
}
