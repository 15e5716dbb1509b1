import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createFolderRegistry } from '../../../activities/adapters/folder-registry';
import { createFolderStore, type ObjectStore } from '../../../activities/adapters/object-store';
import { createCandidateActivities } from '../../../activities/training/candidate';
import { createTrainingActivities } from '../../../activities/training';
import { readModel } from '../../../activities/training/model-folder';
import { fingerprintOf, putSnapshot } from '../../../activities/training/snapshot-store';
import type { StepHeartbeat } from '../../../temporal/retrain-step';
import type { TrainingRow } from '../../../domain/training-rows';
import { loadModel } from '../../../ml/artifact';
import { DEFAULT_TRAIN_OPTIONS } from '../../../ml/options';
import { demoExamples } from '../../../ml/demo/examples';
import { FIXED_SETTINGS } from '../../../ml/tuner/student-space';
import { modelKeys, type FittedModel, type TrialResult } from '../../../workflows/retrain-ports';
import { aSnapshot, anEvaluation } from '../../support/training-makers';
import { aTrainingProcess, QUICK_FITS } from '../../support/training-process';
import { ownChildren, threadNames } from '../../support/processes';
import { waitFor } from '../../support/wait';

const LABELS = 4;
const examples = demoExamples(42);
const labels = [...new Set(examples.map(({ label }) => label))].sort().slice(0, LABELS);
const rows: TrainingRow[] = labels.flatMap((label) =>
  examples
    .filter((row) => row.label === label)
    .slice(0, 20)
    .map((row) => ({ ...row, origin: 'person', weight: 1, sources: [] })),
);
const fingerprint = fingerprintOf(rows);
const keys = modelKeys('run-1');

let dir: string;
let store: ObjectStore;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oncek-fit-'));
  store = createFolderStore(path.join(dir, 'objects'));
  await putSnapshot(store, rows, { snapshot: aSnapshot({ fingerprint }), rejected: [] });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const fits = () => createTrainingActivities(aTrainingProcess(dir));

test('the hold-out fit sees four fifths of the rows, the final one all; both can be loaded, and each tells its share', async () => {
  const env = new MockActivityEnvironment();
  const beats: StepHeartbeat[] = [];
  env.on('heartbeat', (beat: StepHeartbeat) => beats.push(beat));
  const { fitHoldOut, fitFinal } = fits();
  const task = { fingerprint, seed: 42, settings: null };
  const held = await env.run(fitHoldOut, { ...task, mode: 'stratified_holdout' as const, modelKey: keys.holdOut });
  expect(held).toMatchObject({ rows: 64, labels: LABELS });
  const final: FittedModel = await new MockActivityEnvironment().run(fitFinal, { ...task, modelKey: keys.final });
  expect(final).toMatchObject({ rows: 80, labels: LABELS });
  expect(final.features).toBeGreaterThan(100);
  const { classifier, manifest } = await loadModel(await readModel(store, keys.final));
  expect(classifier.labels).toEqual(labels);
  expect(manifest).toMatchObject({ origin: 'data', rows: { used: 80 } });
  expect(Date.parse(manifest.trainedAt ?? '')).toBeGreaterThan(Date.parse('2026-11-24T00:00:00Z'));
  expect(manifest.calibration.autoThreshold).toBe(final.autoThreshold);
  expect(beats[0]).toEqual({ share: 0 });
});

