import { CANCELLED_LABEL, foldLabel, labelName } from './labels';
import { joinTeacher, type TeacherTrust } from './training-teacher';
import type { ReviewStatus } from './tracking-row';
import type {
  LabelledSource,
  LabelOrigin,
  RejectedRow,
  RejectionReason,
  TeacherSource,
  TrackingSource,
  TrainingRow,
} from './training-rows';

/** What a training run is to learn from, and what was left out. */
export interface TrainingSet {
  /** In an order that follows from the rows alone. */
  readonly rows: readonly TrainingRow[];
  readonly rejected: readonly RejectedRow[];
  readonly teachers: readonly TeacherTrust[];
}

/** All that was read, in any order. */
export interface TrainingSources {
  readonly tracking: readonly TrackingSource[];
  readonly logs: readonly LabelledSource[];
  readonly answers: readonly TeacherSource[];
}

/** A labelled row that may be learned from. */
interface Candidate {
  readonly row: LabelledSource;
  readonly origin: LabelOrigin;
  readonly isToMark: boolean;
  /** Its label in the one spelling that all of its kind share. */
  readonly folded: string;
}

const ORIGINS: Readonly<Record<ReviewStatus, LabelOrigin | 'pending' | 'cancelled'>> = {
  auto_approved: 'auto',
  pending: 'pending',
  APPROVED: 'person',
  CORRECTED: 'person',
  TRAINED: 'person',
  CANCELLED: 'cancelled',
};
const STRENGTH: Readonly<Record<LabelOrigin, number>> = { person: 3, auto: 2, logs: 1, teacher: 0 };

/**
 * The training set by the rules of domain.md §7: decided rows of ML_Tracking, then labelled rows of Logs whose ticket has
 * no row there, never a cancelled ticket; then Gemini's answers to texts that nobody labelled. A text stands in it once.
 * Pure, and the same for the same rows in any order.
 */
export function assembleTrainingSet({ tracking, logs, answers }: TrainingSources): TrainingSet {
  const rejected: RejectedRow[] = [];
  const candidates: Candidate[] = [];
  const take = (row: LabelledSource, verdict: Verdict): void => {
    if ('reason' in verdict) rejected.push({ source: row.worksheet, key: row.key, reason: verdict.reason });
    else candidates.push({ row, folded: foldLabel(row.labelCell), ...verdict });
  };
  for (const row of tracking) take(row, judgeTracking(row));
  const tracked = new Set(tracking.map(({ key }) => key));
  for (const row of logs) take(row, tracked.has(row.key) ? { reason: 'tracked' } : judgeLabelled(row, 'logs', false));

  const spelling = spellings(candidates);
  const rows: TrainingRow[] = [];
  for (const group of sameTexts(candidates)) {
    const { kept, contradicted } = settle(group);
    const [first] = kept;
    if (!first) continue;
    const { problem, solving } = first.row;
    rows.push({
      ...{ problem, solving, label: spelling.get(first.folded) ?? first.folded, origin: first.origin, weight: 1 },
      sources: kept.map(({ row: { spreadsheetId, worksheet, key, rowHash }, origin, isToMark }) => ({
        ...{ spreadsheetId, worksheet, key, rowHash, isReviewed: origin === 'person', isToMark },
      })),
    });
    for (const { row } of kept.slice(1)) rejected.push(rejection(row, 'duplicate'));
    for (const { row } of contradicted) rejected.push(rejection(row, 'contradicted'));
  }
  const pending = tracking.filter(({ status }) => status === 'pending');
  const taught = joinTeacher({ rows, pending, answers });
  return {
    rows: [...rows, ...taught.rows].sort(byText),
    rejected: [...rejected, ...taught.rejected].sort(byKey),
    teachers: taught.teachers,
  };
}

type Verdict = Pick<Candidate, 'origin' | 'isToMark'> | { readonly reason: RejectionReason };

function judgeTracking(row: TrackingSource): Verdict {
  if (row.status === null) return { reason: 'unknownStatus' };
  const origin = ORIGINS[row.status];
  if (origin === 'pending' || origin === 'cancelled') return { reason: origin };
  return judgeLabelled(row, origin, row.status === 'APPROVED' || row.status === 'CORRECTED');
}

function judgeLabelled(row: LabelledSource, origin: LabelOrigin, isToMark: boolean): Verdict {
  if (foldLabel(row.labelCell) === CANCELLED_LABEL) return { reason: 'cancelled' };
  if (labelName(row.labelCell) === null) return { reason: 'noLabel' };
  if (row.problem === '' && row.solving === '') return { reason: 'noText' };
  return { origin, isToMark };
}

/** The spelling most cells have, of each label; of equally frequent ones the first in order. */
function spellings(candidates: readonly Candidate[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { folded, row } of candidates) {
    const spelt = row.labelCell.replace(/\s+/gu, ' ').trim();
    const own = counts.get(folded) ?? new Map<string, number>();
    counts.set(folded, own.set(spelt, (own.get(spelt) ?? 0) + 1));
  }
  return new Map(
    [...counts].map(([folded, own]) => {
      const [most] = [...own].sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || compare(a, b));
      return [folded, most?.[0] ?? folded];
    }),
  );
}

function sameTexts(candidates: readonly Candidate[]): Candidate[][] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const text = JSON.stringify([candidate.row.problem, candidate.row.solving]);
    const group = groups.get(text);
    if (group) group.push(candidate);
    else groups.set(text, [candidate]);
  }
  return [...groups.values()];
}

/** Of rows with one text those whose label stands, the most telling first. */
function settle(group: readonly Candidate[]): { kept: Candidate[]; contradicted: Candidate[] } {
  const sorted = [...group].sort(
    (a, b) =>
      STRENGTH[b.origin] - STRENGTH[a.origin] ||
      compare(b.row.at, a.row.at) ||
      compare(sourceOf(a.row), sourceOf(b.row)) ||
      compare(a.folded, b.folded),
  );
  const strongest = sorted[0]?.origin;
  const votes = new Map<string, number>();
  for (const { folded, origin } of sorted) {
    if (origin === strongest) votes.set(folded, (votes.get(folded) ?? 0) + 1);
  }
  // Votes stand in the order of the newest row of each label, and sorting keeps it among equals.
  const [winner] = [...votes].sort(([, a], [, b]) => b - a);
  const isKept = ({ folded }: Candidate): boolean => folded === winner?.[0];
  return { kept: sorted.filter(isKept), contradicted: sorted.filter((one) => !isKept(one)) };
}

function sourceOf({ spreadsheetId, worksheet, key, rowHash }: LabelledSource): string {
  return JSON.stringify([worksheet, key, spreadsheetId, rowHash]);
}

function rejection({ worksheet, key }: LabelledSource, reason: RejectionReason): RejectedRow {
  return { source: worksheet, key, reason };
}

function byText(a: TrainingRow, b: TrainingRow): number {
  return compare(a.problem, b.problem) || compare(a.solving, b.solving);
}

function byKey(a: RejectedRow, b: RejectedRow): number {
  return compare(a.source, b.source) || compare(a.key, b.key) || compare(a.reason, b.reason);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
