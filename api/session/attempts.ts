/** So many wrong keys cost nothing: people mistype. */
const FREE = 3;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** Whoever was quiet for so long begins anew. */
const FORGET_MS = 15 * 60_000;
/** Of more addresses the longest quiet ones are forgotten. */
const MOST_ADDRESSES = 10_000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

/** Slows down whoever tries keys: after a few wrong ones each next try waits twice as long, up to five minutes. */
export interface LoginAttempts {
  /** @returns ms until this address may try again; 0: now */
  waitMs(address: string): number;
  failed(address: string): void;
  succeeded(address: string): void;
}

export function createLoginAttempts({ now }: { readonly now: () => Date }): LoginAttempts {
  // In the order of the last failure, so the first ones are the longest quiet.
  const failures = new Map<string, Failures>();
  const recent = (address: string): Failures | undefined => {
    const found = failures.get(address);
    return found && now().getTime() - found.lastMs < FORGET_MS ? found : undefined;
  };
  return {
    waitMs(address) {
      const found = recent(address);
      if (!found || found.count < FREE) return 0;
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (found.count - FREE));
      return Math.max(0, found.lastMs + wait - now().getTime());
    },
    failed(address) {
      const count = (recent(address)?.count ?? 0) + 1;
      failures.delete(address);
      failures.set(address, { count, lastMs: now().getTime() });
      if (failures.size > MOST_ADDRESSES) failures.delete(failures.keys().next().value ?? '');
    },
    succeeded: (address) => void failures.delete(address),
  };
}
