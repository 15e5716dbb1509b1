import { loadavg, tmpdir } from 'node:os';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { stringify } from 'csv-stringify/sync';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { createFolderStore } from '../activities/adapters/object-store';
import { createCandidateActivities } from '../activities/training/candidate';
import { holdOut } from '../activities/training/hold-out';
import { createTrainingProcess } from '../activities/training/process/training-process';
import { readSnapshot } from '../activities/training/snapshot-store';
import type { TrainingRow } from '../domain/training-rows';
import { modelKeys, reportKey } from '../workflows/retrain-ports';
import { idleDelay, watchLoop } from './loop-delay';
import { type Bench, progress, readOptions, rounded } from './options';
import { runPeer } from './peer/run';
import { readRows } from './quality';
import { readSheet } from './retrain/sheet';

const DEFAULT_FILE = '../shared/data/massive-id.train.csv.gz';
const SPREADSHEET = 'bench';
const RUN = 'bench-run';
const NAME = { seed: 42, mode: 'stratified_holdout' } as const;
const IDLE_MS = 2_000;

/**
 * A retraining from the sheet's rows to a registered candidate by the product's own steps, and the Python recipe's two
 * fits of the same rows. The two take turns, so that other work on the machine weighs on both.
 */
export const retrain: Bench = {
  summary: '[--train F] [--no-peer]   wall time from a snapshot of the rows to a candidate, and its figures',
  async run(args) {
    const options = readOptions(args, { values: ['train'], flags: ['no-peer'] });
    const given = await readRows(options.value('train') ?? DEFAULT_FILE);
    const dir = await mkdtemp(path.join(tmpdir(), 'oncek-bench-'));
    try {
      return await measure(dir, given, !options.flag('no-peer'));
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};

async function measure(dir: string, given: Awaited<ReturnType<typeof readRows>>, hasPeer: boolean) {
  const folders = { objects: path.join(dir, 'objects'), models: path.join(dir, 'models') };
  const store = createFolderStore(folders.objects);
  const registry = createFolderRegistry({ dir: folders.models });
  const apart = createTrainingProcess({
    log: { warn: (_, message) => progress(message) },
    // As the peer: otherwise whatever else runs here would come first.
    niceness: 0,
    places: {
      objects: { folder: folders.objects },
      mirror: { file: path.join(dir, 'mirror.db') },
      registry: { mlflow: null, modelRegistryDir: folders.models },
      options: { threads: Number(process.env.BENCH_THREADS || 1) },
    },
  });
  await readSheet({ file: path.join(dir, 'mirror.db') }, { spreadsheetId: SPREADSHEET, rows: given });
  const idle = await idleDelay(IDLE_MS);
  const seconds: Record<string, number> = {};
  const loops: Record<string, { p99: number; max: number }> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    progress(name);
    const startedMs = performance.now();
    const { value, delay } = await watchLoop(work);
    seconds[name] = rounded((performance.now() - startedMs) / 1_000);
    loops[name] = { p99: rounded(delay.p99Ms), max: rounded(delay.maxMs) };
    return value;
  };
  const load = loadavg()[0] ?? 0;
  const taken = await timed('snapshot', () =>
    apart.run('takeSnapshot', { spreadsheetId: SPREADSHEET, runId: RUN, force: false }),
  );
  if (taken.kind !== 'taken') throw new Error(`these rows are not enough: ${taken.refusal.reason}`);
  const { snapshot } = taken;
  const named = { ...NAME, fingerprint: snapshot.fingerprint };
  const keys = modelKeys(RUN);
  await timed('hold_out', () => apart.run('fitHoldOut', { ...named, settings: null, modelKey: keys.holdOut }));
  const peer = hasPeer ? createPeer(dir, await readSnapshot(store, snapshot.fingerprint)) : null;
  const judged = await peer?.judge();
  const evaluation = await timed('evaluate', () =>
    apart.run('evaluate', { ...named, candidateKey: keys.holdOut, reportKey: reportKey(RUN) }),
  );
  await timed('final', () => apart.run('fitFinal', { ...named, settings: null, modelKey: keys.final }));
  const { registerCandidate } = createCandidateActivities({
    ...{ store, registry, client: {} as never, trainers: () => Promise.resolve(1) },
  });
  const candidate = { runId: RUN, modelKey: keys.final, settings: null, trials: 0, snapshot, evaluation };
  await timed('register', () => new MockActivityEnvironment().run(registerCandidate, candidate));
  const { accuracy, macroF1, weightedF1 } = evaluation.all.candidate;
  const wallSeconds = Object.values(seconds).reduce((sum, one) => sum + one, 0);
  const own = {
    ...{ wall_s: rounded(wallSeconds), accuracy: rounded(accuracy.value), macro_f1: rounded(macroF1.value) },
    ...{ weighted_f1: rounded(weightedF1.value), rows: given.length, used: snapshot.rows },
    ...{ held_out: evaluation.all.rows, labels: snapshot.classes.length, steps_s: seconds, load: rounded(load) },
    ...{ loops_ms: loops, idle_loop_ms: { p99: rounded(idle.p99Ms), max: rounded(idle.maxMs) } },
  };
  if (!peer || !judged) return own;
  const peerSeconds = Number(judged.fit_s) + (await peer.fitAll());
  return {
    ...{ ...own, times_peer: rounded(wallSeconds / peerSeconds) },
    peer: {
      ...{ wall_s: rounded(peerSeconds), accuracy: judged.accuracy, macro_f1: judged.macro_f1 },
      weighted_f1: judged.weighted_f1,
    },
  };
}

/** The recipe's two fits: on the rows that are not held out, judged on the others, and on all. */
function createPeer(dir: string, rows: readonly TrainingRow[]) {
  const write = async (name: string, part: readonly TrainingRow[]): Promise<string> => {
    const file = path.join(dir, name);
    await writeFile(file, stringify([['text', 'label'], ...part.map(({ problem, label }) => [problem, label])]));
    return file;
  };
  return {
    async judge() {
      progress('peer: hold-out fit');
      const { train, test } = holdOut(rows, NAME);
      return runPeer('quality', ['--train', await write('train.csv', train), '--test', await write('test.csv', test)]);
    },
    /** @returns seconds */
    async fitAll(): Promise<number> {
      progress('peer: final fit');
      return Number((await runPeer('train', ['--train', await write('all.csv', rows)])).fit_s);
    },
  };
}
