/** What gRPC's client throws for a request on a connection that was closed. */
const CLOSED = 'Channel has been shut down';

/**
 * Keeps a clean stop clean. Temporal's client tries a failed request again from a timer (`grpc-retry.js`); where its
 * connection was closed meanwhile that throws where nobody can catch it, and would end the process with 1 after all was done.
 * Everything else that nobody caught still ends the process.
 * @param isStopping - whether the process was asked to stop
 * @returns a listener for `uncaughtException`
 */
export function lateRetriesPass(
  isStopping: () => boolean,
  fail: (error: Error) => void = failAsNode,
): (error: Error) => void {
  return (error) => {
    if (!(isStopping() && error.message === CLOSED)) fail(error);
  };
}

function failAsNode(error: Error): void {
  process.stderr.write(`${error.stack ?? String(error)}\n`);
  process.exit(1);
}
