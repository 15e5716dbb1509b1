import { within } from '../within';

/** Longest wait for a dependency before it counts as down, in ms. */
const PROBE_MS = 2_000;

/** Asks a dependency for a sign of life: true when it gave one in time. Never throws. */
export type Probe = () => Promise<boolean>;

/**
 * @param ask - any call that works while the dependency does
 * @param keptMs - how long an answer counts, so that whoever watches us closely costs outside services nothing
 */
export function createProbe(ask: () => Promise<unknown>, keptMs: number): Probe {
  let last: { readonly atMs: number; readonly answer: Promise<boolean> } | null = null;
  return () => {
    const nowMs = performance.now();
    if (last === null || nowMs - last.atMs >= keptMs) last = { atMs: nowMs, answer: isUp(ask) };
    return last.answer;
  };
}

async function isUp(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await within(PROBE_MS, Promise.resolve().then(ask));
    return true;
  } catch {
    return false;
  }
}
