import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Booster, Dataset, LightGBMError, trainSync } from '../lib';
import { aProblem, maxDifference, multiclass } from './makers';

const problem = aProblem({ numRows: 90 });
const trainSet = Dataset.fromCsr(problem.rows, { label: problem.label });
const booster = trainSync(multiclass(3, { learning_rate: 0.2 }), trainSet, { numBoostRound: 6 });
const folder = mkdtempSync(join(tmpdir(), 'lightgbm3-'));
const path = join(folder, 'model.txt');
afterAll(() => rmSync(folder, { recursive: true }));

describe('a model file', () => {
  it("is LightGBM's text and a last line with its checksum, and loads to the same model", async () => {
    await booster.saveModel(path);
    const text = readFileSync(path, 'utf8');
    expect(text.startsWith(booster.modelToStringSync())).toBe(true);
    expect(text.slice(booster.modelToStringSync().length)).toMatch(/^lightgbm3_sha256:[0-9a-f]{64}\n$/);
    expect(readdirSync(folder)).toEqual(['model.txt']);
    const loaded = await Booster.loadModel(path, { requireChecksum: true });
    expect(loaded.modelToStringSync()).toBe(booster.modelToStringSync());
    booster.saveModelSync(path, { numIteration: 2 });
    expect(Booster.loadModelSync(path).currentIteration).toBe(2);
  });

  it('changed in any single place is refused', async () => {
    booster.saveModelSync(path);
    const text = readFileSync(path, 'utf8');
    for (let at = 7; at < text.length - 80; at += 401) {
      const changed = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`;
      expect(() => Booster.fromStringSync(changed)).toThrow('its checksum differs');
    }
    writeFileSync(path, text.slice(0, -5));
    await expect(Booster.loadModel(path)).rejects.toThrow(LightGBMError);
  });

  it('without a checksum loads unless one is required', async () => {
    const text = booster.modelToStringSync();
    expect((await Booster.fromString(text)).numTrees).toBe(18);
    await expect(Booster.fromString(text, { requireChecksum: true })).rejects.toThrow('has no checksum line');
  });

  it("that is missing is refused in Node's words", async () => {
    await expect(Booster.loadModel(join(folder, 'none.txt'))).rejects.toThrow('ENOENT');
  });
});

describe('parts of a model', () => {
  it('are written by range, and predict as the range does', () => {
    const part = Booster.fromStringSync(booster.modelToStringSync({ startIteration: 1, numIteration: 3 }));
    const range = { startIteration: 1, numIteration: 3, rawScore: true };
    const scores = part.predictSync(problem.rows, { rawScore: true });
    expect(maxDifference(scores, booster.predictSync(problem.rows, range))).toBeLessThan(1e-12);
    expect(booster.dumpModelSync({ numIteration: 2 })).toMatchObject({ num_class: 3, max_feature_idx: 22 });
    expect(booster.dumpModelSync({ numIteration: 2 }).tree_info).toHaveLength(6);
  });

  it('rank features by splits or gain, over all iterations or the first', () => {
    expect(booster.modelToStringSync({ importanceType: 'gain' })).not.toBe(booster.modelToStringSync());
    const [first, all] = [booster.featureImportance('split', 1), booster.featureImportance()];
    expect(first.reduce((sum, count) => sum + count, 0)).toBeLessThan(all.reduce((sum, count) => sum + count, 0));
    expect(() => booster.featureImportance('split', 0.5)).toThrow('iteration must be a whole number');
  });
});

describe('parameters', () => {
  it('are those of the training, and a loaded model reads them back', () => {
    expect(booster.params).toMatchObject({ objective: 'multiclass', num_class: 3, learning_rate: 0.2, seed: 42 });
    const loaded = Booster.fromStringSync(booster.modelToStringSync());
    expect(loaded.params).toMatchObject({
      objective: 'multiclass',
      num_class: 3,
      learning_rate: 0.2,
      linear_tree: false,
    });
    expect([booster.bestIteration, loaded.bestIteration]).toEqual([0, -1]);
    expect(loaded.numModelPerIteration).toBe(3);
  });
});
