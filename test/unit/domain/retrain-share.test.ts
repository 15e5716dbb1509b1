import { restOf, shareDone, type RunPlace } from '../../../domain/retrain-share';

const at = (phase: RunPlace['phase'], wanted = 0, finished = 0): RunPlace => ({ phase, trials: { wanted, finished } });

test('the share rises from phase to phase, within each and over all trials, to 1 at the end', () => {
  const steps: readonly (readonly [RunPlace, number | null])[] = [
    [at('snapshot', 10), null],
    [at('snapshot', 10), 0.5],
    [at('trials', 10), null],
    [at('trials', 10, 2), 0.5],
    [at('trials', 10, 3), 0.7],
    [at('trials', 10, 10), null],
    [at('holdOut', 10, 10), 0.1],
    [at('evaluate', 10, 10), 0.5],
    [at('final', 10, 10), 0.5],
    [at('register', 10, 10), null],
    [at('over', 10, 10), null],
  ];
  const shares = steps.map(([place, step]) => shareDone(place, step));
  expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBe(1);
});

test('the rest is what has passed, over what is done; while that says too little, nobody knows', () => {
  expect(restOf(0.25, 60_000)).toBe(180_000);
  expect(restOf(0.02, 60_000)).toBeNull();
  expect(restOf(1, 60_000)).toBeNull();
});
