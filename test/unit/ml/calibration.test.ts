import { type Blend, blendRow, fitBlend, judgeOpinions, type Opinions, type Scores } from '../../../ml/calibration';
import { calibrationError } from '../../../ml/metrics';
import { createRandom } from '../../../ml/random';

const PLAIN: Blend = { weights: { linear: 1, trees: 1, network: 1 }, topSlope: 1, topOffset: 0 };

function scoresOf(own: Partial<Scores>): Scores {
  return { linear: null, trees: null, network: null, ...own };
}

describe('blend of one row', () => {
  it('weighs the members geometrically: ln p of the trees alone gives p back', () => {
    const out = new Float64Array(2);
    const scores = scoresOf({ linear: Float64Array.of(0, 0), trees: Float64Array.of(Math.log(0.8), Math.log(0.2)) });
    expect(blendRow(PLAIN, scores, 0, out)).toBe(0);
    expect(out[0]).toBeCloseTo(0.8, 12);
    expect(out[1]).toBeCloseTo(0.2, 12);
  });

  it('adds the members up, each by its weight, in the row that is asked for', () => {
    const out = new Float64Array(2);
    const scores = scoresOf({ linear: Float64Array.of(9, 9, 1, 0), network: Float64Array.of(9, 9, 0, 3) });
    const blend = { ...PLAIN, weights: { linear: 2, trees: 1, network: 0.5 } };
    expect(blendRow(blend, scores, 1, out)).toBe(0);
    expect(out[0]! / out[1]!).toBeCloseTo(Math.exp(2 - 1.5), 12);
  });

  it('sums to 1 and keeps the label under any correction of the top', () => {
    const random = createRandom(3);
    const out = new Float64Array(5);
    for (let at = 0; at < 500; at += 1) {
      const blend = { ...PLAIN, topSlope: 0.1 + 3 * random(), topOffset: 6 * (random() - 0.5) };
      const margins = Float64Array.from({ length: 5 }, () => 8 * random());
      const best = blendRow(blend, scoresOf({ linear: margins }), 0, out);
      expect(margins[best]).toBe(Math.max(...margins));
      expect(out[best]).toBeGreaterThanOrEqual(Math.max(...out) - 1e-12);
      expect(out.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }
  });

  it('stays finite for margins as large as they come', () => {
    const out = new Float64Array(2);
    blendRow({ ...PLAIN, topSlope: 0.6 }, scoresOf({ linear: Float64Array.of(1e6, -1e6) }), 0, out);
    expect([...out].every(Number.isFinite)).toBe(true);
    expect(out[0]).toBeGreaterThan(0.99);
  });
});

describe('choice of a blend', () => {
  /** 3,000 rows of 3 classes; the label is right in the margins' eyes with the probability they stand for at scale 2. */
  function opinions(trees: 'know' | 'guess' | 'none'): Opinions {
    const random = createRandom(11);
    const rows = 3_000;
    const margins = Float64Array.from({ length: rows * 3 }, () => 2 * random() - 1);
    const labels = new Int32Array(rows);
    const logProba = new Float64Array(rows * 3);
    for (let row = 0; row < rows; row += 1) {
      const powers = [0, 1, 2].map((label) => Math.exp(2 * margins[row * 3 + label]!));
      let rest = random() * powers.reduce((sum, power) => sum + power, 0);
      labels[row] = powers.findIndex((power) => (rest -= power) < 0);
      for (let label = 0; label < 3; label += 1) {
        const known = random() < 0.9 === (label === labels[row]) ? 0.9 : 0.05;
        logProba[row * 3 + label] = Math.log(trees === 'know' ? known : 0.05 + 0.9 * random());
      }
    }
    return { scores: scoresOf({ linear: margins, trees: trees === 'none' ? null : logProba }), labels, classes: 3 };
  }

  it('finds the scale behind the margins, 2, within 10 %', async () => {
    const { weights } = await fitBlend(opinions('none'));
    expect(weights.linear).toBeGreaterThan(1.8);
    expect(weights.linear).toBeLessThan(2.2);
  });

  it('leans on the trees where they know better, and hardly where they guess', async () => {
    expect((await fitBlend(opinions('know'))).weights.trees).toBeGreaterThan(0.5);
    expect((await fitBlend(opinions('guess'))).weights.trees).toBeLessThan(0.1);
  });

  it('stays near the usual weights where only a row was held out', async () => {
    const one = opinions('none');
    const { weights } = await fitBlend({ ...one, labels: one.labels.slice(0, 1) });
    expect(weights.linear).toBeGreaterThan(0.9);
    expect(weights.linear).toBeLessThan(1.1);
  });

  it('never gives a member a voice against itself', async () => {
    const rows = opinions('none');
    rows.scores.network = rows.scores.linear!.map((margin) => -margin);
    expect((await fitBlend(rows)).weights.network).toBeGreaterThanOrEqual(0);
  });

  it('is calibrated on the rows it was chosen on: error below 0.03', async () => {
    const rows = opinions('guess');
    expect(calibrationError(await judgeOpinions(rows, await fitBlend(rows)))).toBeLessThan(0.03);
  });

  it('stops when asked', async () => {
    const stop = AbortSignal.abort(new Error('no longer wanted'));
    await expect(fitBlend(opinions('know'), stop)).rejects.toThrow('no longer wanted');
  });
});
