import { join } from 'node:path';

import {
  type Callback,
  cv,
  cvSync,
  Dataset,
  earlyStopping,
  EarlyStopException,
  LightGBMError,
  logEvaluation,
  type Params,
  train,
  trainSync,
} from '../lib';
import { aProblem, multiclass, seededRandom } from './makers';

/** Rows whose label is mostly chance, so that a model soon gets worse on rows it has not seen. */
function noisy(seed: number, numRows = 120): Dataset {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: numRows * 4 }, random);
  const label = Array.from({ length: numRows }, (_, row) => Number((values[row * 4] ?? 0) + random() > 1));
  return Dataset.fromDense({ values, numRows, numCols: 4 }, { label });
}

const params: Params = {
  objective: 'binary',
  metric: ['binary_logloss', 'auc'],
  num_leaves: 7,
  min_data_in_leaf: 5,
  num_threads: 1,
  seed: 3,
};
const problem = aProblem({ numRows: 120 });
const separable = (): Dataset => Dataset.fromCsr(problem.rows, { label: problem.label });

describe('early stopping', () => {
  it('keeps the best iteration of 200, which the model then ends with', async () => {
    const losses: number[] = [];
    const note: Callback = ({ evaluationResultList }) => losses.push(evaluationResultList?.[0]?.metricValue ?? NaN);
    const options = { numBoostRound: 200, validSets: [noisy(2)], callbacks: [note] };
    const own = { ...params, metric: 'binary_logloss', early_stopping_round: 5 };
    const booster = await train(own, noisy(1), options);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect([booster.bestIteration, booster.currentIteration, losses.length]).toEqual([best, best, best + 5]);
    expect(booster.bestScore.valid_0?.binary_logloss).toBe(Math.min(...losses));
    const again = trainSync({ ...params, metric: 'binary_logloss' }, noisy(1), {
      ...options,
      callbacks: [earlyStopping({ stoppingRounds: 5 })],
    });
    expect(again.bestIteration).toBe(best);
  });

  it('ignores the training set', async () => {
    const own = noisy(1);
    const options = { numBoostRound: 60, validSets: [own], callbacks: [earlyStopping({ stoppingRounds: 2 })] };
    expect((await train({ ...params, metric: 'auc' }, own, options)).currentIteration).toBe(60);
    const both = await train(params, own, { ...options, validSets: [own, noisy(2)], validNames: ['latih', 'uji'] });
    expect(both.currentIteration).toBeLessThan(60);
    expect(Object.keys(both.bestScore)).toEqual(['latih', 'uji']);
  });

  it('looks at the first metric only if asked, and counts an improvement from minDelta on', async () => {
    const end = async (options: Omit<Parameters<typeof earlyStopping>[0], 'stoppingRounds'>): Promise<number> => {
      const callbacks = [earlyStopping({ stoppingRounds: 4, ...options })];
      return (await train(params, noisy(1), { numBoostRound: 100, validSets: [noisy(2)], callbacks })).bestIteration;
    };
    expect(await end({ minDelta: 10 })).toBe(1);
    expect(await end({ minDelta: [0, 10], firstMetricOnly: true })).toBe(await end({ firstMetricOnly: true }));
    await expect(end({ minDelta: [1, 2, 3] })).rejects.toThrow('as many as metrics');
    await expect(end({ minDelta: -1 })).rejects.toThrow('non-negative');
  });

  it('is refused without anything to evaluate, and with no rounds', async () => {
    const words = 'For early stopping, at least one dataset and eval metric is required for evaluation';
    const options = { numBoostRound: 3, callbacks: [earlyStopping({ stoppingRounds: 2 })] };
    await expect(train(params, noisy(1), options)).rejects.toThrow(words);
    expect(() => earlyStopping({ stoppingRounds: 0 })).toThrow(LightGBMError);
  });
});

