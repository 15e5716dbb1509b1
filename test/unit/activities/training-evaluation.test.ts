import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import type { ModelRegistry } from '../../../activities/adapters/model-registry';
import { createFolderStore, type ObjectStore } from '../../../activities/adapters/object-store';
import { createChartRenderer, type ChartRenderer } from '../../../activities/charts/renderer';
import { evaluateCandidate } from '../../../activities/training/evaluation';
import { holdOut } from '../../../activities/training/hold-out';
import { fingerprintOf, putSnapshot, SNAPSHOT_TAG } from '../../../activities/training/snapshot-store';
import { putModel } from '../../../activities/training/model-folder';
import type { TrainingRow } from '../../../domain/training-rows';
import { saveModel } from '../../../ml/artifact';
import type { LabelledRow } from '../../../ml/predict';
import type { SnapshotSummary } from '../../../workflows/contracts/training';
import { quickTraining, someRows } from '../ml/makers';

const NAME = { seed: 5, mode: 'stratified_holdout' } as const;

let folder: string;
let store: ObjectStore;
let registry: ModelRegistry;
let charts: ChartRenderer;
let fingerprint: string;
let rows: TrainingRow[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oncek-evaluation-'));
  store = createFolderStore(path.join(folder, 'objects'));
  registry = createFolderRegistry({ dir: path.join(folder, 'models') });
  charts = createChartRenderer();
  rows = someRows(300, 3).map((row) => ({ ...row, origin: 'person', weight: 1, sources: [] }));
  fingerprint = await stored(rows);
  const { files } = await fitted(holdOut(rows, NAME).train);
  await putModel(store, 'training/runs/r/hold-out', files);
}, 60_000);
afterAll(async () => {
  await charts.close();
  await rm(folder, { recursive: true, force: true });
});

async function stored(set: readonly TrainingRow[]): Promise<string> {
  const snapshot: SnapshotSummary = {
    ...{ fingerprint: fingerprintOf(set), takenAt: '', sheetsReadAt: '', rows: set.length, reviewed: set.length },
    ...{ sources: [], rejected: [], singleRowLabels: [], drift: null, teachers: [], mark: { rows: 0, token: '' } },
    classes: ['LOGIN', 'PASSWORD', 'MODEM'].map((label) => ({ label, rows: 100, byPeople: 100, isNew: false })),
  };
  await putSnapshot(store, set, { snapshot, rejected: [] });
  return snapshot.fingerprint;
}

async function fitted(on: readonly LabelledRow[]) {
  return { files: await saveModel(await quickTraining({ rows: on })) };
}

const evaluated = () =>
  evaluateCandidate(
    { store, registry, charts, log: { warn: () => undefined } },
    { ...NAME, fingerprint, candidateKey: 'training/runs/r/hold-out', reportKey: 'training/reports/r' },
  );

test('judges a first candidate alone, with intervals, tables and pictures', async () => {
  const summary = await evaluated();
  expect(summary.all).toMatchObject({ rows: 60, production: null, difference: null, mcnemar: null });
  const { low, value, high } = summary.all.candidate.macroF1;
  expect(value).toBeGreaterThan(0.8);
  expect(low).toBeLessThanOrEqual(value);
  expect(high).toBeGreaterThanOrEqual(value);
  expect(summary.classes.map(({ label, rows: count }) => [label, count])).toEqual([
    ['LOGIN', 20],
    ['MODEM', 20],
    ['PASSWORD', 20],
  ]);
  // On the 240 rows that it was fitted on, no row held out among them.
  expect(summary.train!.accuracy).toBeGreaterThan(0.95);
  expect(Number.isInteger(Math.round(summary.train!.accuracy * 240 * 1e6) / 1e6)).toBe(true);
  expect(summary.train!.macroF1).toBeCloseTo(summary.train!.accuracy, 1);
  expect(summary.pictures.map(({ name }) => name)).toContain('calibration.png');
  for (const { key } of summary.pictures) {
    expect(
      Buffer.from((await store.get(key))!)
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  }
  const table = Buffer.from((await store.get('training/reports/r/confusion_matrix.csv'))!).toString();
  expect(table.split('\n')[0]).toBe('"expected","LOGIN","MODEM","PASSWORD"');
  expect(summary.warnings).toContainEqual({ kind: 'fewRows', rows: 60 });
}, 60_000);

test('compares with Production on the same rows, and apart on those it never saw', async () => {
  // Production knows two labels of three, and was trained on a part of the rows held out.
  const older = rows.filter(({ label }, at) => label !== 'MODEM' && at % 2 === 0);
  const { files } = await fitted([
    ...older,
    { problem: 'lain lain saja', solving: '', label: 'LAMA' },
    { problem: 'lain juga', solving: '', label: 'LAMA' },
  ]);
  const tags = { [SNAPSHOT_TAG]: await stored(older) };
  const version = await registry.register({ files, description: '', figures: {}, tags });
  await registry.promote(version, '9001');
  const summary = await evaluated();
  expect(summary.productionVersion).toBe(version);
  expect(summary.all.rows).toBe(60);
  const seen = holdOut(rows, NAME).test.filter((row) => older.includes(row)).length;
  expect(seen).toBeGreaterThan(0);
  expect(summary.unseen?.rows).toBe(60 - seen);
  const { accuracy } = summary.all.difference!;
  expect(accuracy.value).toBeCloseTo(summary.all.candidate.accuracy.value - summary.all.production!.accuracy.value, 10);
  expect(accuracy.low).toBeGreaterThan(0);
  const { onlyCandidate, onlyProduction, exactP } = summary.all.mcnemar!;
  expect((onlyCandidate - onlyProduction) / 60).toBeCloseTo(accuracy.value, 10);
  expect(exactP).toBeLessThan(0.01);
  expect(summary.classes.find(({ label }) => label === 'MODEM')?.productionF1).toBe(0);
  expect(summary.warnings).toContainEqual({ kind: 'labelsLost', labels: ['LAMA'] });
  expect(summary.warnings).toContainEqual({ kind: 'productionSawRows', rows: seen });
  expect(await evaluated()).toEqual(summary);
}, 60_000);

test('a candidate that is not there, or a snapshot, fails by name', async () => {
  const deps = { store, registry, charts, log: { warn: () => undefined } };
  const input = { ...NAME, fingerprint, candidateKey: 'training/runs/none', reportKey: 'training/reports/r' };
  await expect(evaluateCandidate(deps, input)).rejects.toMatchObject({ type: 'ModelArtifact' });
  const unknown = { ...input, fingerprint: 'f'.repeat(64) };
  await expect(evaluateCandidate(deps, unknown)).rejects.toMatchObject({ type: 'UnknownSnapshot' });
});
