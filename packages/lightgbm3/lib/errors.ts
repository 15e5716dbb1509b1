import { types } from 'node:util';

/**
 * Anything LightGBM or this package refuses: wrong shapes, unknown parameters, broken model texts, use after
 * `dispose()`. Where LightGBM itself refused, the message holds its own words.
 */
export class LightGBMError extends Error {
  override readonly name = 'LightGBMError';
}

/** Rejection of a promise whose `AbortSignal` was aborted; `cause` is the signal's reason, as in Node's own APIs. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
  readonly code = 'ABORT_ERR';

  constructor(reason: unknown) {
    super('The operation was aborted', { cause: reason });
  }
}

/** Runs a call into the addon; its errors come out as {@link LightGBMError}. */
export function callNative<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw asLightGBMError(error);
  }
}

/** Waits for a promise of the addon; its errors come out as {@link LightGBMError}. */
export async function awaitNative<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asLightGBMError(error);
  }
}

/** `instanceof Error` would miss the addon's errors where a host, such as jest, runs code in a context of its own. */
export function asLightGBMError(error: unknown): LightGBMError {
  if (error instanceof LightGBMError) return error;
  return new LightGBMError(types.isNativeError(error) ? error.message : String(error), { cause: error });
}
