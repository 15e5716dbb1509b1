import { type Blend, blendRow, fitBlend, judgeOpinions } from '../../../ml/calibration';
import { calibrationError } from '../../../ml/metrics';
import { createRandom } from '../../../ml/random';

const PLAIN: Blend = { linearScale: 1, linearWeight: 1, temperature: 1, topSlope: 1, topOffset: 0 };

describe('blend of one row', () => {
  it('weighs the members geometrically: margins 0, ln p of the trees gives p back', () => {
    const out = new Float64Array(2);
    const half: Blend = { ...PLAIN, linearWeight: 0 };
    expect(blendRow(half, Float64Array.of(0, 0), Float64Array.of(Math.log(0.8), Math.log(0.2)), out)).toBe(0);
    expect(out[0]).toBeCloseTo(0.8, 12);
    expect(out[1]).toBeCloseTo(0.2, 12);
  });

  it('sums to 1 and keeps the label under any correction of the top', () => {
    const random = createRandom(3);
    const out = new Float64Array(5);
    for (let at = 0; at < 500; at += 1) {
      const blend = { ...PLAIN, topSlope: 0.1 + 3 * random(), topOffset: 6 * (random() - 0.5) };
      const margins = Float64Array.from({ length: 5 }, () => 8 * random());
      const best = blendRow(blend, margins, null, out);
      expect(margins[best]).toBe(Math.max(...margins));
      expect(out[best]).toBeGreaterThanOrEqual(Math.max(...out) - 1e-12);
      expect(out.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }
  });

  it('stays finite for margins as large as they come', () => {
    const out = new Float64Array(2);
    blendRow({ ...PLAIN, topSlope: 0.6 }, Float64Array.of(1e6, -1e6), null, out);
    expect([...out].every(Number.isFinite)).toBe(true);
    expect(out[0]).toBeGreaterThan(0.99);
  });
});

describe('choice of a blend', () => {
  /** 3,000 rows of 3 classes; the label is right in the margins' eyes with the probability they stand for at scale 2. */
  function opinions(treesKnow: boolean) {
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
        const known = label === labels[row] ? 0.9 : 0.05;
        logProba[row * 3 + label] = Math.log(treesKnow ? known : 1 / 3);
      }
    }
    return { margins, logProba, labels, classes: 3 };
  }

  it('finds the scale behind the margins, 2, within 10 %', async () => {
    const { linearScale } = await fitBlend({ ...opinions(false), logProba: null });
    expect(linearScale).toBeGreaterThan(1.8);
    expect(linearScale).toBeLessThan(2.2);
  });

  it('leans on the trees where they know better, and not where they know nothing', async () => {
    expect((await fitBlend(opinions(true))).linearWeight).toBeLessThan(0.5);
    expect((await fitBlend(opinions(false))).linearWeight).toBe(1);
  });

  it('is calibrated on the rows it was chosen on: error below 0.03', async () => {
    const rows = opinions(false);
    expect(calibrationError(judgeOpinions(rows, await fitBlend(rows)))).toBeLessThan(0.03);
  });

  it('stops when asked', async () => {
    const stop = AbortSignal.abort(new Error('no longer wanted'));
    await expect(fitBlend(opinions(true), stop)).rejects.toThrow('no longer wanted');
  });
});
