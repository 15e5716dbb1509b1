import { condition } from '@temporalio/workflow';

/**
 * Lets everything else that can go on go on first.
 *
 * A task in which a workflow had nothing to say, and the task of an update right after it, are one task for a worker that
 * replays up to the update, and two for a worker that replays later. What follows from an activity's end in the first
 * would come before what follows from the update or after it, by chance of where a worker began: its commands then differ
 * from the history, and the workflow is stuck. A turn later it comes after in either case.
 */
export function nextTurn(): Promise<void> {
  let isNext = false;
  return condition(() => {
    const isMet = isNext;
    isNext = true;
    return isMet;
  });
}
