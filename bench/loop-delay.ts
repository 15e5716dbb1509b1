import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Event-loop delay over what the timer itself takes, in milliseconds. */
export interface LoopDelay {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

const RESOLUTION_MS = 1;
const NANOSECONDS = 1e6;

/** Runs a task while the event loop is watched. */
export async function watchLoop<T>(task: () => Promise<T>): Promise<{ value: T; delay: LoopDelay }> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const value = await task();
  histogram.disable();
  return {
    value,
    delay: {
      p50Ms: histogram.percentile(50) / NANOSECONDS,
      p99Ms: histogram.percentile(99) / NANOSECONDS,
      maxMs: histogram.max / NANOSECONDS,
    },
  };
}

/** The delay of a loop that has nothing to do. */
export async function idleDelay(ms: number): Promise<LoopDelay> {
  const { delay } = await watchLoop(() => new Promise<void>((done) => setTimeout(done, ms)));
  return delay;
}
