import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderRegistry } from '../activities/adapters/folder-registry';
import { saveModel } from '../ml/artifact';
import { demoExamples } from '../ml/demo/examples';
import { type Bench, type BenchResult, progress, readOptions } from './options';
import { runPeerOn } from './peer/run';
import { readRows, trainOn } from './quality';

const DEMO_SEED = 42;

/** Speed and size of a loaded model in a process that does nothing else. */
export const predict: Bench = {
  summary: '[--train F] [--no-peer]   one text to label in process; without F a model of generated examples',
  async run(args) {
    const options = readOptions(args, { values: ['train'], flags: ['no-peer'] });
    const file = options.value('train');
    const rows = file === undefined ? demoExamples(DEMO_SEED) : await readRows(file);
    const dir = await mkdtemp(join(tmpdir(), 'oncek-bench-'));
    try {
      const registry = createFolderRegistry({ dir });
      const trained = await trainOn(rows);
      const files = await saveModel(trained);
      const version = await registry.register({ files, description: 'benchmark', figures: {} });
      const textsFile = join(dir, 'texts.json');
      await writeFile(textsFile, JSON.stringify(rows.slice(0, 1_000)));
      progress('measuring');
      const own = await measureInChild({ dir, version, textsFile });
      if (options.flag('no-peer')) return own;
      return { ...own, peer: await runPeerOn('predict', file, rows) };
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};

/** A fresh process: what training left in memory must not count as the model's. */
async function measureInChild(task: { dir: string; version: string; textsFile: string }): Promise<BenchResult> {
  return new Promise((done, fail) => {
    const child = fork(join(__dirname, 'predict-child.js'), [task.dir, task.version, task.textsFile]);
    child.on('message', (message) => done(message as BenchResult));
    child.on('error', fail);
    child.on('exit', (code) => {
      if (code !== 0) fail(new Error(`the measuring process ended with code ${code}`));
    });
  });
}
