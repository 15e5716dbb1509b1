import { Context } from '@temporalio/activity';

/** Milliseconds between two signs of life: a third of the time after which the server gives an attempt up. */
const BEAT_MS = 10_000;

/**
 * Runs work that reports no progress of its own, and tells the server every 10 s that its process lives: another worker
 * takes over half a minute after a crash, not at the end of the attempt's time. What takes less than 10 s sends nothing.
 */
export async function whileBeating<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
