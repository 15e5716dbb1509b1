import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { MirrorOptions } from '../../activities/mirror';
import { createFolderStore } from '../../activities/adapters/object-store';
import { createMarkingActivities, createTrainingActivities } from '../../activities/training';
import type { LedgerEntry } from '../../workflows/contracts/ledger';
import type { MarkResult, SnapshotResult } from '../../workflows/contracts/training';
import { postgresOrNotice, startPostgres, type TestPostgres } from '../support/postgres';
import { RETRAIN_ROWS } from '../support/retrain-product';
import { aTrainingProcess } from '../support/training-process';
import { aLogsRow, aSyncedMirror, SPREADSHEET } from '../support/training-sheets';

const tools = postgresOrNotice();
const LOGS = [aLogsRow('old', { text: 'kendala lama sekali' })];

let folder: string;
let postgres: TestPostgres;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oncek-training-'));
  if (tools) postgres = await startPostgres(tools);
});
afterAll(async () => {
  await postgres?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A snapshot in a process of its own, and the marking of its rows but one, which a person changed since. */
async function snapshotAndMark(name: string, place: MirrorOptions) {
  const dir = path.join(folder, name);
  const mirror = await aSyncedMirror({ tracking: RETRAIN_ROWS, logs: LOGS }, place, new Date().toISOString());
  try {
    const { takeSnapshot } = createTrainingActivities(aTrainingProcess(dir, { mirror: place }));
    const asked = { spreadsheetId: SPREADSHEET, runId: 'run-1', force: false };
    const taken: SnapshotResult = await new MockActivityEnvironment().run(takeSnapshot, asked);
    if (taken.kind !== 'taken') throw new Error(`refused: ${taken.refusal.reason}`);
    const { fingerprint, mark } = taken.snapshot;
    const { markTrained } = createMarkingActivities({
      ...{ store: createFolderStore(path.join(dir, 'objects')), mirror, pollMs: 10 },
      enqueueRows: ({ entries }: { entries: readonly LedgerEntry[] }) =>
        mirror.trainingMarks.note(
          'v2',
          entries.map(({ key }) => ({ key, outcome: key === 'k0' ? ('skipped' as const) : ('marked' as const) })),
        ),
    });
    const input = { spreadsheetId: SPREADSHEET, fingerprint, markId: 'v2' };
    const marked: MarkResult = await new MockActivityEnvironment().run(markTrained, input);
    return { fingerprint, wanted: mark.rows, marked };
  } finally {
    await mirror.close();
  }
}

(tools ? test : test.skip)('snapshot and marking are the same over PostgreSQL as over SQLite', async () => {
  const file = path.join(folder, 'mirror.db');
  const onSqlite = await snapshotAndMark('sqlite', { file });
  const onPostgres = await snapshotAndMark('postgres', { databaseUrl: await postgres.createDatabase() });
  expect(onPostgres).toEqual(onSqlite);
  expect(onPostgres.wanted).toBe(RETRAIN_ROWS.length);
  expect(onPostgres.marked).toEqual({
    ...{ wanted: RETRAIN_ROWS.length, marked: RETRAIN_ROWS.length - 1, skipped: 1, waiting: 0 },
  });
});
