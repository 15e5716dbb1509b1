import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Resident megabytes (of 2^20) of each service at an instant. */
export interface MemorySample {
  readonly atMs: number;
  readonly mb: Readonly<Record<string, number>>;
}

/** How a service's memory went over a run. */
export interface MemoryTrend {
  readonly first_mb: number;
  readonly last_mb: number;
  /** Of the straight line through all samples after the warm-up. */
  readonly slope_mb_per_h: number;
}

/**
 * Resident memory of the processes that a process started, by name: the last word of their command line where it is
 * Node.js (a part of the product), else the program.
 * @throws Error where there is no /proc
 */
export function residentOf(parentPid: number): Record<string, number> {
  const mb: Record<string, number> = {};
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const { status, words } = readProcess(pid);
    if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== parentPid) continue;
    const program = path.basename(words[0] ?? '');
    const kb = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
    // Shells that watch over the others are not of the product, and a process on its way out has no memory.
    if (program === 'sh' || kb === 0) continue;
    const name = program === 'node' ? (words.at(-1) ?? program) : program;
    mb[name] = (mb[name] ?? 0) + kb / 1_024;
  }
  return mb;
}

function readProcess(pid: string): { status: string; words: string[] } {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return { status: readFileSync(`/proc/${pid}/status`, 'utf8'), words: words.filter((word) => word !== '') };
  } catch {
    // It ended meanwhile.
    return { status: '', words: [] };
  }
}

/**
 * The trend of one service, or of several in sum.
 * @param samples - after the warm-up; at least two
 */
export function trendOf(samples: readonly MemorySample[], names: readonly string[]): MemoryTrend {
  const points = samples.map(({ atMs, mb }) => ({
    hours: atMs / 3_600_000,
    mb: names.reduce((sum, name) => sum + (mb[name] ?? 0), 0),
  }));
  // Ends of single samples are chance: a tenth of them is averaged.
  const tenth = Math.max(1, Math.floor(points.length / 10));
  return {
    first_mb: Math.round(meanOf(points.slice(0, tenth).map(({ mb }) => mb))),
    last_mb: Math.round(meanOf(points.slice(-tenth).map(({ mb }) => mb))),
    slope_mb_per_h: Math.round(slopeOf(points.map(({ hours, mb }) => [hours, mb])) * 10) / 10,
  };
}

/** Least squares: the slope of the straight line that fits best; 0 where all x are the same. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = meanOf(points.map(([x]) => x));
  const meanY = meanOf(points.map(([, y]) => y));
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return variance === 0 ? 0 : covariance / variance;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
