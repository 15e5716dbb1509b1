import { setFlagsFromString } from 'node:v8';

/** Percent of what survived the last collection. */
const GROWTH = 50;

/**
 * Bounds what the heaps of this process, those of workflow threads among them, may gather above what is alive before they
 * are collected: half as much again, in place of up to four times as much, which V8 allows where memory is plenty
 * (docs/decisions/035-heap-growth.md).
 * @returns takes it back
 */
export function boundHeapGrowth(): () => void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
  return () => setFlagsFromString('--heap-growing-percent=0');
}