describe('callbacks', () => {
  it('are called in order around each iteration, and may stop the training', async () => {
    const seen: string[] = [];
    const before: Callback = Object.assign(() => void seen.push('before'), { beforeIteration: true });
    const last: Callback = Object.assign(() => void seen.push('last'), { order: 99 });
    const stop: Callback = ({ iteration, evaluationResultList }) => {
      seen.push(`after ${iteration}`);
      if (iteration === 1) throw new EarlyStopException(0, evaluationResultList ?? []);
    };
    const booster = await train(params, noisy(1), { numBoostRound: 9, callbacks: [last, before, stop] });
    expect(seen).toEqual(['before', 'after 0', 'last', 'before', 'after 1']);
    expect([booster.bestIteration, booster.currentIteration]).toEqual([1, 1]);
  });

  it('reject the training with whatever else they throw', async () => {
    const callbacks = [
      () => {
        throw new RangeError('from a callback');
      },
    ];
    await expect(train(params, noisy(1), { callbacks })).rejects.toThrow(RangeError);
    expect(() => trainSync(params, noisy(1), { callbacks })).toThrow(RangeError);
    const feval = (): never => {
      throw new RangeError('from a metric');
    };
    await expect(train(params, noisy(1), { feval, validSets: [noisy(2)] })).rejects.toThrow('from a metric');
  });

  it('write a line per period', async () => {
    const lines: string[] = [];
    const callbacks = [logEvaluation({ period: 2, log: (line) => lines.push(line) })];
    await train({ ...params, metric: 'auc' }, noisy(1), { numBoostRound: 4, validSets: [noisy(2)], callbacks });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\[2\]\tvalid_0's auc: 0\.\d{1,6}$/);
  });

  it('cannot change what LightGBM cannot change', async () => {
    const callbacks: Callback[] = [({ model }) => model.resetParameter({ max_bin: 7 })];
    await expect(train(params, noisy(1), { callbacks })).rejects.toThrow('Cannot change max_bin');
    const unknown: Callback[] = [({ model }) => model.resetParameter({ max_bim: 7 })];
    await expect(train(params, noisy(1), { callbacks: unknown })).rejects.toThrow('Unknown parameter: max_bim');
  });

  it('end a training by a refused objective even where they pass over the refusal: it crashed the process', async () => {
    const callbacks: Callback[] = [
      ({ model }) => {
        try {
          model.resetParameter({ objective: 'tweedie' });
        } catch {
          // Its labels sum to zero. LightGBM had freed the objective that the booster then went on with.
        }
      },
    ];
    const allZero = Dataset.fromCsr(problem.rows, { label: new Float32Array(problem.label.length) });
    await expect(train(params, allZero, { callbacks, numBoostRound: 3 })).rejects.toThrow('cannot go on');
  });

  it('cannot give an objective to a training without one: its gradients went nowhere, and the process crashed', async () => {
    const reset: Callback = ({ model }) => model.resetParameter({ objective: 'binary' });
    const give = Object.assign(reset, { beforeIteration: true });
    const training = train({ ...params, objective: 'none' }, separable(), { callbacks: [give], numBoostRound: 2 });
    await expect(training).rejects.toThrow('A training without an objective cannot be given one midway');
  });

  it('see raw scores and whole rows of several classes', async () => {
    const shapes: number[] = [];
    const own = separable();
    await train(multiclass(3, { metric: 'None' }), own, {
      numBoostRound: 2,
      validSets: [own],
      feval: (preds, data) => {
        shapes.push(preds.length);
        const [first = 0, second = 0, third = 0] = preds;
        return [
          ['jumlah', first + second + third, true],
          ['baris', data.numData, true],
        ];
      },
      callbacks: [
        ({ evaluationResultList }) => {
          const [sum, rows] = evaluationResultList ?? [];
          expect(Math.abs((sum?.metricValue ?? NaN) - 1)).toBeLessThan(1e-9);
          expect(rows).toEqual({ datasetName: 'training', metricName: 'baris', metricValue: 120, maximize: true });
        },
      ],
    });
    expect(shapes).toEqual([360, 360]);
  });
});

describe('an objective of your own', () => {
  it('of several classes is given and gives row by row: softmax trains as LightGBM does', async () => {
    const label = problem.label;
    const booster = await train(multiclass(3), separable(), {
      numBoostRound: 10,
      fobj: (scores) => {
        const proba = scores.map((_, at) => {
          const row = scores.subarray(at - (at % 3), at - (at % 3) + 3);
          return Math.exp(row[at % 3] ?? NaN) / row.reduce((sum, score) => sum + Math.exp(score), 0);
        });
        const grad = proba.map((share, at) => share - Number(label[Math.floor(at / 3)] === at % 3));
        return [grad, proba.map((share) => 1.5 * share * (1 - share))];
      },
    });
    const scores = booster.predictSync(problem.rows, { rawScore: true });
    const right = label.filter((kind, row) => {
      const own = scores.subarray(row * 3, row * 3 + 3);
      return own.indexOf(Math.max(...own)) === kind;
    });
    expect(right).toHaveLength(120);
    await expect(booster.refit(problem.rows, label)).rejects.toThrow('Cannot refit due to null objective function');
  });

  it.each<[string, number[], number[], string]>([
    ['too few gradients', [1], [1], "doesn't match rows times classes (120)"],
    ['a NaN gradient', Array<number>(120).fill(NaN), Array<number>(120).fill(1), 'gradient[0] is NaN'],
    ['an infinite Hessian', Array<number>(120).fill(1), Array<number>(120).fill(Infinity), 'Hessian[0] is inf'],
  ])('with %s is refused', async (_case, grad, hess, words) => {
    await expect(train(params, noisy(1), { fobj: () => [grad, hess] })).rejects.toThrow(words);
  });
});

