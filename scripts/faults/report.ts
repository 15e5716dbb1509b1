import type { Injected } from './fault';
import { countByKind, type Finding } from './findings';
import type { Office } from './office';
import type { Played } from './player';
import { p95Of, type Recovery, type RowWatch } from './recovery';

/** The longest recoveries, of which a run names the rows that were waited for. */
const LONGEST = 3;

/** What a run writes at its end, line by line; the last one is JSON. */
export function reportOf(input: {
  readonly findings: readonly Finding[];
  readonly played: readonly Played[];
  readonly recoveries: readonly Recovery[];
  readonly office: Pick<Office, 'asked' | 'solvers'>;
}): string[] {
  const { findings, played, recoveries, office } = input;
  const ways = [...office.asked].map(([way, count]) => `${count} by ${way}`).join(', ');
  return [
    ...byFault(recoveries),
    ...[...recoveries]
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, LONGEST)
      .filter(({ lastKey }) => lastKey !== null)
      .map(({ fault, seconds, lastKey }) => `${seconds.toFixed(1)} s after ${fault.name}: the row of ${lastKey}`),
    ...[true, false].flatMap((isAlone) => {
      const own = recoveries.filter(({ fault }) => fault.isAlone === isAlone);
      const phase = isAlone ? 'alone' : 'mixed';
      return own.length > 0 ? [`${phase}: ${own.length} faults, recovered p95 ${p95Of(own).toFixed(1)} s`] : [];
    }),
    `reviews: ${ways || 'none'}; cells changed by people: ${office.solvers.size}`,
    ...findings.map(({ kind, text }) => `${kind}: ${text}`),
    JSON.stringify({
      problems: played.length,
      faults_injected: recoveries.length,
      ...countByKind(findings),
      recovered_p95_s: Math.round(p95Of(recoveries) * 10) / 10,
    }),
  ];
}

function byFault(recoveries: readonly Recovery[]): string[] {
  const names = [...new Set(recoveries.map(({ fault }) => fault.name))].sort();
  return names.map((name) => {
    const own = recoveries.filter(({ fault }) => fault.name === name);
    return `${name}: ${own.length}, recovered within ${Math.max(...own.map(({ seconds }) => seconds)).toFixed(1)} s`;
  });
}

/** All that happened and when, in ms of Unix time, to be read beside the logs. */
export function timelineOf(played: readonly Played[], injected: readonly Injected[], watch: RowWatch): object {
  return {
    faults: injected,
    problems: played.map((one) => ({
      ...{ keys: one.keys, openedMs: one.openedMs, writtenMs: one.writtenMs, isCancelled: one.isCancelled },
      seenMs: watch.firstSeenOf(one) ?? null,
    })),
  };
}
