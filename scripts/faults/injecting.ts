import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Injected } from './fault';
import { createRandom, type Random } from './random';

const REST_MS = 300;
const MIXED_REST_MS = { least: 300, most: 1_500 };

async function inject(fault: Fault, injected: Injected[], isAlone: boolean): Promise<void> {
  const startedMs = Date.now();
  const spans = (await fault.inject()) ?? [{ startedMs, endedMs: Date.now() }];
  injected.push(...spans.map((span) => ({ name: fault.name, isAlone, ...span })));
}

/** Each fault once, alone, in an order drawn by the seed, as far as the time goes. */
export async function injectAlone(faults: readonly Fault[], random: Random, endMs: number): Promise<Injected[]> {
  const injected: Injected[] = [];
  const left = [...faults];
  while (left.length > 0 && Date.now() < endMs) {
    const [fault] = left.splice(random.between(0, left.length - 1), 1);
    if (fault) await inject(fault, injected, true);
    await sleep(REST_MS);
  }
  return injected;
}

/**
 * Faults drawn by the seed until the time is over: one after the other in each track, and the tracks beside each other.
 * @param once - come first, each once
 */
export async function injectMixed(
  faults: readonly Fault[],
  seed: number,
  endMs: number,
  once: readonly Fault[] = [],
): Promise<Injected[]> {
  const injected: Injected[] = [];
  const tracks = [...new Set([...once, ...faults].map(({ track }) => track))];
  await Promise.all(
    tracks.map(async (track, index) => {
      const random = createRandom(seed + index);
      const own = faults.filter((fault) => fault.track === track && !fault.isLong);
      for (const fault of once.filter((one) => one.track === track)) await inject(fault, injected, false);
      await sleep(random.between(0, REST_MS));
      while (own.length > 0 && Date.now() < endMs) {
        await inject(random.pick(own), injected, false);
        await sleep(random.between(MIXED_REST_MS.least, MIXED_REST_MS.most));
      }
    }),
  );
  return injected;
}
