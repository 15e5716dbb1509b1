import { MockActivityEnvironment } from '@temporalio/testing';
import { whileBeating } from '../../../activities/while-beating';
import { quietRuntime } from '../../support/temporal';

beforeAll(quietRuntime);
afterEach(() => jest.useRealTimers());

/** Runs work of so many seconds, and says how often it beat, and how often in the minute after its end. */
async function beatsOf(
  seconds: number,
  fails: boolean,
  heartbeatTimeoutMs = 30_000,
): Promise<{ during: number; after: number }> {
  const env = new MockActivityEnvironment({ heartbeatTimeoutMs });
  let beats = 0;
  env.on('heartbeat', () => (beats += 1));
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  let end = (): void => undefined;
  const work = new Promise<void>((resolve, reject) => (end = () => (fails ? reject(new Error('no')) : resolve())));
  const done = env
    .run(() => whileBeating(() => work))
    .then(
      () => 'done',
      (error: Error) => error.message,
    );
  await jest.advanceTimersByTimeAsync(seconds * 1_000);
  const during = beats;
  end();
  expect(await done).toBe(fails ? 'no' : 'done');
  await jest.advanceTimersByTimeAsync(60_000);
  return { during, after: beats - during };
}

test('work of 9 seconds sends no sign of life, of 35 seconds three; none after its end', async () => {
  expect(await beatsOf(9, false)).toEqual({ during: 0, after: 0 });
  expect(await beatsOf(35, false)).toEqual({ during: 3, after: 0 });
});

test('a worker killed in the midst of a classification is given up after 10 seconds: three beats in that time', async () => {
  expect(await beatsOf(9.9, false, 10_000)).toEqual({ during: 2, after: 0 });
  expect(await beatsOf(10, false, 10_000)).toEqual({ during: 3, after: 0 });
});

test('work that fails stops beating too', async () => {
  expect(await beatsOf(25, true)).toEqual({ during: 2, after: 0 });
});

test('a beat says again how far the work is, so that the attempt after a crash goes on there', async () => {
  const env = new MockActivityEnvironment({ heartbeatTimeoutMs: 30_000 });
  const heard: unknown[] = [];
  env.on('heartbeat', (details: unknown) => heard.push(details));
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  let told = 0;
  let end = (): void => undefined;
  const work = new Promise<void>((resolve) => (end = resolve));
  const done = env.run(() =>
    whileBeating(
      () => work,
      () => ({ told }),
    ),
  );
  await jest.advanceTimersByTimeAsync(10_000);
  told = 20;
  await jest.advanceTimersByTimeAsync(10_000);
  end();
  await done;
  expect(heard).toEqual([{ told: 0 }, { told: 20 }]);
});
