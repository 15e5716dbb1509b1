import fc from 'fast-check';
import { createRandom } from '../../../ml/random';
import { createParzen } from '../../../ml/tuner/parzen';
import { isHopeless } from '../../../ml/tuner/prune';
import { assertSpace, fromUnit, randomPoint, toUnit, type SearchSpace, type Settings } from '../../../ml/tuner/space';
import { bestTrial, suggest, type Trial } from '../../../ml/tuner/tpe';

const SPACE: SearchSpace = {
  rate: { kind: 'float', low: 0.01, high: 0.2, log: true },
  leaves: { kind: 'int', low: 15, high: 127 },
  sample: { kind: 'float', low: 0.5, high: 1 },
  weight: { kind: 'choice', options: ['none', 'balanced'] },
};

/** Highest, 1, at rate 0.05, leaves 40, sample 0.8 and balanced. */
function objective({ rate, leaves, sample, weight }: Settings): number {
  const away =
    (Math.log(Number(rate) / 0.05) / 1.5) ** 2 +
    ((Number(leaves) - 40) / 56) ** 2 +
    ((Number(sample) - 0.8) / 0.25) ** 2;
  return 1 - away - (weight === 'balanced' ? 0 : 0.2);
}

function search(count: number, ask: (trials: readonly Trial[]) => Settings): number {
  const trials: Trial[] = [];
  for (let at = 0; at < count; at += 1) {
    const settings = ask(trials);
    trials.push({ settings, value: objective(settings) });
  }
  return bestTrial(trials)!.value;
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

test('after 60 trials it is nearer to the best than chance is after 300', () => {
  const seeds = Array.from({ length: 9 }, (_, index) => index);
  const tpe = seeds.map((seed) => search(60, (trials) => suggest({ space: SPACE, trials, seed })));
  const chance = seeds.map((seed) => {
    const random = createRandom(seed);
    return search(300, () => fromUnit(SPACE, randomPoint(SPACE, random)));
  });
  expect(median(tpe)).toBeGreaterThan(median(chance));
  expect(median(tpe)).toBeGreaterThan(0.98);
});

test('the same trials and seed give the same next settings; another seed gives others', () => {
  const trials: Trial[] = Array.from({ length: 12 }, (_, at) => {
    const settings = fromUnit(SPACE, randomPoint(SPACE, createRandom(at)));
    return { settings, value: objective(settings) };
  });
  expect(suggest({ space: SPACE, trials, seed: 1 })).toEqual(suggest({ space: SPACE, trials, seed: 1 }));
  expect(suggest({ space: SPACE, trials, seed: 1 })).not.toEqual(suggest({ space: SPACE, trials, seed: 2 }));
});

test('workers beside each other get different settings', () => {
  const trials: Trial[] = Array.from({ length: 20 }, (_, at) => {
    const settings = fromUnit(SPACE, randomPoint(SPACE, createRandom(at)));
    return { settings, value: objective(settings) };
  });
  const first = suggest({ space: SPACE, trials, seed: 3 });
  const second = suggest({ space: SPACE, trials: [...trials, { settings: first, value: null }], seed: 3 });
  expect(second).not.toEqual(first);
});

test('a pruned or failed trial is never the best', () => {
  const settings = fromUnit(SPACE, randomPoint(SPACE, createRandom(1)));
  expect(bestTrial([{ settings, value: 0.9, isPruned: true }])).toBeNull();
  expect(
    bestTrial([
      { settings, value: 0.9, isPruned: true },
      { settings, value: null },
      { settings, value: 0.4 },
      { settings, value: 0.4 },
    ]),
  ).toEqual({ settings, value: 0.4 });
});

test('settings keep to their bounds and kinds, whatever was tried', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.double({ noNaN: true }), { maxLength: 30 }), (seed, values) => {
      const random = createRandom(seed);
      const trials = values.map((value) => ({ settings: fromUnit(SPACE, randomPoint(SPACE, random)), value }));
      const { rate, leaves, sample, weight } = suggest({ space: SPACE, trials, seed });
      expect(Number(rate)).toBeGreaterThanOrEqual(0.01);
      expect(Number(rate)).toBeLessThanOrEqual(0.2);
      expect(Number.isInteger(leaves)).toBe(true);
      expect(Number(leaves)).toBeGreaterThanOrEqual(15);
      expect(Number(leaves)).toBeLessThanOrEqual(127);
      expect(Number(sample)).toBeGreaterThanOrEqual(0.5);
      expect(['none', 'balanced']).toContain(weight);
    }),
    { numRuns: 200, seed: 11 },
  );
});

test('a point and its settings say the same', () => {
  const random = createRandom(5);
  for (let at = 0; at < 200; at += 1) {
    const settings = fromUnit(SPACE, randomPoint(SPACE, random));
    const again = fromUnit(SPACE, toUnit(SPACE, settings));
    expect(again).toEqual({
      rate: expect.closeTo(Number(settings['rate']), 9),
      leaves: settings['leaves'],
      sample: expect.closeTo(Number(settings['sample']), 9),
      weight: settings['weight'],
    });
  }
});

test('the first and the last whole number are drawn as often as the others', () => {
  const space: SearchSpace = { depth: { kind: 'int', low: 3, high: 5 } };
  const random = createRandom(9);
  const counts = new Map<number, number>();
  for (let at = 0; at < 6_000; at += 1) {
    const depth = Number(fromUnit(space, randomPoint(space, random))['depth']);
    counts.set(depth, (counts.get(depth) ?? 0) + 1);
  }
  for (const depth of [3, 4, 5]) expect(counts.get(depth)).toBeGreaterThan(1_800);
});

test('a density over one dimension sums to one', () => {
  const space: SearchSpace = { x: { kind: 'float', low: 0, high: 1 } };
  const parzen = createParzen(space, [[0], [0.02], [0.9], [1]]);
  const steps = 20_000;
  let mass = 0;
  for (let at = 0; at < steps; at += 1) mass += Math.exp(parzen.logDensity([(at + 0.5) / steps])) / steps;
  expect(mass).toBeCloseTo(1, 4);
});

test.each([
  [{ x: { kind: 'float', low: 2, high: 1 } }],
  [{ x: { kind: 'float', low: 0, high: 1, log: true } }],
  [{ x: { kind: 'int', low: 0.5, high: 3 } }],
  [{ x: { kind: 'choice', options: [] } }],
])('a space that makes no range is refused by the name of its parameter: %j', (space) => {
  expect(() => assertSpace(space as SearchSpace)).toThrow(/^x: /);
});

test('a trial is hopeless when it is below the median of five or more at the same fold', () => {
  const finished = [
    [0.5, 0.5],
    [0.6, 0.6],
    [0.7, 0.7],
    [0.8, 0.8],
  ];
  expect(isHopeless({ means: [0.1], finished })).toBe(false);
  const five = [...finished, [0.9, 0.9]];
  expect(isHopeless({ means: [0.69], finished: five })).toBe(true);
  expect(isHopeless({ means: [0.7], finished: five })).toBe(false);
  expect(isHopeless({ means: [0.9, 0.69], finished: five })).toBe(true);
  expect(isHopeless({ means: [0.9, 0.9, 0.1], finished: five })).toBe(false);
});
