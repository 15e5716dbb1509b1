import { Context } from '@temporalio/activity';

/** Signs of life within the time after which the server gives an attempt up. */
const BEATS_PER_TIMEOUT = 3;
const LONGEST_BEAT_MS = 10_000;

/**
 * Runs work that reports no progress of its own, and tells the server thrice in each heartbeat time-out (at least every
 * 10 s) that its process lives: another worker takes over soon after a crash, not at the end of the attempt's time. What
 * takes less than a beat sends nothing.
 * @param details - how far the work is, for the attempt after a crash; default: nothing
 */
export async function whileBeating<T>(work: () => Promise<T>, details?: () => unknown): Promise<T> {
  const context = Context.current();
  const timeoutMs = context.info.heartbeatTimeoutMs || Infinity;
  const timer = setInterval(
    () => context.heartbeat(details?.()),
    Math.min(LONGEST_BEAT_MS, timeoutMs / BEATS_PER_TIMEOUT),
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
