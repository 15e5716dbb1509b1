import type { CsrMatrix } from '../../../ml/csr';
import { type NetworkModel, type NetworkOptions, trainNetwork } from '../../../ml/network';
import { createNetworkReader } from '../../../ml/network-reader';
import { dropWords } from '../../../ml/noise';
import { createRandom } from '../../../ml/random';

const OPTIONS: NetworkOptions = {
  networks: 2,
  foldNetworks: 2,
  hidden: 32,
  epochs: 20,
  minSteps: 0,
  rate: 0.05,
  inputDropout: 0.1,
  wordDropout: 0,
  copies: 1,
  mostCopies: 1_000,
  balance: 0,
};

/** Rows of one to two entries of value 1. */
function toRows(columns: number[][], numCols: number): CsrMatrix {
  const indptr = [0];
  columns.forEach((row) => indptr.push(indptr.at(-1)! + row.length));
  const indices = Int32Array.from(columns.flat());
  return { indptr: Int32Array.from(indptr), indices, values: new Float64Array(indices.length).fill(1), numCols };
}

function bestOf(model: NetworkModel, columns: number[]): number {
  const out = new Float64Array(model.classes);
  const row = toRows([columns], model.numCols);
  createNetworkReader(model)(row.indices, row.values, 0, columns.length, out);
  return out.indexOf(Math.max(...out));
}

describe('networks', () => {
  const random = createRandom(5);
  const columns = Array.from({ length: 600 }, () => [Math.floor(2 * random()), 2 + Math.floor(2 * random())]);
  const rows = toRows(columns, 4);
  /** The exclusive or of two words: what no single line can tell apart. */
  const labels = Int32Array.from(columns, ([left, right]) => (left === right! - 2 ? 0 : 1));

  it('learn what no linear member can: the exclusive or of two words', async () => {
    const model = await trainNetwork({ copies: [rows], labels, classes: 2, networks: 2, options: OPTIONS, seed: 1 });
    expect([bestOf(model, [0, 2]), bestOf(model, [1, 3]), bestOf(model, [0, 3]), bestOf(model, [1, 2])]).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it('average: two of them score as the mean of each alone', async () => {
    const task = { copies: [rows], labels, classes: 2, networks: 2, options: OPTIONS };
    const both = await trainNetwork({ ...task, seed: 1 });
    const scores = (model: NetworkModel): Float64Array => {
      const out = new Float64Array(2);
      createNetworkReader(model)(Int32Array.of(0, 3), Float64Array.of(1, 1), 0, 2, out);
      return out;
    };
    const alone = { ...task, networks: 1 };
    const first = scores(await trainNetwork({ ...alone, seed: 1 }));
    const second = scores(await trainNetwork({ ...alone, seed: 2 }));
    scores(both).forEach((score, label) => expect(score).toBeCloseTo((first[label]! + second[label]!) / 2, 5));
  });

  it('take rows without entries and no columns at all: every weight stays finite', async () => {
    const empty = toRows([[], [], []], 0);
    const model = await trainNetwork({
      copies: [empty],
      labels: Int32Array.of(0, 1, 1),
      classes: 2,
      networks: 2,
      options: { ...OPTIONS, minSteps: 500 },
      seed: 1,
    });
    expect(bestOf(model, [])).toBe(1);
    expect([...model.outer, ...model.outerBias].every(Number.isFinite)).toBe(true);
  });

  it('pass over few rows more often, until minSteps steps are made', async () => {
    const few = { copies: [rows], labels, classes: 2, networks: 1, seed: 3 };
    const short = await trainNetwork({ ...few, options: { ...OPTIONS, epochs: 1 } });
    const long = await trainNetwork({ ...few, options: { ...OPTIONS, epochs: 1, minSteps: 20 * 600 } });
    const twenty = await trainNetwork({ ...few, options: OPTIONS });
    expect(long.inner).toEqual(twenty.inner);
    expect(long.inner).not.toEqual(short.inner);
  });

  it('stop when asked', async () => {
    const signal = AbortSignal.abort(new Error('no longer wanted'));
    const training = trainNetwork({
      copies: [rows],
      labels,
      classes: 2,
      networks: 2,
      options: OPTIONS,
      seed: 1,
      signal,
    });
    await expect(training).rejects.toThrow('no longer wanted');
  });
});

describe('words left out', () => {
  it('are about the share asked for, in order, never all, and the same for the same seed', () => {
    const text = Array.from({ length: 1_000 }, (_, at) => `w${at}`).join(' ');
    const [copy] = dropWords([text], 0.1, 4);
    const kept = copy!.split(' ').map((word) => Number(word.slice(1)));
    expect(kept.length).toBeGreaterThan(860);
    expect(kept.length).toBeLessThan(940);
    expect(kept).toEqual([...kept].sort((left, right) => left - right));
    expect(dropWords([text], 0.1, 4)).toEqual([copy]);
    expect(dropWords(Array<string>(50).fill('satu'), 0.9, 1)).toEqual(Array<string>(50).fill('satu'));
  });
});
