/** How to take back what a batch did so far, in the order it was done. */
export type UndoLog = (() => void)[];

/** Runs `apply`; where it throws, everything it logged is taken back and the error goes on. */
export function atomically<T>(apply: (undo: UndoLog) => T): T {
  const undo: UndoLog = [];
  try {
    return apply(undo);
  } catch (error) {
    for (const takeBack of undo.reverse()) takeBack();
    throw error;
  }
}

/** Sets some fields of a record. */
export function patch<T extends object>(target: T, changes: Partial<T>, undo: UndoLog): void {
  const keys = Object.keys(changes) as (keyof T)[];
  const before = Object.fromEntries(keys.map((key) => [key, target[key]])) as Partial<T>;
  undo.push(() => Object.assign(target, before));
  Object.assign(target, changes);
}
