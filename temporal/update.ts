import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';

/** As Temporal's server names an update that a worker gave back unlooked at, because its task was over before. */
const UNPROCESSED = 'UnprocessedUpdate';
const TRIES = 5;

/**
 * Sends an update and waits for its result. Where many come at once, the server drops what a worker had no time to look at:
 * nothing happened then, and the update is sent anew.
 * @throws WorkflowUpdateFailedError where the workflow refused it; whatever the client throws
 */
export async function executeUpdate<Result, Args extends [unknown, ...unknown[]]>(
  handle: WorkflowHandle,
  update: UpdateDefinition<Result, Args>,
  args: Args,
): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await handle.executeUpdate(update, { args });
    } catch (error) {
      if (tried === TRIES || !wasUnprocessed(error)) throw error;
    }
  }
}

function wasUnprocessed(error: unknown): boolean {
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === UNPROCESSED
  );
}
