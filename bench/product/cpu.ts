import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc, the same on every Linux of today. */
const TICKS_PER_SECOND = 100;

/** Processor time so far in milliseconds: of the product's process, and of the Temporal server it started. */
export interface CpuTime {
  readonly productMs: number;
  readonly serverMs: number;
}

/** @returns null where there is no /proc */
export function cpuTimeOf(productPid: number): CpuTime | null {
  const product = readStat(productPid);
  if (!product) return null;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat?.parent === productPid && stat.name.startsWith('temporal'));
  return { productMs: product.cpuMs, serverMs: children.reduce((sum, child) => sum + (child?.cpuMs ?? 0), 0) };
}

/** What a number of lives cost each, which a busy machine changes less than their rate. */
export function cpuPerLife(before: CpuTime | null, after: CpuTime | null, lives: number): CpuTime | null {
  if (!before || !after) return null;
  return {
    productMs: Math.round((after.productMs - before.productMs) / lives),
    serverMs: Math.round((after.serverMs - before.serverMs) / lives),
  };
}

function readStat(pid: number): { name: string; parent: number; cpuMs: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const nameEnd = text.lastIndexOf(')');
    const fields = text.slice(nameEnd + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return {
      name: text.slice(text.indexOf('(') + 1, nameEnd),
      parent: Number(fields[1]),
      cpuMs: (ticks * 1_000) / TICKS_PER_SECOND,
    };
  } catch {
    return null;
  }
}
