import { Booster, Dataset, type Params, train, trainSync } from '../lib';
import { aProblem, maxDifference, multiclass, rowOf } from './makers';

const problem = aProblem({ numRows: 300, numClass: 3 });
const dataset = (): Dataset => Dataset.fromCsr(problem.rows, { label: problem.label });
let booster: Booster;

beforeAll(async () => {
  booster = await train(multiclass(3), dataset(), { numBoostRound: 30 });
});

function classOf(probabilities: Float64Array, row: number): number {
  const scores = Array.from(probabilities.subarray(row * 3, row * 3 + 3));
  return scores.indexOf(Math.max(...scores));
}

describe('a model of three separable classes', () => {
  it('has 3 classes, 23 features, 30 iterations and 90 trees', () => {
    const { numClass, numFeature, numTrees, currentIteration } = booster;
    expect({ numClass, numFeature, numTrees, currentIteration }).toEqual({
      numClass: 3,
      numFeature: 23,
      numTrees: 90,
      currentIteration: 30,
    });
  });

  it('names the class of every one of 60 unseen rows', async () => {
    const unseen = aProblem({ numRows: 60, seed: 99 });
    const probabilities = await booster.predict(unseen.rows);
    expect(unseen.label.map((_, row) => classOf(probabilities, row))).toEqual(unseen.label);
  });

  it('gives probabilities between 0 and 1 that sum to 1 in each row', async () => {
    const probabilities = await booster.predict(problem.rows);
    expect(probabilities).toHaveLength(900);
    for (let row = 0; row < 300; row++) {
      const scores = Array.from(probabilities.subarray(row * 3, row * 3 + 3));
      expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(scores.reduce((sum, score) => sum + score, 0) - 1)).toBeLessThan(1e-9);
    }
  });

  it('draws its gain from the three columns that show the class', () => {
    const gain = booster.featureImportance('gain');
    const total = gain.reduce((sum, value) => sum + value, 0);
    expect((gain[0] ?? 0) + (gain[1] ?? 0) + (gain[2] ?? 0)).toBeGreaterThan(0.9 * total);
    expect(booster.featureImportance()).toHaveLength(23);
  });
});

describe('ways to predict', () => {
  it('gives the same scores in a batch, off the event loop, and row by row', async () => {
    const batch = booster.predictSync(problem.rows);
    expect(maxDifference(await booster.predict(problem.rows, { numThreads: 2 }), batch)).toBe(0);
    const out = new Float64Array(3);
    for (let row = 0; row < 300; row++) {
      const { indices, values } = rowOf(problem.rows, row);
      expect(booster.predictRow(indices, values, out)).toBe(out);
      expect(maxDifference(out, batch.subarray(row * 3, row * 3 + 3))).toBeLessThanOrEqual(1e-12);
    }
  });

  it('gives raw scores whose softmax is the probability', () => {
    const { indices, values } = rowOf(problem.rows, 5);
    const raw = booster.predictRow(indices, values, undefined, { rawScore: true }).map(Math.exp);
    const sum = raw.reduce((total, value) => total + value, 0);
    const expected = booster.predictRow(indices, values);
    expect(
      maxDifference(
        raw.map((value) => value / sum),
        expected,
      ),
    ).toBeLessThan(1e-12);
    expect(booster.predictSync(problem.rows, { rawScore: true })).toHaveLength(900);
  });

  it('still uses all iterations by default after a prediction over the first 2, also when both run at once', async () => {
    const all = booster.predictSync(problem.rows);
    const first = booster.predictSync(problem.rows, { numIteration: 2 });
    const rest = booster.predictSync(problem.rows, { startIteration: 2, rawScore: true });
    expect(maxDifference(first, all)).toBeGreaterThan(0.01);
    const sum = booster.predictSync(problem.rows, { numIteration: 2, rawScore: true });
    const whole = booster.predictSync(problem.rows, { rawScore: true });
    expect(
      maxDifference(
        sum.map((value, at) => value + (rest[at] ?? NaN)),
        whole,
      ),
    ).toBeLessThan(1e-12);
    const mixed = Array.from({ length: 40 }, (_, at) =>
      booster.predict(problem.rows, at % 2 === 0 ? {} : { numIteration: 2 }),
    );
    for (const [at, scores] of (await Promise.all(mixed)).entries()) {
      expect(maxDifference(scores, at % 2 === 0 ? all : first)).toBe(0);
    }
    const { indices, values } = rowOf(problem.rows, 0);
    expect(maxDifference(booster.predictRow(indices, values), all.subarray(0, 3))).toBeLessThanOrEqual(1e-12);
  });

  it('reads the rows when called, so that later changes of the arrays do not matter', async () => {
    const { rows } = aProblem();
    const expected = booster.predictSync(rows);
    const promise = booster.predict(rows);
    rows.values.fill(0);
    expect(maxDifference(await promise, expected)).toBe(0);
  });

  it('gives no scores for no rows', async () => {
    const none = { indptr: Int32Array.of(0), indices: new Int32Array(), values: new Float64Array(), numCols: 23 };
    expect(await booster.predict(none)).toHaveLength(0);
  });
});

