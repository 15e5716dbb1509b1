/** What a process may still have to say once all its parts are stopped. */
const LEFT_MS = 2_000;

/**
 * Ends the process though something left over keeps it: a request to a Temporal server that is away, say, whose client waits
 * for its next try on a connection that is closed by then. A process with nothing left ends before.
 * @param ms - how long it may take to end by itself
 */
export function endSoon(ms: number = LEFT_MS): void {
  setTimeout(() => process.exit(), ms).unref();
}
