import type { SandboxCall } from '../demo/people';
import type { Row } from './check';
import type { Injected } from './fault';
import type { Played } from './player';

const LOOK_MS = 1_000;
const P95 = 0.95;

/** When each row of Logs was first seen, in ms. */
export interface RowWatch {
  firstSeenOf(one: Played): number | undefined;
  stop(): void;
}

/** @param rows - reads Logs, without headings */
export function watchRows(rows: () => Promise<readonly Row[]>): RowWatch {
  const firstSeen = new Map<string, number>();
  const timer = setInterval(() => {
    rows().then(
      (logs) => {
        for (const row of logs) if (!firstSeen.has(String(row[3]))) firstSeen.set(String(row[3]), Date.now());
      },
      () => undefined,
    );
  }, LOOK_MS).unref();
  return {
    firstSeenOf: ({ keys }) => keys.map((key) => firstSeen.get(key)).find((ms) => ms !== undefined),
    stop: () => clearInterval(timer),
  };
}

/** How long a fault was felt. */
export interface Recovery {
  readonly fault: Injected;
  /** From its end until all that was written before stood in Logs. */
  readonly seconds: number;
  /** The row that came last, if one came after the fault's end. */
  readonly lastKey: string | null;
}

/**
 * The recovery from each fault; faults that follow count in. A cancelled ticket may have no row at all and is left out.
 */
export function recoveriesOf(played: readonly Played[], injected: readonly Injected[], watch: RowWatch): Recovery[] {
  return injected.map((fault) => {
    let [lastMs, lastKey]: [number, string | null] = [fault.endedMs, null];
    for (const one of played) {
      if (one.isCancelled || one.writtenMs > fault.endedMs) continue;
      const seenMs = watch.firstSeenOf(one) ?? Date.now();
      if (seenMs > lastMs) [lastMs, lastKey] = [seenMs, one.keys[0] ?? null];
    }
    return { fault, seconds: (lastMs - fault.endedMs) / 1_000, lastKey };
  });
}

export function p95Of(recoveries: readonly Recovery[]): number {
  const sorted = recoveries.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * P95) - 1)] ?? 0;
}

/** Rows of a worksheet as people see them, without headings; none while it does not exist. */
export async function rowsOf(call: SandboxCall, worksheet: string): Promise<Row[]> {
  try {
    return (await call<Row[]>('GET', `/sheets/people/${worksheet}`)).slice(1);
  } catch (error) {
    if (/answered 404/.test((error as Error).message)) return [];
    throw error;
  }
}
