import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Injected } from './fault';
import { createRandom, type Random } from './random';

const REST_MS = 1_000;

async function inject(fault: Fault, injected: Injected[], isAlone: boolean): Promise<void> {
  const startedMs = Date.now();
  await fault.inject();
  injected.push({ name: fault.name, isAlone, startedMs, endedMs: Date.now() });
}

/** Each fault once, alone, in an order drawn by the seed, as far as the time goes. */
export async function injectAlone(faults: readonly Fault[], random: Random, endMs: number): Promise<Injected[]> {
  const injected: Injected[] = [];
  const left = [...faults];
  while (left.length > 0 && Date.now() < endMs) {
    const [fault] = left.splice(random.between(0, left.length - 1), 1);
    if (fault) await inject(fault, injected, true);
    await sleep(REST_MS / 2);
  }
  return injected;
}

/** Faults drawn by the seed until the time is over: one after the other in each track, and the tracks beside each other. */
export async function injectMixed(faults: readonly Fault[], seed: number, endMs: number): Promise<Injected[]> {
  const injected: Injected[] = [];
  const tracks = [...new Set(faults.map(({ track }) => track))];
  await Promise.all(
    tracks.map(async (track, index) => {
      const random = createRandom(seed + index);
      const own = faults.filter((fault) => fault.track === track && !fault.isLong);
      await sleep(random.between(0, REST_MS));
      while (own.length > 0 && Date.now() < endMs) {
        await inject(random.pick(own), injected, false);
        await sleep(random.between(REST_MS / 2, REST_MS * 2));
      }
    }),
  );
  return injected;
}
