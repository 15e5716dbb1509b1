import { Dataset, train, trainSync } from '../lib';
import { aProblem, maxDifference, multiclass, rowOf } from './makers';

const large = aProblem({ numRows: 4000, numClass: 8, numNoise: 200 });
const largeDataset = (): Dataset => Dataset.fromCsr(large.rows, { label: large.label });

describe('training off the event loop', () => {
  it('lets a 5 ms interval tick at least 10 times and reports iterations 1..25 in order', async () => {
    let ticks = 0;
    const interval = setInterval(() => ticks++, 5);
    const seen: number[] = [];
    const started = Date.now();
    await train(multiclass(8, { num_leaves: 31 }), largeDataset(), {
      numBoostRound: 25,
      onIteration: (iteration) => seen.push(iteration),
    });
    clearInterval(interval);
    expect(Date.now() - started).toBeGreaterThan(100);
    expect(ticks).toBeGreaterThanOrEqual(10);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
  });

  it('is stopped by its signal between iterations, with the reason as cause', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const training = train(multiclass(8), largeDataset(), {
      numBoostRound: 100_000,
      signal: controller.signal,
      onIteration: (iteration) => {
        seen.push(iteration);
        if (iteration === 3) controller.abort('enough');
      },
    });
    await expect(training).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
    expect(seen.length).toBeLessThan(1000);
    const count = seen.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toHaveLength(count);
  });

  it('does not begin when its signal is already aborted', async () => {
    const signal = AbortSignal.abort();
    await expect(train(multiclass(8), largeDataset(), { signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(() => trainSync(multiclass(8), largeDataset(), { signal })).toThrow('aborted');
  });

  it('stops and rejects with what onIteration throws', async () => {
    const broken = (iteration: number): void => {
      if (iteration === 2) throw new RangeError('from the callback');
    };
    const options = { numBoostRound: 100_000, onIteration: broken };
    await expect(train(multiclass(8), largeDataset(), options)).rejects.toThrow(RangeError);
    expect(() => trainSync(multiclass(8), largeDataset(), options)).toThrow(RangeError);
  });

  it('gives the model of a quiet process while predictions on 1, 2 and 4 threads run beside it', async () => {
    const small = aProblem({ numRows: 1500, numClass: 4, numNoise: 100 });
    const smallDataset = (): Dataset => Dataset.fromCsr(small.rows, { label: small.label });
    const params = multiclass(4, { num_threads: 2, deterministic: true, force_row_wise: true });
    const alone = trainSync(params, smallDataset(), { numBoostRound: 15 });
    const expected = alone.predictSync(small.rows);
    let isTraining = true;
    const beside = train(params, smallDataset(), { numBoostRound: 15 }).finally(() => (isTraining = false));
    let rounds = 0;
    const { indices, values } = rowOf(small.rows, 0);
    while (isTraining) {
      for (const numThreads of [1, 2, 4]) {
        expect(maxDifference(await alone.predict(small.rows, { numThreads }), expected)).toBe(0);
      }
      expect(maxDifference(alone.predictRow(indices, values), expected.subarray(0, 4))).toBeLessThanOrEqual(1e-12);
      rounds++;
    }
    expect(rounds).toBeGreaterThan(0);
    expect((await beside).modelToStringSync()).toBe(alone.modelToStringSync());
  });

  it('gives the same model from one dataset used by two trainings at once', async () => {
    const shared = largeDataset();
    const run = (): Promise<string> =>
      train(multiclass(8), shared, { numBoostRound: 3 }).then((booster) => booster.modelToStringSync());
    const [first, second] = await Promise.all([run(), run()]);
    expect(second).toBe(first);
  });
});
