import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { CsrMatrix } from '../../../ml/csr';
import type { NetworkModel } from '../../../ml/network';
import { createFit, type FitSetting } from '../../../ml/network-fit';
import { createNetworkReader } from '../../../ml/network-reader';
import { createRandom, type Random } from '../../../ml/random';
import { referenceFit } from './network-reference';

const spread = (random: Random, count: number, size = 1): Float32Array =>
  Float32Array.from({ length: count }, () => size * (2 * random() - 1));

function someModel(random: Random, sizes: Pick<NetworkModel, 'networks' | 'numCols' | 'hidden' | 'classes'>) {
  const { networks, numCols, hidden, classes } = sizes;
  const model: NetworkModel = {
    ...sizes,
    inner: Int8Array.from({ length: networks * numCols * hidden }, () => Math.round(254 * random()) - 127),
    scales: spread(random, networks * numCols, 0.01).map(Math.abs),
    innerBias: spread(random, networks * hidden),
    outer: spread(random, networks * hidden * classes),
    outerBias: spread(random, classes),
  };
  return model;
}

function plainScores(model: NetworkModel, columns: Int32Array, values: Float64Array): number[] {
  const { networks, numCols, hidden, classes, inner, scales, innerBias, outer, outerBias } = model;
  const scores = [...outerBias];
  for (let unit = 0; unit < networks * hidden; unit += 1) {
    const first = Math.floor(unit / hidden) * numCols;
    let level = innerBias[unit]!;
    columns.forEach((column, at) => {
      level += values[at]! * scales[first + column]! * inner[(first + column) * hidden + (unit % hidden)]!;
    });
    for (let label = 0; label < classes; label += 1) {
      scores[label]! += outer[unit * classes + label]! * Math.max(0, level);
    }
  }
  return scores;
}

function someRows(random: Random, count: number, numCols: number): CsrMatrix {
  const indptr = [0];
  const indices: number[] = [];
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < numCols; column += 1) if (random() < 0.3) indices.push(column);
    indptr.push(indices.length);
  }
  const values = Float64Array.from(indices, () => random());
  return { indptr: Int32Array.from(indptr), indices: Int32Array.from(indices), values, numCols };
}

describe('the compiled kernel', () => {
  it('is what its sources compile to; otherwise run node scripts/build-kernel.mjs', () => {
    const compiled = execFileSync(process.execPath, ['scripts/build-kernel.mjs', '--print'], { encoding: 'utf8' });
    expect(compiled).toBe(readFileSync('ml/kernel/binary.ts', 'utf8'));
  });

  it('scores a row as the plain formula does, to 1 in 1,000 of the largest score', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.record({
          networks: fc.integer({ min: 1, max: 3 }),
          numCols: fc.integer({ min: 1, max: 40 }),
          hidden: fc.constantFrom(32, 64),
          classes: fc.integer({ min: 2, max: 9 }),
        }),
        fc.nat({ max: 70 }),
        (seed, sizes, entries) => {
          const random = createRandom(seed);
          const model = someModel(random, sizes);
          const columns = Int32Array.from({ length: entries }, () => Math.floor(random() * sizes.numCols));
          const values = Float64Array.from(columns, () => 2 * random() - 0.5);
          const out = new Float64Array(sizes.classes);
          createNetworkReader(model)(columns, values, 0, entries, out);
          const expected = plainScores(model, columns, values);
          const largest = Math.max(1, ...expected.map(Math.abs));
          out.forEach((score, label) => expect(Math.abs(score - expected[label]!) / largest).toBeLessThan(1e-3));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes a row of 20,000 entries after one of two, and the short one again', () => {
    const random = createRandom(3);
    const model = someModel(random, { networks: 2, numCols: 50, hidden: 32, classes: 5 });
    const read = createNetworkReader(model);
    const rowOf = (count: number) => Int32Array.from({ length: count }, (_, at) => at % 50);
    for (const count of [2, 20_000, 2]) {
      const columns = rowOf(count);
      const values = new Float64Array(count).fill(0.05);
      const out = new Float64Array(5);
      read(columns, values, 0, count, out);
      const expected = plainScores(model, columns, values);
      const largest = Math.max(1, ...expected.map(Math.abs));
      out.forEach((score, label) => expect(Math.abs(score - expected[label]!) / largest).toBeLessThan(3e-3));
    }
  });

  it('learns as the plain steps do: after 120 steps every weight is the same to 1e-4', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0 }), fc.integer({ min: 2, max: 7 }), async (seed, classes) => {
        const random = createRandom(seed);
        const rows = someRows(random, 40, 12);
        const setting: FitSetting = {
          copies: [rows],
          labels: Int32Array.from({ length: 40 }, () => Math.floor(random() * classes)),
          classes,
          hidden: 32,
          inputDropout: 0.25,
          weights: Float64Array.from({ length: classes }, () => 0.5 + random()),
        };
        const fit = createFit(setting);
        fit.start(seed);
        for (let pass = 0; pass < 3; pass += 1) {
          fit.startPass(0);
          fit.learn(0, 40, 0.05, -0.0001);
        }
        const learned: NetworkModel = {
          ...someModel(random, { networks: 1, numCols: 12, hidden: 32, classes }),
          outerBias: new Float32Array(classes),
        };
        await fit.writeTo(learned, 0);
        const expected = referenceFit({ setting, seed, passes: 3, rate: 0.05, rateStep: -0.0001 });
        learned.outer.forEach((weight, at) => {
          const [unit, label] = [Math.floor(at / classes), at % classes];
          expect(Math.abs(weight - expected.outer[label]![unit]!)).toBeLessThan(1e-4);
        });
        learned.innerBias.forEach((bias, unit) =>
          expect(Math.abs(bias - expected.innerBias[unit]!)).toBeLessThan(1e-4),
        );
        learned.outerBias.forEach((bias, at) => expect(Math.abs(bias - expected.outerBias[at]!)).toBeLessThan(1e-4));
        learned.inner.forEach((byte, at) => {
          const column = Math.floor(at / 32);
          const off = Math.abs(byte * learned.scales[column]! - expected.inner[column]![at % 32]!);
          // A byte is right to half a step.
          expect(off).toBeLessThan(0.51 * learned.scales[column]! + 1e-4);
        });
      }),
      // Fixed, since a gradient just at the least that counts may fall on either side by rounding.
      { numRuns: 20, seed: 5 },
    );
  });
});
