/**
 * Lets the event loop run between two pieces of a long computation and stops it when asked.
 * @throws the signal's reason once it is aborted
 */
export async function pause(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
