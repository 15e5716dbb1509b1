/** A source of numbers in [0, 1), fixed by its seed. */
export type Random = () => number;

/**
 * Seeded generator (mulberry32): the same seed gives the same sequence on every machine.
 * @param seed - any integer; only its lower 32 bits count
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An integer in [0, below). @param below - positive */
export function randomInt(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** One item of a non-empty list. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[randomInt(random, items.length)];
  if (item === undefined) throw new RangeError('cannot pick from an empty list');
  return item;
}

/** Shuffles in place (Fisher-Yates), all orders equally likely. @returns the same array */
export function shuffle<A extends Int32Array | unknown[]>(random: Random, items: A): A {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = randomInt(random, last + 1);
    const kept = items[last];
    items[last] = items[other];
    items[other] = kept;
  }
  return items;
}
