// Trains on sparse rows, saves and loads the model, and asks what decided about a row: node save-and-explain.mjs
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Booster, Dataset, train } from 'lightgbm3';

const words = ['wifi', 'slow', 'printer', 'paper', 'please'];
const texts = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? [0, 1, 4] : [2, 3, 4]));
const rows = {
  indptr: Int32Array.from({ length: texts.length + 1 }, (_, row) => row * 3),
  indices: Int32Array.from(texts.flat()),
  values: new Float64Array(texts.length * 3).fill(1),
  numCols: words.length,
};
const label = texts.map((_, row) => row % 2);
const params = { objective: 'binary', min_data_in_leaf: 2 };
const booster = await train(params, Dataset.fromCsr(rows, { label, featureNames: words }), { numBoostRound: 20 });

const folder = await mkdtemp(join(tmpdir(), 'model-'));
await booster.saveModel(join(folder, 'model.txt'));
const loaded = await Booster.loadModel(join(folder, 'model.txt'), { requireChecksum: true });
await rm(folder, { recursive: true });

const [columns, values] = [Int32Array.of(2, 3), Float64Array.of(1, 1)];
const [probability] = loaded.predictRow(columns, values);
console.log(`printer paper: class 1 with ${probability.toFixed(3)}`);
const contributions = loaded.predictRow(columns, values, undefined, { predContrib: true });
for (const [at, word] of words.entries()) console.log(`${word}: ${contributions[at].toFixed(3)}`);
const { tree_info: trees } = await loaded.dumpModel({ numIteration: 1 });
console.log(`the first tree splits at: ${words[trees[0].tree_structure.split_feature]}`);
