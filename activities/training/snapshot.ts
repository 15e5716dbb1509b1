import { OncekError } from '../../domain/errors';
import { labelShift, type LabelRows } from '../../domain/label-drift';
import { WORKSHEETS, type Worksheet } from '../../domain/sheet-rows';
import { trainingRefusal, type TrainingRefusal } from '../../domain/training-gate';
import type { RejectedRow, RejectionReason, TrainingRow } from '../../domain/training-rows';
import { assembleTrainingSet, type TrainingSet, type TrainingSources } from '../../domain/training-set';
import type {
  LabelDrift,
  Rejection,
  SnapshotInput,
  SnapshotResult,
  SnapshotSummary,
} from '../../workflows/contracts/training';
import type { ObjectStore } from '../adapters/object-store';
import type { Mirror } from '../mirror';
import { createTrainingSourceRows } from '../mirror/training-sources';
import { readSources } from './read-sources';
import { fingerprintOf, markTokenOf, notePastRun, pastRuns, putSnapshot, rowsToMark } from './snapshot-store';

export interface SnapshotDeps {
  readonly mirror: Pick<Mirror, 'db' | 'sheetRows' | 'sheetAlerts' | 'teacherAnswers'>;
  readonly store: Pick<ObjectStore, 'get' | 'put'>;
  /** All spreadsheets of the ledger that the one of the settings names, oldest first. */
  readonly spreadsheetsOf: (spreadsheetId: string) => Promise<readonly string[]>;
  readonly now: () => Date;
  /** A heartbeat, and where a cancellation ends the work by throwing. */
  readonly onProgress: () => void;
}

/** The sync reads the sheets each minute; a reading this old means that Google does not answer it. */
const OLDEST_READING_MS = 10 * 60_000;
const EXAMPLES = 5;

/**
 * Freezes the training set: from the mirror, which holds the sheets as they were at most a minute ago, so that a Google
 * that is down or busy stops no training that the sync does not stop.
 * @throws SheetUnavailable, retryable, while the last reading is missing or older than ten minutes; SheetHeadings or
 * SheetNotFound where a person has to mend the worksheet first
 */
export async function takeSnapshot(deps: SnapshotDeps, input: SnapshotInput): Promise<SnapshotResult> {
  const { store, onProgress } = deps;
  const { set, snapshot } = await assemble(deps, input.spreadsheetId, input.runId);
  const refusal = refusalOf(snapshot, input.force);
  if (refusal) return { kind: 'refused', refusal, snapshot };
  onProgress();
  await putSnapshot(store, set.rows, { snapshot, rejected: set.rejected });
  const { fingerprint, takenAt } = snapshot;
  await notePastRun(store, { runId: input.runId, fingerprint, takenAt, labels: labelRows(labelled(set.rows)) });
  return { kind: 'taken', snapshot };
}

/** What a snapshot taken now would hold. */
export interface TrainingSetView {
  readonly snapshot: SnapshotSummary;
  /** Why no training would be done on it, unless forced; null: it is enough. */
  readonly refusal: TrainingRefusal | null;
}

/** Looks at the training set as it is now and stores nothing. @throws SheetUnavailable as `takeSnapshot` */
export async function lookAtTrainingSet(deps: SnapshotDeps, spreadsheetId: string): Promise<TrainingSetView> {
  const { snapshot } = await assemble(deps, spreadsheetId, null);
  return { snapshot, refusal: refusalOf(snapshot, false) };
}

/** The training set as it is now, with what `lookAtTrainingSet` says of it. @throws SheetUnavailable as `takeSnapshot` */
export function readTrainingSet(
  deps: SnapshotDeps,
  spreadsheetId: string,
): Promise<{ set: TrainingSet; snapshot: SnapshotSummary }> {
  return assemble(deps, spreadsheetId, null);
}

/** @param runId - the run whose own notes are no past; null: none */
async function assemble(
  deps: SnapshotDeps,
  spreadsheetId: string,
  runId: string | null,
): Promise<{ set: TrainingSet; snapshot: SnapshotSummary }> {
  const { mirror, store, now, onProgress } = deps;
  const spreadsheetIds = await deps.spreadsheetsOf(spreadsheetId);
  const sheetsReadAt = await lastReading(deps, spreadsheetIds);
  const sources = await readSources(
    { rows: createTrainingSourceRows(mirror.db), answers: mirror.teacherAnswers, onProgress },
    spreadsheetIds,
  );
  const set = assembleTrainingSet(sources);
  const before = (await pastRuns(store)).findLast((run) => run.runId !== runId) ?? null;
  return { set, snapshot: summaryOf({ set, sources, before, takenAt: now().toISOString(), sheetsReadAt }) };
}

function refusalOf({ rows, reviewed, classes }: SnapshotSummary, force: boolean): TrainingRefusal | null {
  return trainingRefusal({ rows, reviewed, labels: classes.length }, force);
}

