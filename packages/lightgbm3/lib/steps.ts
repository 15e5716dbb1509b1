import type { Dispatched } from './binding';
import { awaitNative, callNative } from './errors';

/** Work cut into calls of the addon, which {@link runSync} makes on this thread and {@link runAsync} waits for. */
export type Steps<T> = Generator<() => Dispatched<unknown>, T, unknown>;

/** One call of the addon. */
export function* step<T>(call: () => Dispatched<T>): Steps<T> {
  return (yield call) as T;
}

/** Runs steps whose calls were given no worker. */
export function runSync<T>(steps: Steps<T>): T {
  let next = steps.next();
  while (!next.done) {
    const call = next.value;
    let value: unknown;
    try {
      value = callNative(call);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(value);
  }
  return next.value;
}

/** Runs steps whose calls were given a worker. */
export async function runAsync<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (!next.done) {
    const call = next.value;
    const outcome = await awaitNative(() => Promise.resolve(call())).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    next = 'error' in outcome ? steps.throw(outcome.error) : steps.next(outcome.value);
  }
  return next.value;
}