test('a run that is registered twice has one version, with its figures; its own files go, others stay', async () => {
  const registry = createFolderRegistry({ dir: path.join(dir, 'models') });
  const activities = createCandidateActivities({
    ...{ store, registry, client: {} as never, trainers: () => Promise.resolve(0) },
  });
  await store.put('training/reports/run-1/pairs.csv', 'a,b');
  const evaluation = anEvaluation({
    files: [{ name: 'pairs.csv', key: 'training/reports/run-1/pairs.csv' }],
    train: { accuracy: 0.99, macroF1: 0.98 },
    classes: [{ label: 'KENDALA LOGIN', rows: 16, precision: 0.9, recall: 0.75, f1: 0.82, productionF1: null }],
  });
  const snapshot = aSnapshot({ fingerprint });
  const options = { settings: { linear_c: 0.7 }, trials: 3, mode: 'random_holdout' as const };
  const input = { runId: 'run-1', modelKey: keys.final, ...options, snapshot, evaluation };
  const env = new MockActivityEnvironment();
  const first: { version: string } = await env.run(activities.registerCandidate, input);
  expect(await env.run(activities.registerCandidate, input)).toEqual(first);
  const versions = await registry.list();
  expect(versions).toHaveLength(1);
  expect(versions[0]).toMatchObject({
    ...{
      isProduction: false,
      figures: {
        ...{ f1_macro: 0.8 - 0.1, f1_macro_validation: 0.8 - 0.1, f1_macro_train: 0.98 },
        ...{ accuracy: 0.8, accuracy_validation: 0.8, accuracy_train: 0.99, n_samples: 120, n_classes: 2 },
        'recall_val__KENDALA LOGIN': 0.75,
        'precision_val__KENDALA LOGIN': 0.9,
        'f1_val__KENDALA LOGIN': 0.82,
      },
      // What was not searched for was trained with the fixed options, and says so.
      params: {
        linear_c: '0.7',
        learning_rate: String(FIXED_SETTINGS.learning_rate),
        trials: '3',
        mode: 'random_holdout',
      },
    },
    tags: { run_id: 'run-1', dataset_fingerprint: fingerprint },
  });
  expect(await registry.artifactNames(first.version)).toEqual(['analysis/pairs.csv']);
  await activities.discardRun({ runId: 'run-1' });
  expect((await readModel(store, keys.final)).size).toBe(0);
  expect(await store.get('training/reports/run-1/pairs.csv')).not.toBeNull();
  await expect(env.run(activities.registerCandidate, { ...input, runId: 'run-2' })).rejects.toMatchObject({
    type: 'ModelArtifact',
  });
  // Nothing in Production until somebody promotes it.
  expect(await registry.production()).toBeNull();
  expect(await env.run(activities.promote, { version: first.version, by: 'telegram:9001' })).toEqual({ former: null });
  expect(await registry.production()).toBe(first.version);
});

test('a promotion repeated after a lost answer still names the version that served before: it is the way back', async () => {
  const registry = createFolderRegistry({ dir: path.join(dir, 'twice') });
  const files = await createFolderRegistry({ dir: path.join(dir, 'models') }).load('v1');
  for (let n = 0; n < 2; n += 1) await registry.register({ files, description: '', figures: {} });
  const { promote } = createCandidateActivities({
    ...{ store, registry, client: {} as never, trainers: () => Promise.resolve(1) },
  });
  const once = (version: string): Promise<{ former: string | null }> =>
    new MockActivityEnvironment().run(promote, { version, by: 'telegram:9001' });
  for (let n = 0; n < 2; n += 1) expect(await once('v1')).toEqual({ former: null });
  for (let n = 0; n < 2; n += 1) expect(await once('v2')).toEqual({ former: 'v1' });
});

test('announced twice, as by a worker killed in between, a candidate supersedes the one before once, and a run is discarded once', async () => {
  const registry = createFolderRegistry({ dir: path.join(dir, 'announced') });
  const files = await createFolderRegistry({ dir: path.join(dir, 'models') }).load('v1');
  for (let n = 0; n < 2; n += 1) await registry.register({ files, description: '', figures: {} });
  const told: unknown[][] = [];
  const getHandle = (id: string) => ({
    signal: (_name: unknown, news: unknown) => Promise.resolve(void told.push([id, news])),
  });
  const { announceCandidate, discardRun } = createCandidateActivities({
    ...{ store, registry, client: { workflow: { getHandle } } as never, trainers: () => Promise.resolve(1) },
  });
  const env = new MockActivityEnvironment();
  for (const version of ['v1', 'v2', 'v2']) await env.run(announceCandidate, { version });
  expect(await registry.candidate()).toBe('v2');
  expect(told).toEqual([['approval-v1', { newer: 'v2' }]]);
  await store.put('training/runs/run-9/final/model.json', '{}');
  for (let n = 0; n < 2; n += 1) await env.run(discardRun, { runId: 'run-9' });
  expect(await store.get('training/runs/run-9/final/model.json')).toBeNull();
});

test('a version that cannot be read is not promoted', async () => {
  const registry = createFolderRegistry({ dir: path.join(dir, 'damaged') });
  const version = await registry.register({
    ...{ files: new Map([['model.json', Buffer.from('{}')]]), description: '', figures: {} },
  });
  const { promote } = createCandidateActivities({
    ...{ store, registry, client: {} as never, trainers: () => Promise.resolve(1) },
  });
  const promoting = new MockActivityEnvironment().run(promote, { version, by: 'telegram:9001' });
  await expect(promoting).rejects.toMatchObject({ type: 'ModelArtifact' });
  expect(await registry.production()).toBeNull();
});