describe('model text', () => {
  it('loads to the same predictions and saves to the same text', () => {
    const text = booster.modelToStringSync();
    const loaded = Booster.fromStringSync(text);
    expect(loaded.modelToStringSync()).toBe(text);
    expect(maxDifference(loaded.predictSync(problem.rows), booster.predictSync(problem.rows))).toBe(0);
  });

  it('is equal for equal data, params and seed, and differs for another seed', () => {
    const text = (seed: number): string =>
      trainSync(multiclass(3, { seed, bagging_fraction: 0.5, bagging_freq: 1 }), dataset(), { numBoostRound: 5 })
        .modelToStringSync()
        .replace(/^\[.*$/gm, '');
    expect(text(1)).toBe(text(1));
    expect(text(1)).not.toBe(text(2));
  });
});

describe('params', () => {
  it.each<Params>([{ num_iterations: 4 }, { n_estimators: 4 }, { num_round: 4 }])(
    '%o wins over numBoostRound',
    (more) => {
      expect(trainSync(multiclass(3, more), dataset(), { numBoostRound: 9 }).currentIteration).toBe(4);
    },
  );

  it('of the training win over those of the dataset, also under an alias', () => {
    const own = Dataset.fromCsr(problem.rows, { label: problem.label, params: { max_bin: 15 } });
    const text = trainSync(multiclass(3, { max_bins: 31 }), own, { numBoostRound: 1 }).modelToStringSync();
    expect(text).toContain('[max_bin: 31]');
  });

  it('may be lists in lists: columns that may not meet in a tree do not', () => {
    const params = multiclass(3, { interaction_constraints: [[0], [1, 2]], num_leaves: 15, min_data_in_leaf: 2 });
    const trained = trainSync(params, dataset(), { numBoostRound: 5 });
    expect(trained.modelToStringSync()).toContain('[interaction_constraints: [0],[1,2]]');
    expect(
      trained
        .featureImportance()
        .slice(3)
        .every((count) => count === 0),
    ).toBe(true);
  });

  it('trains on weights and names the features', () => {
    const featureNames = Array.from({ length: 23 }, (_, at) => `kata_${at}`);
    const weighted = Dataset.fromCsr(problem.rows, {
      label: problem.label,
      weight: problem.label.map((label) => (label === 0 ? 100 : 1)),
      featureNames,
    });
    const text = trainSync(multiclass(3), weighted, { numBoostRound: 2 }).modelToStringSync();
    expect(text).toContain('feature_names=kata_0 kata_1');
    expect(text).not.toBe(trainSync(multiclass(3), dataset(), { numBoostRound: 2 }).modelToStringSync());
  });
});
