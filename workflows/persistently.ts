import { ActivityFailure, isCancellation, log, sleep, TemporalFailure } from '@temporalio/workflow';

/** What an activity called final needs a person or a new release: no use in asking more often. */
const PAUSE = '5 min';

/**
 * Calls an activity until it succeeds, also after a failure that ended its own retries: such a failure would end the
 * workflow, and with it what only the workflow holds.
 * @param what - names the call in the log and on the timer
 */
export async function persistently<T>(what: string, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const type = finalFailure(error);
      log.error('an activity failed for good, it will be called again', { what, type });
      await sleep(PAUSE, { summary: `${what}: ${type}, once more` });
    }
  }
}

/** Calls an activity whose effect the workflow can do without. @returns `otherwise` when it failed for good */
export async function ifPossible<T>(what: string, call: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await call();
  } catch (error) {
    log.error('an activity failed for good, the workflow goes on without it', { what, type: finalFailure(error) });
    return otherwise;
  }
}

/**
 * The failure's type; whatever is no activity's failure, a cancelled workflow above all, is thrown on. A local activity
 * fails with its own failure, any other with one around it.
 */
function finalFailure(error: unknown): string {
  if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const type = cause && 'type' in cause ? cause.type : null;
  return typeof type === 'string' ? type : 'unknown';
}