/** When the sheets were read: the newest spreadsheet within the last minutes, older ones whenever they last could be. */
async function lastReading({ mirror, now }: SnapshotDeps, spreadsheetIds: readonly string[]): Promise<string> {
  const readings: string[] = [];
  for (const spreadsheetId of spreadsheetIds) {
    const isNewest = spreadsheetId === spreadsheetIds.at(-1);
    for (const worksheet of WORKSHEETS.filter((title) => title !== 'Monitoring')) {
      const at = (await mirror.sheetRows.lastSync({ spreadsheetId, worksheet }))?.startedAt ?? null;
      if (at !== null) readings.push(at);
      const isOld = at === null || now().getTime() - Date.parse(at) > OLDEST_READING_MS;
      if (isNewest && isOld) throw await unreadable(mirror, { spreadsheetId, worksheet, at });
    }
  }
  return readings.sort()[0] ?? now().toISOString();
}

/** Waiting helps where Google is away, and not where the worksheet itself is the trouble. */
async function unreadable(
  mirror: Pick<Mirror, 'sheetAlerts'>,
  { spreadsheetId, worksheet, at }: { spreadsheetId: string; worksheet: Worksheet; at: string | null },
): Promise<OncekError> {
  const name = `worksheet ${worksheet} of ${spreadsheetId}`;
  const fault = await mirror.sheetAlerts.unreadable({ spreadsheetId, worksheet });
  if (fault?.kind === 'missing') {
    return new OncekError('SheetNotFound', `${name} is gone: bring it back from the version history, then train again`);
  }
  if (fault?.kind === 'headings') {
    return new OncekError('SheetHeadings', `${name} has other headings (${fault.detail}): mend them, then train again`);
  }
  const since = at === null ? 'never' : `at ${at}`;
  const remedy = 'the training waits for the sync, whose log says what keeps it';
  return new OncekError('SheetUnavailable', `${name} was last read ${since}: ${remedy}`);
}

function summaryOf(input: {
  set: TrainingSet;
  sources: TrainingSources;
  before: { fingerprint: string; labels: LabelRows } | null;
  takenAt: string;
  sheetsReadAt: string;
}): SnapshotSummary {
  const { set, sources, before, takenAt, sheetsReadAt } = input;
  const { rows, rejected, teachers } = set;
  const toMark = rowsToMark(rows);
  return {
    fingerprint: fingerprintOf(rows),
    ...{ takenAt, sheetsReadAt, teachers },
    rows: rows.length,
    reviewed: rows.flatMap((row) => row.sources).filter(({ isReviewed }) => isReviewed).length,
    sources: [
      { source: 'ML_Tracking', read: sources.tracking.length, used: usedOf(rows, 'ML_Tracking') },
      { source: 'Logs', read: sources.logs.length, used: usedOf(rows, 'Logs') },
      {
        source: 'teacher',
        read: sources.answers.length,
        used: rows.filter(({ origin }) => origin === 'teacher').length,
      },
    ],
    rejected: rejections(rejected),
    classes: classesOf(rows, before?.labels ?? null),
    singleRowLabels: singles(rows),
    drift: driftOf(rows, before),
    mark: { rows: toMark.length, token: markTokenOf(rows) },
  };
}

/** Rows of a worksheet that the set learns from: those that stand in it, each text once. */
function usedOf(rows: readonly TrainingRow[], worksheet: 'ML_Tracking' | 'Logs'): number {
  return rows.filter(({ sources }) => sources[0]?.worksheet === worksheet).length;
}

function rejections(rejected: readonly RejectedRow[]): Rejection[] {
  const found = new Map<RejectionReason, { rows: number; examples: string[] }>();
  for (const { reason, key } of rejected) {
    const one = found.get(reason) ?? { rows: 0, examples: [] };
    found.set(reason, one);
    one.rows += 1;
    if (one.examples.length < EXAMPLES) one.examples.push(key);
  }
  return [...found]
    .map(([reason, { rows, examples }]) => ({ reason, rows, examples }))
    .sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1));
}

function classesOf(rows: readonly TrainingRow[], before: LabelRows | null): SnapshotSummary['classes'] {
  const people = labelRows(rows.filter(({ origin }) => origin === 'person'));
  return Object.entries(labelRows(rows))
    .map(([label, count]) => ({
      ...{ label, rows: count, byPeople: people[label] ?? 0 },
      isNew: before !== null && !Object.hasOwn(before, label),
    }))
    .sort((a, b) => b.rows - a.rows || (a.label < b.label ? -1 : 1));
}

/** Labels with one row beside a teacher's, which is never held out: no figure can speak of them. */
function singles(rows: readonly TrainingRow[]): string[] {
  const labels = Object.entries(labelRows(labelled(rows)));
  return labels
    .filter(([, count]) => count === 1)
    .map(([label]) => label)
    .sort();
}

function driftOf(
  rows: readonly TrainingRow[],
  before: { fingerprint: string; labels: LabelRows } | null,
): LabelDrift | null {
  const shift = before && labelShift(before.labels, labelRows(labelled(rows)));
  return shift && { against: before.fingerprint, ...shift };
}

/** Without Gemini's answers: how many of those there are follows from its use, not from the tickets. */
function labelled(rows: readonly TrainingRow[]): TrainingRow[] {
  return rows.filter(({ origin }) => origin !== 'teacher');
}

function labelRows(rows: readonly TrainingRow[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of rows) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Object.fromEntries(counts);
}
