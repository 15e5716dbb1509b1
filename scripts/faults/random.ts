/** Numbers that follow from a seed: a run can be played again. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  /** An integer, both ends included. */
  between(least: number, most: number): number;
  /** One of them. @throws Error for an empty list */
  pick<T>(items: readonly T[]): T;
}

/** mulberry32: 32 bits of state, which is enough to draw a conversation. @param seed - any integer */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick(items) {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}
