// Trains LightGBM's own examples from their files and compares with what Python gave (examples.py):
// node golden/examples.mjs FOLDER, the folder `examples` of LightGBM's source. Prints a line per example.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Dataset, train } from 'lightgbm3';

const folder = process.argv[2];
if (!folder) throw new Error('Name the folder `examples` of the source of LightGBM');
const golden = JSON.parse(readFileSync(new URL('examples.json', import.meta.url), 'utf8'));

for (const [name, expected] of Object.entries(golden)) {
  const { params } = expected;
  const trainSet = Dataset.fromFile(join(folder, name, expected.data), { params });
  const validSet = Dataset.fromFile(join(folder, name, expected.validData));
  const booster = await train(params, trainSet, { validSets: [validSet], validNames: ['test'] });
  const trees = booster.modelToStringSync().split('\nparameters:')[0];
  const figures = Object.entries(expected.bestScore.test).map(([metric, python]) => {
    const node = booster.bestScore.test[metric];
    if (!(Math.abs(node - python) <= 1e-12)) process.exitCode = 1;
    return `${metric} ${node} (Python ${python})`;
  });
  const isSameModel = createHash('sha256').update(trees).digest('hex') === expected.treesSha256;
  if (!isSameModel) process.exitCode = 1;
  console.log(`${name}: ${figures.join(', ')}; ${isSameModel ? 'the same trees' : 'OTHER TREES'}`);
}
