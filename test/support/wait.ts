/** What {@link waitFor} is told beside the condition. */
export interface WaitOptions {
  /** What is waited for, in words: it is the error's text. */
  describe: string;
  /** Milliseconds until the wait is given up; default 10,000. */
  timeoutMs?: number;
  /** Milliseconds between two looks; default 50. */
  intervalMs?: number;
}

/**
 * Polls until the condition gives a truthy value, and returns that value.
 *
 * A look that throws counts as "not yet"; the last such error becomes the cause of the final one.
 * @throws Error naming what was waited for, once `timeoutMs` has passed
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<NonNullable<T>> {
  const { describe, timeoutMs = 10_000, intervalMs = 50 } = options;
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= deadline) throw new Error(`not within ${timeoutMs} ms: ${describe}`, { cause });
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}

/**
 * The same for what workers without a cache do: one that evicts a run may drop the task just handed to it, and the server
 * gives it out again after 10 s. Waits three times that.
 */
export function waitPastLostTask<T>(describe: string, condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  return waitFor(condition, { describe, timeoutMs: 30_000 });
}
