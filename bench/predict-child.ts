import { readFile } from 'node:fs/promises';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { loadModel } from '../ml/artifact';
import type { LabelledRow } from '../ml/predict';
import { idleDelay, watchLoop } from './loop-delay';
import { rounded } from './options';

const WARM_UP = 500;
const BATCHES = 5;
const WATCHED_MS = 2_000;
const MEBIBYTE = 2 ** 20;

/** One prediction a turn of the event loop, as requests come in. */
async function predictFor(ms: number, predict: (at: number) => unknown): Promise<void> {
  const end = performance.now() + ms;
  for (let at = 0; performance.now() < end; at += 1) {
    predict(at);
    await new Promise<void>((next) => setImmediate(next));
  }
}

/** Loads a registered model, predicts each row by itself and in batches, and sends the figures to the parent process. */
async function measure(dir: string, version: string, textsFile: string): Promise<void> {
  const rows = JSON.parse(await readFile(textsFile, 'utf8')) as LabelledRow[];
  const rssBefore = process.memoryUsage().rss;
  const loading = performance.now();
  const { classifier } = await loadModel(await createFolderRegistry({ dir }).load(version));
  const loadMs = performance.now() - loading;
  const rowAt = (at: number): LabelledRow => rows[at % rows.length]!;
  for (let at = 0; at < WARM_UP; at += 1) classifier.predict(rowAt(at));
  const times = Float64Array.from({ length: 1_000 }, (_, at) => {
    const started = performance.now();
    classifier.predict(rowAt(at));
    return performance.now() - started;
  }).sort();
  const batch = performance.now();
  for (let at = 0; at < BATCHES * 1_000; at += 1) classifier.predict(rowAt(at));
  const batchMs = (performance.now() - batch) / BATCHES;
  const rss = process.memoryUsage().rss;
  const idle = await idleDelay(WATCHED_MS);
  const { delay } = await watchLoop(() => predictFor(WATCHED_MS, (at) => classifier.predict(rowAt(at))));
  process.send?.({
    p50_ms: rounded(times[500]!),
    p99_ms: rounded(times[990]!),
    rows_per_s: Math.round(1_000_000 / batchMs),
    load_ms: rounded(loadMs),
    rss_mb: rounded(rss / MEBIBYTE),
    model_rss_mb: rounded((rss - rssBefore) / MEBIBYTE),
    loop_p99_ms: rounded(delay.p99Ms),
    idle_loop_p99_ms: rounded(idle.p99Ms),
    labels: classifier.labels.length,
  });
}

const [dir = '', version = '', textsFile = ''] = process.argv.slice(2);
measure(dir, version, textsFile).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
