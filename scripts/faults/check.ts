import type { Finding, FindingKind } from './findings';
import type { Played } from './player';
import { countActiveMinutes } from './sla-oracle';

export type Row = readonly (string | number | boolean | null)[];

/** What people see in the sheets, and what they did to them. */
export interface Sheets {
  /** Without headings. */
  readonly logs: readonly Row[];
  readonly tracking: readonly Row[];
  /** Solvers that people wrote by hand, and when in ms, by the key of the row in Logs. */
  readonly solvers?: ReadonlyMap<string, { readonly name: string; readonly writtenMs: number }>;
  /**
   * When somebody sorted between a read of ours and the write that followed, for the last time; null: never. A row that
   * was hit is mended from the mirror, which knows nothing of what people wrote into it before: that is not promised.
   */
  readonly sortedUnderWriteMs?: number | null;
  /** Problems first written before then may have lost their row of ML_Tracking, by people; ms. */
  readonly trackingDeletedMs?: number | null;
}

const SLA_TARGET_MIN = 15;
const SOLVER = 14;

/**
 * What stands in the sheets against what was written: rows missing of both worksheets (lost), rows beyond the first of a
 * key and rows of problems nobody wrote (duplicated), wrong cells, wrong SLA cells, answers that still wait for the admin
 * who approves all of them.
 */
export function judgeSheets(played: readonly Played[], sheets: Sheets): Finding[] {
  const findings: Finding[] = [];
  const find = (kind: FindingKind, text: string): void => void findings.push({ kind, text });
  const logs = byKey(sheets.logs, 3);
  const tracking = byKey(sheets.tracking, 0);
  const keys = new Set(played.flatMap((one) => one.keys));
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
    const key = one.keys.find((each) => logs.has(each)) ?? one.keys[0] ?? '';
    for (const rows of [logs, tracking]) {
      const standing = one.keys.filter((each) => rows.has(each));
      if (standing.length > 1)
        find('duplicated', `an album has rows of several of its messages: ${standing.join(', ')}`);
    }
    const row = logs.get(key)?.[0];
    // A ticket cancelled before its first row was written has none, and one before it was classified has no answer.
    if (!row && !one.isCancelled) find('lost', `Logs ${key}`);
    if (row) {
      const byHand = sheets.solvers?.get(key);
      const isMended = row[SOLVER] === one.solver && (byHand?.writtenMs ?? 0) < (sheets.sortedUnderWriteMs ?? 0);
      for (const [column, wanted] of wantedLogs(one, isMended ? undefined : byHand?.name)) {
        if (row[column] !== wanted) find('wrong_cells', `Logs ${key} column ${column}: ${row[column]}, not ${wanted}`);
      }
      for (const [column, wanted] of wantedSla(one)) {
        if (row[column] !== wanted) find('sla_errors', `Logs ${key} column ${column}: ${row[column]}, not ${wanted}`);
      }
    }
    const answer = tracking.get(key)?.[0];
    const wasDeleted = one.openedMs < (sheets.trackingDeletedMs ?? 0);
    if (!answer && !one.isCancelled && !wasDeleted) find('lost', `ML_Tracking ${key}`);
    if (answer && !one.isCancelled) {
      if (answer[1] !== one.text) find('wrong_cells', `ML_Tracking ${key}: ${answer[1]}, not ${one.text}`);
      if (answer[2] !== one.solving) find('wrong_cells', `ML_Tracking ${key}: ${answer[2]}, not ${one.solving}`);
      if (answer[5] === 'pending') find('undecided', `ML_Tracking ${key}`);
    }
    if (answer && one.isCancelled && answer[5] !== 'CANCELLED')
      find('wrong_cells', `ML_Tracking ${key}: ${answer[5]}, not CANCELLED`);
  }
  return findings;
}

function byKey(rows: readonly Row[], column: number): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[column] ?? '');
    if (key !== '') found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

function wantedLogs(one: Played, solverByHand: string | undefined): [number, string][] {
  return [
    [0, one.groupLabel],
    [6, one.text],
    [11, one.solving],
    [13, one.app],
    [SOLVER, solverByHand ?? one.solver],
    [15, String(one.hasOncek)],
    ...(one.isCancelled ? [[19, 'DIBATALKAN'] as [number, string]] : []),
  ];
}

function wantedSla(one: Played): [number, string | number][] {
  const minutes = countActiveMinutes(one.problemAtS ?? one.respondedAtS, one.respondedAtS);
  return [
    [16, minutes],
    [17, minutes <= SLA_TARGET_MIN ? 'OK' : 'TERLAMBAT'],
    [18, Math.max(0, Math.round((SLA_TARGET_MIN - minutes) * 100) / 100)],
  ];
}
