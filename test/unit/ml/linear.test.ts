import type { CsrMatrix } from '../../../ml/csr';
import { classWeights, linearMargins, trainLinear } from '../../../ml/linear';
import { createRandom } from '../../../ml/random';

const OPTIONS = { c: 1, balance: 0, maxPasses: 200, tolerance: 1e-6 };

/** Rows of one entry each: column = label, some rows of the other label's column when noisy. */
function oneHot(labels: Int32Array, columns: Int32Array, numCols: number): CsrMatrix {
  return {
    indptr: Int32Array.from({ length: labels.length + 1 }, (_, at) => at),
    indices: columns,
    values: new Float64Array(labels.length).fill(1),
    numCols,
  };
}

describe('one-vs-rest machines', () => {
  it('tell apart three labels with a word of their own each', async () => {
    const labels = Int32Array.from({ length: 30 }, (_, at) => at % 3);
    const rows = oneHot(labels, labels, 3);
    const model = await trainLinear({ rows, labels, classes: 3, options: OPTIONS, seed: 1 });
    const margins = new Float64Array(3);
    for (let label = 0; label < 3; label += 1) {
      linearMargins(model, Int32Array.of(label), Float64Array.of(1), 0, 1, margins);
      expect(margins.indexOf(Math.max(...margins))).toBe(label);
      expect(margins[label]).toBeGreaterThan(0);
    }
  });

  it('reach the optimum: the gradient of the primal objective vanishes', async () => {
    const random = createRandom(4);
    const labels = Int32Array.from({ length: 200 }, () => (random() < 0.3 ? 1 : 0));
    const columns = Int32Array.from(labels, (label) => (random() < 0.8 ? label : 2 + Math.floor(3 * random())));
    const rows = oneHot(labels, columns, 5);
    const model = await trainLinear({ rows, labels, classes: 2, options: OPTIONS, seed: 2 });
    // Of 1/2 |w|² + c Σ max(0, 1 - y·(w·x + b))², the bias penalised as the weight of a constant column.
    const gradient = Float64Array.from({ length: 6 }, (_, column) =>
      column < 5 ? model.weights[column * 2 + 1]! : model.bias[1]!,
    );
    labels.forEach((label, row) => {
      const sign = label === 1 ? 1 : -1;
      const column = columns[row]!;
      const slack = 1 - sign * (model.weights[column * 2 + 1]! + model.bias[1]!);
      if (slack <= 0) return;
      gradient[column]! -= 2 * OPTIONS.c * slack * sign;
      gradient[5]! -= 2 * OPTIONS.c * slack * sign;
    });
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-3);
  });

  it('a label without a row always says no', async () => {
    const labels = Int32Array.of(0, 1, 0, 1);
    const rows = oneHot(labels, labels, 2);
    const model = await trainLinear({ rows, labels, classes: 3, options: OPTIONS, seed: 1 });
    const margins = new Float64Array(3);
    linearMargins(model, new Int32Array(0), new Float64Array(0), 0, 0, margins);
    expect(margins[2]).toBeLessThan(-0.5);
  });

  it('are the same for the same seed', async () => {
    const labels = Int32Array.from({ length: 40 }, (_, at) => at % 2);
    const task = { rows: oneHot(labels, labels, 2), labels, classes: 2, options: OPTIONS, seed: 8 };
    expect(await trainLinear(task)).toEqual(await trainLinear(task));
  });

  it('stop when asked', async () => {
    const labels = Int32Array.of(0, 1);
    const signal = AbortSignal.abort(new Error('no longer wanted'));
    const task = { rows: oneHot(labels, labels, 2), labels, classes: 2, options: OPTIONS, seed: 8, signal };
    await expect(trainLinear(task)).rejects.toThrow('no longer wanted');
  });
});

describe('class weights', () => {
  it('balanced: 30 of 40 rows weigh 40 / (2 · 30), 10 of 40 weigh 40 / (2 · 10); a missing label 1', () => {
    const labels = Int32Array.from({ length: 40 }, (_, at) => (at < 30 ? 0 : 1));
    expect([...classWeights(labels, 3, 1)]).toEqual([40 / 60, 40 / 20, 1]);
    expect([...classWeights(labels, 2, 0)]).toEqual([1, 1]);
  });
});
