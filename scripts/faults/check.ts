import type { Played } from './player';
import { countActiveMinutes } from './sla-oracle';

export type Row = readonly (string | number | boolean | null)[];

/** What stands in the sheets against what was written; 0 in all of them is the promise. */
export interface Judgement {
  /** Rows that are missing, of both worksheets. */
  readonly lost: number;
  /** Rows beyond the first of a key, and rows of problems nobody wrote. */
  readonly duplicated: number;
  readonly wrong_cells: number;
  readonly sla_errors: number;
  /** Answers that still wait for the admin who approves all of them. */
  readonly undecided: number;
  /** What is wrong, one line each. */
  readonly findings: readonly string[];
}

const SLA_TARGET_MIN = 15;

/** @param sheets - rows of both worksheets, without headings */
export function judge(
  played: readonly Played[],
  sheets: { logs: readonly Row[]; tracking: readonly Row[] },
): Judgement {
  const findings: { kind: keyof Omit<Judgement, 'findings'>; text: string }[] = [];
  const find = (kind: (typeof findings)[number]['kind'], text: string): void => void findings.push({ kind, text });
  const logs = byKey(sheets.logs, 3);
  const tracking = byKey(sheets.tracking, 0);
  const keys = new Set(played.map(({ key }) => key));
  for (const [worksheet, rows] of [
    ['Logs', logs],
    ['ML_Tracking', tracking],
  ] as const) {
    for (const [key, found] of rows) {
      if (!keys.has(key)) find('duplicated', `${worksheet} ${key}: nobody wrote it`);
      else if (found.length > 1) find('duplicated', `${worksheet} ${key}: ${found.length} rows`);
    }
  }
  for (const one of played) {
    const row = logs.get(one.key)?.[0];
    // A ticket cancelled before its first row was written has none, and one before it was classified has no answer.
    if (!row && !one.isCancelled) find('lost', `Logs ${one.key}`);
    if (row) {
      for (const [column, wanted] of wantedLogs(one)) {
        if (row[column] !== wanted)
          find('wrong_cells', `Logs ${one.key} column ${column}: ${row[column]}, not ${wanted}`);
      }
      for (const [column, wanted] of wantedSla(one)) {
        if (row[column] !== wanted)
          find('sla_errors', `Logs ${one.key} column ${column}: ${row[column]}, not ${wanted}`);
      }
    }
    const answer = tracking.get(one.key)?.[0];
    if (!answer && !one.isCancelled) find('lost', `ML_Tracking ${one.key}`);
    if (answer && !one.isCancelled && answer[2] !== one.solving) {
      find('wrong_cells', `ML_Tracking ${one.key}: ${answer[2]}, not ${one.solving}`);
    }
    if (answer && !one.isCancelled && answer[5] === 'pending') find('undecided', `ML_Tracking ${one.key}`);
    if (answer && one.isCancelled && answer[5] !== 'CANCELLED')
      find('wrong_cells', `ML_Tracking ${one.key}: ${answer[5]}`);
  }
  const count = (kind: string): number => findings.filter((finding) => finding.kind === kind).length;
  return {
    lost: count('lost'),
    duplicated: count('duplicated'),
    wrong_cells: count('wrong_cells'),
    sla_errors: count('sla_errors'),
    undecided: count('undecided'),
    findings: findings.map(({ kind, text }) => `${kind}: ${text}`),
  };
}

function byKey(rows: readonly Row[], column: number): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[column] ?? '');
    if (key !== '') found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

function wantedLogs(one: Played): [number, string][] {
  return [
    [0, one.groupLabel],
    [6, one.text],
    [11, one.solving],
    [13, one.app],
    [14, one.solver],
    [15, String(one.hasOncek)],
    ...(one.isCancelled ? [[19, 'DIBATALKAN'] as [number, string]] : []),
  ];
}

function wantedSla(one: Played): [number, string | number][] {
  const minutes = countActiveMinutes(one.problemAtS, one.respondedAtS);
  return [
    [16, minutes],
    [17, minutes <= SLA_TARGET_MIN ? 'OK' : 'TERLAMBAT'],
    [18, Math.max(0, Math.round((SLA_TARGET_MIN - minutes) * 100) / 100)],
  ];
}
