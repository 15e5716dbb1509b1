/** A promise took longer than it may. */
export class TooLate extends Error {}

/**
 * What a promise gives, if it does so in time; it goes on by itself otherwise.
 * @param ms - milliseconds
 * @throws TooLate, or what the promise throws
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
