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

const START = '2026-11-24T01:00:00.000Z';
const startMs = Date.parse(START);
const MIN = 60_000;
/** A run whose phase began so many minutes after its start. */
const run = (place: RunPlace, phaseAfterMin: number) => ({
  ...{ ...place, startedAt: START, phaseStartedAt: new Date(startMs + phaseAfterMin * MIN).toISOString() },
});

test('the rest is what has passed, over what is done; while that says too little, nobody knows', () => {
  // 2 of 100 before the fit for the figures, which is 45: 24.5 of 100 after half of it.
  expect(restOf(run(at('holdOut'), 1), 0.5, startMs + 49 * MIN)).toBeCloseTo((49 * 75.5 * MIN) / 24.5, 3);
  expect(restOf(run(at('snapshot'), 0), 0.5, startMs + MIN)).toBeNull();
  expect(restOf(run(at('over'), 60), null, startMs + 60 * MIN)).toBeNull();
  expect(restOf({ ...run(at('final'), 1), startedAt: '' }, 0.5, startMs)).toBeNull();
});

test('in the final fit the rest falls as it goes on, and is counted down where the fit tells nothing', () => {
  const final = run(at('final'), 50);
  const rests = (step: (minute: number) => number | null) =>
    [50, 60, 70, 80, 98, 101].map((minute) => {
      const rest = restOf(final, step(minute), startMs + minute * MIN);
      return rest === null ? null : Math.round(rest / MIN);
    });
  // Half of the run's 100 took 50 minutes; the fit is 48 of the rest.
  expect(rests((minute) => Math.min(1, (minute - 50) / 48))).toEqual([50, 40, 30, 20, 2, 2]);
  expect(rests(() => null)).toEqual([50, 40, 30, 20, 2, null]);
});
