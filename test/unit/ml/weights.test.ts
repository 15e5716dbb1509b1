import { thinned } from '../../../ml/rows';
import { quickTraining, someRows } from './makers';

const weighing = (weight: number, count: number, label = 'LOGIN') =>
  Array.from({ length: count }, (_, at) => ({
    problem: `diajarkan nomor ${'x'.repeat(at + 1)}`,
    solving: '',
    label,
    weight,
  }));

describe('rows that count less than others', () => {
  test('are in the fit as often as their weight says; full ones always', () => {
    const kept = thinned([...someRows(90), ...weighing(0.7, 1_000)], 1);
    const light = kept.filter(({ weight }) => weight !== undefined).length;
    expect(kept.length - light).toBe(90);
    // 700 ± 4 standard deviations of 14.5.
    expect(light).toBeGreaterThan(642);
    expect(light).toBeLessThan(758);
    expect(thinned(weighing(0.7, 50), 1)).toEqual(thinned(weighing(0.7, 50), 1));
  });

  test('are learned from, and no figure rests on them', async () => {
    const baru = weighing(0.9, 12).map((row, at) => ({
      ...row,
      problem: `antena miring ${'ab'.repeat(at + 1)}`,
      label: 'LOGIN',
    }));
    const plain = await quickTraining();
    const taught = await quickTraining({ rows: [...someRows(), ...baru] });
    expect(taught.info.figures.rows).toBe(plain.info.figures.rows);
    expect(taught.info.rows.used).toBeGreaterThan(plain.info.rows.used);
    expect(taught.classifier.predict({ problem: 'antena miring', solving: '' }).label).toBe('LOGIN');
    expect(plain.classifier.predict({ problem: 'antena miring', solving: '' }).label).not.toBe('LOGIN');
  });
});
