import type { Fault } from '../../../../scripts/faults/fault';
import { injectAlone, injectMixed } from '../../../../scripts/faults/injecting';
import type { Played } from '../../../../scripts/faults/player';
import { createRandom } from '../../../../scripts/faults/random';
import { p95Of, recoveriesOf } from '../../../../scripts/faults/recovery';

/** Jest's clock does not move what `node:timers/promises` waits for. */
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const lasting = (name: string, track: string, ms: number): Fault => ({
  name,
  track,
  inject: () => new Promise((resolve) => setTimeout(resolve, ms)),
});

/** Runs what waits on timers to its end. */
async function finished<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  void work.finally(() => (isOver = true));
  while (!isOver) await jest.advanceTimersByTimeAsync(100);
  return work;
}

it('injects each fault once alone, one after the other', async () => {
  const faults = ['a', 'b', 'c'].map((name) => lasting(name, name, 1_000));
  const injected = await finished(injectAlone(faults, createRandom(1), Date.now() + 60_000));
  expect(injected.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
  const starts = injected.map(({ startedMs }) => startedMs);
  expect(injected.slice(0, -1).every(({ endedMs }, index) => endedMs <= (starts[index + 1] ?? 0))).toBe(true);
});

it('counts each part of a fault that has several, and what comes once comes first in its track', async () => {
  const storm: Fault = {
    ...lasting('storm', 'processes', 0),
    isLong: true,
    inject: () => Promise.resolve([1, 2, 3].map((at) => ({ startedMs: at, endedMs: at + 1 }))),
  };
  const faults = [lasting('kill', 'processes', 1_000), lasting('slow', 'sheets', 1_000), storm];
  const injected = await finished(injectMixed(faults, 1, Date.now() + 20_000, [storm]));
  expect(injected.slice(0, 3)).toMatchObject([1, 2, 3].map((startedMs) => ({ name: 'storm', startedMs })));
  const later = injected.slice(3).map(({ name }) => name);
  expect(new Set(later)).toEqual(new Set(['kill', 'slow']));
});

it('recovers when the last row written before the fault ended stands; cancelled and later ones do not count', () => {
  const one = (key: string, writtenMs: number, isCancelled = false) =>
    ({ keys: [key], writtenMs, isCancelled }) as unknown as Played;
  const seen: Record<string, number> = { a: 3_000, b: 9_000, c: 20_000, d: 30_000 };
  const watch = { firstSeenOf: ({ keys }: Played) => seen[String(keys[0])], stop: () => undefined };
  const played = [one('a', 1_000), one('b', 2_000), one('c', 2_000, true), one('d', 4_001)];
  const fault = { name: 'kill', isAlone: false, startedMs: 3_500, endedMs: 4_000 };
  const [recovery] = recoveriesOf(played, [fault], watch);
  expect(recovery).toEqual({ fault, seconds: 5, lastKey: 'b' });
  const twenty = Array.from({ length: 20 }, (_, index) => ({ fault, seconds: index + 1, lastKey: null }));
  expect(p95Of(twenty)).toBe(19);
});
