import type { Parameters } from 'fast-check';

const MINUTE_MS = 60_000;

/** For how long `npm run fuzz` is to look; null: a fixed slice, as `make test` runs it. */
export function fuzzMinutes(): number | null {
  const minutes = Number(process.env.FUZZ_MINUTES ?? '');
  return minutes > 0 ? minutes : null;
}

/** How a machine is run: by `numRuns` walks that are the same each time, or by new ones until the minutes are over. */
export function fuzzParameters<T>(numRuns: number): Parameters<T> {
  const minutes = fuzzMinutes();
  if (minutes === null) return { numRuns, seed: 20_261_130 };
  const seed = Number(process.env.FUZZ_SEED ?? '') || Date.now() % 2_147_483_647;
  process.stdout.write(`seed ${seed}\n`);
  return { seed, numRuns: 1e9, interruptAfterTimeLimit: minutes * MINUTE_MS, markInterruptAsFailure: false };
}

/** Jest's own limit for a machine. */
export function fuzzTimeoutMs(): number {
  return ((fuzzMinutes() ?? 1) + 1) * MINUTE_MS;
}