test('a trial is judged by five folds; beside five better ones it stops after the first', async () => {
  const { runTrial } = fits();
  const trial = { fingerprint, seed: 42, mode: 'stratified_holdout' as const, number: 1, settings: FIXED_SETTINGS };
  const whole: TrialResult = await new MockActivityEnvironment().run(runTrial, { ...trial, finished: [] });
  expect(whole).toMatchObject({ isPruned: false, means: { length: 5 } });
  expect(whole.means.at(-1)).toBeGreaterThan(0.5);
  const better = Array.from({ length: 5 }, () => [1, 1, 1, 1, 1].map((mean) => mean + 0.01));
  const pruned = await new MockActivityEnvironment().run(runTrial, { ...trial, finished: better });
  expect(pruned).toEqual({ isPruned: true, means: whole.means.slice(0, 1) });
});

test('cancelled in the midst of LightGBM, a fit is gone before its answer comes, and has written nothing', async () => {
  // So many rounds take hours.
  const trees = { ...DEFAULT_TRAIN_OPTIONS.trees, rounds: 1_000_000 };
  const { fitFinal } = createTrainingActivities(aTrainingProcess(dir, { options: { ...QUICK_FITS, trees } }));
  const env = new MockActivityEnvironment();
  const task = { fingerprint, seed: 42, settings: null, modelKey: 'training/runs/x/final' };
  const running = env.run(fitFinal, task);
  const ended = expect(running).rejects.toMatchObject({ name: 'CancelledFailure' });
  await waitFor(() => ownChildren().some((pid) => threadNames(pid).includes('lightgbm')), {
    ...{ describe: 'LightGBM is training', timeoutMs: 20_000 },
  });
  const [pid] = ownChildren().filter((one) => threadNames(one).includes('lightgbm'));
  const startedMs = performance.now();
  env.cancel();
  await ended;
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  expect(ownChildren()).not.toContain(pid);
  expect((await readModel(store, task.modelKey)).size).toBe(0);
});

test('a process that is killed from outside is a failure that says so, and can be tried again', async () => {
  const { fitFinal } = fits();
  const task = { fingerprint, seed: 42, settings: null, modelKey: keys.final };
  const env = new MockActivityEnvironment();
  const beat = new Promise((resolve) => env.once('heartbeat', resolve));
  const running = env.run(fitFinal, task);
  const ended = expect(running).rejects.toThrow('the training process ended by itself (SIGKILL) during fitFinal');
  await beat;
  for (const pid of ownChildren()) process.kill(pid, 'SIGKILL');
  await ended;
  expect(await new MockActivityEnvironment().run(fitFinal, task)).toMatchObject({ rows: 80 });
});

test('an unknown snapshot is named', async () => {
  const fit = new MockActivityEnvironment().run(fits().fitFinal, {
    ...{ fingerprint: '0'.repeat(64), seed: 42, settings: null, modelKey: keys.final },
  });
  await expect(fit).rejects.toMatchObject({ type: 'UnknownSnapshot' });
});

test('a search begins with the fixed options, and proposes the same after the same trials', async () => {
  const { proposeTrial } = createCandidateActivities({
    ...{ store, registry: {} as never, client: {} as never, trainers: () => Promise.resolve(2) },
  });
  expect(await proposeTrial({ trials: [], seed: 42 })).toEqual({ settings: FIXED_SETTINGS, trainers: 2 });
  const trials = [{ settings: FIXED_SETTINGS, value: 0.5, isPruned: false }];
  const second = await proposeTrial({ trials, seed: 42 });
  expect(await proposeTrial({ trials, seed: 42 })).toEqual(second);
  expect(Object.keys(second.settings)).toEqual(Object.keys(FIXED_SETTINGS));
  expect(second.settings).not.toEqual(FIXED_SETTINGS);
  // A search that a release began whose space lacked the balances goes on as if its trials had had the fixed one.
  const older = Object.fromEntries(Object.entries(FIXED_SETTINGS).filter(([name]) => !name.endsWith('_balance')));
  const olds = Array.from({ length: 4 }, (_, at) => ({
    settings: { ...older, linear_c: 0.1 + at },
    value: 0.5 + at / 100,
  }));
  const filled = olds.map((trial) => ({ ...trial, settings: { ...FIXED_SETTINGS, ...trial.settings } }));
  const next = await proposeTrial({ trials: olds.map((trial) => ({ ...trial, isPruned: false })), seed: 42 });
  expect(next).toEqual(
    await proposeTrial({ trials: filled.map((trial) => ({ ...trial, isPruned: false })), seed: 42 }),
  );
});
