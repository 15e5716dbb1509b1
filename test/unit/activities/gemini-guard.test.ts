import { createGeminiGuard, type GeminiBreakerState } from '../../../activities/adapters/gemini-guard';

const FAILED = { kind: 'failed', failure: 'other' };
const PAUSED = { kind: 'failed', failure: 'paused' };

beforeEach(() => jest.useFakeTimers({ now: 1_000_000 }));
afterEach(() => jest.useRealTimers());

/** A guard of 3 failures, 30 s and at most 100 s of rest, over a Gemini that works or not. */
function aGuard() {
  const states: GeminiBreakerState[] = [];
  const guard = createGeminiGuard({ failures: 3, restMs: 30_000, maxRestMs: 100_000, onState: (s) => states.push(s) });
  const gemini = { isUp: true, asked: 0 };
  const ask = () =>
    guard.run(() => {
      gemini.asked += 1;
      return gemini.isUp ? Promise.resolve('answer') : Promise.reject(new Error('fetch failed'));
    });
  return { guard, gemini, ask, states };
}

test('after 3 failures in a row nobody is asked for 30 s; a success in between starts the count again', async () => {
  const { gemini, ask, states } = aGuard();
  gemini.isUp = false;
  expect([await ask(), await ask()]).toEqual([FAILED, FAILED]);
  gemini.isUp = true;
  expect(await ask()).toBe('answer');
  gemini.isUp = false;
  expect([await ask(), await ask(), await ask()]).toEqual([FAILED, FAILED, FAILED]);
  expect(states).toEqual(['closed', 'open']);
  jest.advanceTimersByTime(29_999);
  expect(await ask()).toEqual(PAUSED);
  expect(gemini.asked).toBe(6);
});

test('then one probe goes through, others go without at once, and its success lets all through again', async () => {
  const { guard, gemini, ask, states } = aGuard();
  gemini.isUp = false;
  for (let at = 0; at < 3; at += 1) await ask();
  jest.advanceTimersByTime(30_000);
  let answer: (text: string) => void = () => undefined;
  const probe = guard.run(() => new Promise<string>((resolve) => (answer = resolve)));
  gemini.isUp = true;
  expect([await ask(), await ask()]).toEqual([PAUSED, PAUSED]);
  expect(gemini.asked).toBe(3);
  answer('back');
  expect(await probe).toBe('back');
  expect(await ask()).toBe('answer');
  expect(states).toEqual(['closed', 'open', 'halfOpen', 'closed']);
});

test('a failed probe doubles the rest, up to 100 s', async () => {
  const { gemini, ask } = aGuard();
  gemini.isUp = false;
  for (let at = 0; at < 3; at += 1) await ask();
  for (const restMs of [30_000, 60_000, 100_000, 100_000]) {
    jest.advanceTimersByTime(restMs - 1);
    expect(await ask()).toEqual(PAUSED);
    jest.advanceTimersByTime(1);
    expect(await ask()).toEqual(FAILED);
  }
  expect(gemini.asked).toBe(7);
});

test('a quota that says when it comes back is not asked before, and costs no failure more', async () => {
  const { guard, gemini, ask } = aGuard();
  const busy = Object.assign(new Error('429'), {
    errorDetails: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '40s' }],
  });
  expect(await guard.run(() => Promise.reject(busy))).toEqual(FAILED);
  jest.advanceTimersByTime(39_999);
  expect(await ask()).toEqual(PAUSED);
  jest.advanceTimersByTime(1);
  expect(await ask()).toBe('answer');
  expect(gemini.asked).toBe(1);
});

test('whatever Google says, a quota is asked for again after 15 minutes', async () => {
  const { guard, ask } = aGuard();
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '86400s' }];
  await guard.run(() => Promise.reject(Object.assign(new Error('429'), { errorDetails: details })));
  jest.advanceTimersByTime(899_999);
  expect(await ask()).toEqual(PAUSED);
  jest.advanceTimersByTime(1);
  expect(await ask()).toBe('answer');
});
