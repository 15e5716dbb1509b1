/** Time as the intake needs it; tests give one that does not wait. */
export interface IntakeClock {
  /** Resolves after the time, or as soon as the signal fires. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0..1, for jitter. */
  random(): number;
}

export const systemClock: IntakeClock = {
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
    }),
  random: Math.random,
};

const MOST_MS = 10_000;

/**
 * Wait before the next try: 1 s, doubled with each failure up to 10 s, half of it by chance so that many who failed
 * together do not come back together.
 * @param failures - in a row, >= 1
 * @param random - 0..1
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(MOST_MS, 1_000 * 2 ** Math.min(failures - 1, 10));
  return full / 2 + (full / 2) * random;
}
