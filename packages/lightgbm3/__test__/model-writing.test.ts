import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Booster, Dataset, LightGBMError, trainSync } from '../lib';
import { aProblem, maxDifference, multiclass, repeatTrees } from './makers';

const problem = aProblem({ numRows: 300, numClass: 4 });
const trainSet = Dataset.fromCsr(problem.rows, { label: problem.label });
const params = multiclass(4, { num_leaves: 31, min_data_in_leaf: 1 });
const small = trainSync(params, trainSet, { numBoostRound: 10 });
const big = Booster.fromStringSync(repeatTrees(small.modelToStringSync(), 200));
const parts = [{}, { startIteration: 2, numIteration: 5 }, { numIteration: 3, importanceType: 'gain' }] as const;
const folder = mkdtempSync(join(tmpdir(), 'lightgbm3-'));
const path = join(folder, 'model.txt');
afterAll(() => rmSync(folder, { recursive: true }));

/** Waits for a promise, and counts how often the event loop came round meanwhile. */
async function turnsUntil(promise: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const done = promise.finally(() => (isDone = true));
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    turns++;
  }
  await done;
  return turns;
}

describe('a model written off the event loop', () => {
  it.each(parts)('has the text, JSON and file of the calls in sync: %p', async (part) => {
    expect(await small.modelToString(part)).toBe(small.modelToStringSync(part));
    const [dumped, expected] = [await small.dumpModel(part), small.dumpModelSync(part)];
    expect(dumped).toEqual(expected);
    expect(Object.keys(dumped)).toEqual(Object.keys(expected));
    await small.saveModel(path, part);
    const saved = readFileSync(path, 'utf8');
    small.saveModelSync(path, part);
    expect(saved).toBe(readFileSync(path, 'utf8'));
  });

  it('of 8000 trees is the same in both ways', async () => {
    expect(big.numTrees).toBe(8000);
    expect(await big.modelToString()).toBe(big.modelToStringSync());
    expect(JSON.stringify(await big.dumpModel())).toBe(JSON.stringify(big.dumpModelSync()));
  });

  it('has the names of its features unharmed, whatever letters they have', async () => {
    const names = ['naïve', 'čas', '日本', ...Array.from({ length: 21 }, (_, at) => `ab_${at}`)];
    const named = Dataset.fromCsr(problem.rows, { label: problem.label, featureNames: names });
    const booster = trainSync(params, named, { numBoostRound: 2 });
    expect(await booster.dumpModel()).toEqual(booster.dumpModelSync());
    expect((await booster.dumpModel()).feature_names).toEqual(names);
    await booster.saveModel(path);
    expect((await Booster.loadModel(path, { requireChecksum: true })).featureName()).toEqual(names);
  });

  it('without trees has an empty tree_info', async () => {
    const beyond = { startIteration: 1000 };
    expect((await small.dumpModel(beyond)).tree_info).toEqual([]);
    expect(await small.dumpModel(beyond)).toEqual(small.dumpModelSync(beyond));
  });

  it('lets the event loop come round many times meanwhile, where the calls in sync would not once', async () => {
    expect(await turnsUntil(big.modelToString())).toBeGreaterThan(10);
    expect(await turnsUntil(big.dumpModel())).toBeGreaterThan(10);
    expect(await turnsUntil(big.saveModel(path))).toBeGreaterThan(10);
    expect(await turnsUntil(Promise.resolve().then(() => big.modelToStringSync()))).toBe(1);
  });

  it('disturbs no prediction beside it, over all iterations or a range, and none disturbs it', async () => {
    const text = big.modelToStringSync();
    const dump = JSON.stringify(big.dumpModelSync({ numIteration: 20 }));
    const range = { startIteration: 3, numIteration: 50 };
    const [all, some] = [big.predictSync(problem.rows), big.predictSync(problem.rows, range)];
    const contributions = small.predictSync(problem.rows, { predContrib: true });
    const smallText = small.modelToStringSync();
    const beside = async (): Promise<void> => {
      expect(maxDifference(await big.predict(problem.rows, { numThreads: 2 }), all)).toBe(0);
      expect(maxDifference(await big.predict(problem.rows, range), some)).toBe(0);
      expect(maxDifference(await small.predict(problem.rows, { predContrib: true }), contributions)).toBe(0);
    };
    const written = Promise.all([
      big.modelToString(),
      big.modelToString(),
      big.dumpModel({ numIteration: 20 }),
      small.modelToString(),
    ]);
    await Promise.all([beside(), beside(), big.saveModel(path)]);
    const [first, second, json, ofSmall] = await written;
    expect([first === text, second === text, ofSmall === smallText]).toEqual([true, true, true]);
    expect(JSON.stringify(json)).toBe(dump);
    expect((await Booster.loadModel(path, { requireChecksum: true })).numTrees).toBe(8000);
  });

  it('is written to its end when it is disposed meanwhile, and refused afterwards', async () => {
    const text = small.modelToStringSync();
    const mine = Booster.fromStringSync(text);
    const running = Promise.all([mine.modelToString(), mine.dumpModel(), mine.saveModel(path)]);
    mine.dispose();
    const [written, dumped] = await running;
    expect(written.split('\nparameters:')[0]).toBe(text.split('\nparameters:')[0]);
    expect(dumped).toEqual(small.dumpModelSync());
    await expect(mine.modelToString()).rejects.toThrow(LightGBMError);
    await expect(mine.dumpModel()).rejects.toThrow(LightGBMError);
    await expect(mine.saveModel(join(folder, 'gone.txt'))).rejects.toThrow('This Booster has been disposed');
    expect(readdirSync(folder)).toEqual(['model.txt']);
  });

  it('refuses a part that is no whole number, by rejecting', async () => {
    const half = { numIteration: 0.5 };
    await expect(small.modelToString(half)).rejects.toThrow('numIteration must be a whole number');
    await expect(small.dumpModel(half)).rejects.toThrow(LightGBMError);
    await expect(small.saveModel(path, half)).rejects.toThrow(LightGBMError);
    expect(() => small.dumpModelSync(half)).toThrow(LightGBMError);
  });
});
