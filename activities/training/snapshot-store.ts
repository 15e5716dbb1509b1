import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { OncekError } from '../../domain/errors';
import type { RejectedRow, TrainingRow } from '../../domain/training-rows';
import type { LabelRows } from '../../domain/label-drift';
import type { SnapshotSummary } from '../../workflows/contracts/training';
import type { ObjectStore } from '../adapters/object-store';

/** A snapshot's past: what it was made of. */
export interface SnapshotLineage {
  readonly snapshot: SnapshotSummary;
  /** Every row that was read and left out. */
  readonly rejected: readonly RejectedRow[];
}

/** A run and what its snapshot held: the next run compares its labels with it. */
export interface PastRun {
  readonly runId: string;
  readonly fingerprint: string;
  /** ISO instant, UTC. */
  readonly takenAt: string;
  readonly labels: LabelRows;
}

/** Tag of a registered model: the fingerprint of the snapshot it was trained on. */
export const SNAPSHOT_TAG = 'dataset_fingerprint';

type Store = Pick<ObjectStore, 'get' | 'put'>;

const PAST_RUNS_KEY = 'training/runs.json';
const MOST_PAST_RUNS = 100;

/** SHA-256 in hex over what a model learns from, and which rows of the sheets it stands for, in any order. */
export function fingerprintOf(rows: readonly TrainingRow[]): string {
  return sha256(rows.map(lineOf).sort().join('\n'));
}

/** SHA-256 in hex over the rows that are to become TRAINED, in any order (`mark_token`). */
export function markTokenOf(rows: readonly TrainingRow[]): string {
  return sha256(
    rowsToMark(rows)
      .map(({ spreadsheetId, key, rowHash }) => JSON.stringify([spreadsheetId, key, rowHash]))
      .sort()
      .join('\n'),
  );
}

/** The rows of ML_Tracking that are to become TRAINED once a model trained on them is promoted. */
export function rowsToMark(rows: readonly TrainingRow[]): TrainingRow['sources'][number][] {
  return rows.flatMap(({ sources }) => sources.filter(({ isToMark }) => isToMark));
}

/** Stores a snapshot under its fingerprint; the same rows are overwritten with themselves. */
export async function putSnapshot(store: Store, rows: readonly TrainingRow[], lineage: SnapshotLineage): Promise<void> {
  const { fingerprint } = lineage.snapshot;
  const lines = rows.map(lineOf).join('\n');
  await store.put(rowsKey(fingerprint), await promisify(gzip)(lines));
  // It comes last: where it stands, the rows stand.
  await store.put(lineageKey(fingerprint), JSON.stringify(lineage));
}

/**
 * The rows of a snapshot, in the order it was stored in, which follows from the rows alone.
 * @throws UnknownSnapshot when there is none, or it is damaged
 */
export async function readSnapshot(store: Pick<ObjectStore, 'get'>, fingerprint: string): Promise<TrainingRow[]> {
  const file = await store.get(rowsKey(fingerprint));
  if (file === null) throw unknown(fingerprint);
  let rows: TrainingRow[];
  try {
    const text = (await promisify(gunzip)(file)).toString('utf8');
    rows = text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as TrainingRow);
  } catch (cause) {
    throw unknown(fingerprint, cause);
  }
  // Rows of a person who was forgotten are gone, and what is left has another fingerprint.
  const isWhole = fingerprintOf(rows) === fingerprint || (await store.get(forgottenKey(fingerprint))) !== null;
  if (!isWhole) throw unknown(fingerprint);
  return rows;
}

/** Fingerprints of all snapshots that are stored. */
export async function snapshotFingerprints(store: Pick<ObjectStore, 'list'>): Promise<string[]> {
  const found: string[] = [];
  for await (const key of store.list('training/snapshots/')) {
    const [, fingerprint] = /^training\/snapshots\/([^/]+)\/rows\.jsonl\.gz$/.exec(key) ?? [];
    if (fingerprint !== undefined) found.push(fingerprint);
  }
  return found;
}

/**
 * Takes rows out of a snapshot that was stored; a note beside it says why its fingerprint no longer fits.
 * @param keep - the row as it is to be; null: without it
 * @returns rows that were, or would be, changed; a damaged snapshot is left as it is
 */
export async function rewriteSnapshot(
  store: Pick<ObjectStore, 'get' | 'put'>,
  fingerprint: string,
  { keep, isDry }: { keep: (row: TrainingRow) => TrainingRow | null; isDry: boolean },
): Promise<number> {
  const rows = await readSnapshot(store, fingerprint).catch(() => []);
  const kept = rows.map(keep);
  const changed = kept.filter((row, index) => row !== rows[index]).length;
  if (changed === 0 || isDry) return changed;
  // The note first: without it the changed rows would count as damaged.
  await store.put(forgottenKey(fingerprint), JSON.stringify({ rowsChanged: changed }));
  const lines = kept.flatMap((row) => (row === null ? [] : [lineOf(row)])).join('\n');
  await store.put(rowsKey(fingerprint), await promisify(gzip)(lines));
  return changed;
}

/** @throws UnknownSnapshot when there is none */
export async function readLineage(store: Pick<ObjectStore, 'get'>, fingerprint: string): Promise<SnapshotLineage> {
  const file = await store.get(lineageKey(fingerprint));
  if (file === null) throw unknown(fingerprint);
  return JSON.parse(Buffer.from(file).toString('utf8')) as SnapshotLineage;
}

/** Runs whose snapshot was stored, oldest first. */
export async function pastRuns(store: Pick<ObjectStore, 'get'>): Promise<readonly PastRun[]> {
  const file = await store.get(PAST_RUNS_KEY);
  return file === null ? [] : (JSON.parse(Buffer.from(file).toString('utf8')) as PastRun[]);
}

/** Notes a run for the next one's comparison. One run is at work at a time; noting the same again changes nothing. */
export async function notePastRun(store: Store, run: PastRun): Promise<void> {
  const others = (await pastRuns(store)).filter(({ runId }) => runId !== run.runId);
  await store.put(PAST_RUNS_KEY, JSON.stringify([...others, run].slice(-MOST_PAST_RUNS)));
}

/** A row as its line in the file, which is also what the fingerprint is made of. */
function lineOf({ problem, solving, label, origin, weight, sources }: TrainingRow): string {
  return JSON.stringify({
    ...{ problem, solving, label, origin, weight },
    sources: sources.map(({ spreadsheetId, worksheet, key, rowHash, isReviewed, isToMark }) => ({
      ...{ spreadsheetId, worksheet, key, rowHash, isReviewed, isToMark },
    })),
  });
}

function rowsKey(fingerprint: string): string {
  return `training/snapshots/${fingerprint}/rows.jsonl.gz`;
}

function forgottenKey(fingerprint: string): string {
  return `training/snapshots/${fingerprint}/forgotten.json`;
}

function lineageKey(fingerprint: string): string {
  return `training/snapshots/${fingerprint}/lineage.json`;
}

function unknown(fingerprint: string, cause?: unknown): OncekError {
  const message = `there is no whole snapshot ${fingerprint} in the object store: start a new training run`;
  return new OncekError('UnknownSnapshot', message, { cause });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