describe('bins read from a file', () => {
  it('serve validation data, too', async () => {
    const forcedbins_filename = join(__dirname, '../golden/forced-bins.json');
    const own = { ...params, forcedbins_filename };
    const booster = await train(own, noisy(1), { numBoostRound: 2, validSets: [noisy(2)] });
    expect(booster.currentIteration).toBe(2);
  });
});

describe('continuing a model', () => {
  it('is refused on bins made for another start, and on rows from a file', async () => {
    const initModel = await train(params, noisy(1), { numBoostRound: 2 });
    const used = noisy(2);
    await train(params, used, { numBoostRound: 1 });
    await expect(train(params, used, { numBoostRound: 1, initModel })).rejects.toThrow('Cannot set predictor');
    const fresh = noisy(2);
    const continued = await train(params, fresh, { numBoostRound: 2, initModel, validSets: [noisy(3)] });
    expect(continued.currentIteration).toBe(4);
    await expect(train(params, fresh, { numBoostRound: 1 })).rejects.toThrow('Cannot set predictor');
  });
});

describe('cross-validation', () => {
  it('divides rows by label, equally for equal seeds, and each row is evaluated once', async () => {
    const tested: number[] = [];
    const feval = (_: Float64Array, data: Dataset): [string, number, boolean] => {
      const label = Array.from(data.getLabel() ?? []);
      tested.push(label.length);
      return ['kelas 0', label.filter((kind) => kind === 0).length, true];
    };
    const run = (seed: number) => cv(multiclass(3), separable(), { numBoostRound: 2, nfold: 4, seed, feval });
    const first = await run(1);
    expect(tested).toEqual(Array<number>(8).fill(30));
    expect(first.results['valid kelas 0-mean']).toEqual([10, 10]);
    expect(first.results['valid kelas 0-stdv']).toEqual([0, 0]);
    expect((await run(1)).results).toEqual(first.results);
    expect((await run(2)).results).not.toEqual(first.results);
  });

  it('gives back the models, ended at the best iteration', async () => {
    const own = { ...params, early_stopping_round: 3 };
    const { results, cvbooster } = await cv(own, noisy(1), {
      numBoostRound: 50,
      returnCvBooster: true,
      metrics: 'auc',
    });
    expect(Object.keys(results)).toEqual(['valid auc-mean', 'valid auc-stdv']);
    expect(cvbooster?.boosters).toHaveLength(5);
    const best = cvbooster?.bestIteration ?? 0;
    expect(best).toBeGreaterThan(0);
    expect(cvbooster?.boosters.map((booster) => booster.currentIteration)).toEqual(Array<number>(5).fill(best));
    expect(results['valid auc-mean']).toHaveLength(best);
  });

  it('keeps queries whole for ranking, and continues a model', () => {
    const { rows, label } = aProblem({ numRows: 60 });
    const own = Dataset.fromCsr(rows, { label, group: [10, 5, 15, 10, 10, 10] });
    const { results } = cvSync({ objective: 'lambdarank', num_threads: 1 }, own, { numBoostRound: 2, nfold: 3 });
    expect(results['valid ndcg@1-mean']).toHaveLength(2);
    const initModel = trainSync(multiclass(3), separable(), { numBoostRound: 5 });
    const firstLoss = (start?: typeof initModel): number => {
      const found = cvSync(multiclass(3), separable(), { numBoostRound: 1, initModel: start }).results;
      return found['valid multi_logloss-mean']?.[0] ?? NaN;
    };
    expect(firstLoss(initModel)).toBeLessThan(firstLoss());
  });

  it.each([[1], [121], [2.5]])('in %p folds of 120 rows is refused', async (nfold) => {
    await expect(cv(multiclass(3), separable(), { nfold })).rejects.toThrow('nfold must be a whole number in 2..120');
  });

  it('is stopped by its signal', async () => {
    const controller = new AbortController();
    const callbacks: Callback[] = [({ iteration }) => void (iteration === 2 && controller.abort('enough'))];
    const running = cv(params, noisy(1), { numBoostRound: 10_000, callbacks, signal: controller.signal });
    await expect(running).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' });
  });
});
