import { GEMINI_MIN_CONFIDENCE } from './cascade';
import { foldLabel } from './labels';
import { contentHash } from './ledger';
import type { CleanText, RejectedRow, RejectionReason, TeacherSource, TrainingRow } from './training-rows';
import { textIdentity } from './training-text';
import { wilsonLower } from './wilson';

/** How far a teacher's answers were found to agree with people's, and what they therefore weigh. */
export interface TeacherTrust {
  /** Name of the Gemini model. */
  readonly teacher: string;
  /** Answers to texts that a person has labelled. */
  readonly compared: number;
  readonly agreed: number;
  /** 0..1: lower end of the agreement's 95 % interval; 0: none of its answers is used. */
  readonly weight: number;
  /** Its answers in the training set. */
  readonly used: number;
}

/** A teacher that is not shown to be right more often than wrong teaches nothing. */
const LEAST_WEIGHT = 0.5;

/**
 * Gemini's answers to texts that nobody has labelled, as training rows. Each weighs what the lower bound of its teacher's
 * agreement with people allows, so few comparisons mean little weight, and none means none. Never over a label that a
 * person, or the classifier where it was sure, has given.
 * @param input.rows - the labelled rows of the set
 * @param input.pending - tickets still waiting for a person: their text in the sheet is nearer to a prediction's than the
 * masked one that Gemini saw
 */
export function joinTeacher(input: {
  readonly rows: readonly TrainingRow[];
  readonly pending: readonly CleanText[];
  readonly answers: readonly TeacherSource[];
}): { rows: TrainingRow[]; rejected: RejectedRow[]; teachers: TeacherTrust[] } {
  const labelled = labelsByText(input.rows);
  const spelling = new Map(input.rows.map(({ label }) => [foldLabel(label), label]));
  const pending = new Map([...input.pending].sort(byText).map((text) => [textIdentity(text), text]));
  const weights = trustOf(input.answers, labelsByText(input.rows.filter(({ origin }) => origin === 'person')));
  const used = new Map<string, number>();
  const taken = new Map<string, TrainingRow>();
  const rejected: RejectedRow[] = [];
  for (const answer of inOrder(input.answers, weights)) {
    const identity = textIdentity(answer);
    const label = spelling.get(foldLabel(answer.label));
    const weight = weights.get(answer.teacher)?.weight ?? 0;
    const reason = ((): RejectionReason | null => {
      if (identity.trim() === '') return 'noText';
      if (labelled.has(identity)) return 'labelled';
      if (weight === 0 || isWeak(answer)) return 'untrusted';
      if (label === undefined) return 'unknownLabel';
      return taken.has(identity) ? 'duplicate' : null;
    })();
    if (reason !== null || label === undefined) {
      rejected.push({ source: 'teacher', key: contentHash(identity), reason: reason ?? 'unknownLabel' });
      continue;
    }
    const { problem, solving } = pending.get(identity) ?? answer;
    taken.set(identity, { problem, solving, label, origin: 'teacher', weight, sources: [] });
    used.set(answer.teacher, (used.get(answer.teacher) ?? 0) + 1);
  }
  const teachers = [...weights].map(([teacher, trust]) => ({ teacher, ...trust, used: used.get(teacher) ?? 0 }));
  return { rows: [...taken.values()], rejected, teachers: teachers.sort((a, b) => compare(a.teacher, b.teacher)) };
}

type Trust = Pick<TeacherTrust, 'compared' | 'agreed' | 'weight'>;

function trustOf(
  answers: readonly TeacherSource[],
  byPeople: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, Trust> {
  const counts = new Map<string, { compared: number; agreed: number }>();
  for (const answer of answers) {
    const count = counts.get(answer.teacher) ?? { compared: 0, agreed: 0 };
    counts.set(answer.teacher, count);
    const labels = byPeople.get(textIdentity(answer));
    // What the cascade would drop says nothing of what it keeps; where people disagree nobody can be right.
    if (isWeak(answer) || labels?.size !== 1) continue;
    count.compared += 1;
    if (labels.has(foldLabel(answer.label))) count.agreed += 1;
  }
  return new Map(
    [...counts].map(([teacher, { compared, agreed }]) => {
      const bound = wilsonLower(agreed, compared);
      return [teacher, { compared, agreed, weight: bound < LEAST_WEIGHT ? 0 : bound }];
    }),
  );
}

function isWeak({ confidence }: TeacherSource): boolean {
  return !(confidence > GEMINI_MIN_CONFIDENCE);
}

function labelsByText(rows: readonly TrainingRow[]): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>();
  for (const row of rows) {
    const identity = textIdentity(row);
    labels.set(identity, (labels.get(identity) ?? new Set<string>()).add(foldLabel(row.label)));
  }
  return labels;
}

/** The most trusted and newest answer to a text comes first. */
function inOrder(answers: readonly TeacherSource[], weights: ReadonlyMap<string, Trust>): TeacherSource[] {
  const weightOf = ({ teacher }: TeacherSource): number => weights.get(teacher)?.weight ?? 0;
  return [...answers].sort(
    (a, b) =>
      weightOf(b) - weightOf(a) ||
      compare(b.at, a.at) ||
      compare(a.teacher, b.teacher) ||
      byText(a, b) ||
      compare(a.label, b.label) ||
      b.confidence - a.confidence,
  );
}

function byText(a: CleanText, b: CleanText): number {
  return compare(a.problem, b.problem) || compare(a.solving, b.solving);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
