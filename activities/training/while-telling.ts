import { Context } from '@temporalio/activity';
import type { StepHeartbeat } from '../../temporal/retrain-step';

/** Milliseconds between two signs of life: a cancellation comes with the answer to one. */
export const BEAT_MS = 300;

/** Tells the server some three times a second how far the work is, and ends it once the activity is cancelled. */
export async function whileTelling<T>(
  work: (signal: AbortSignal, tell: (share: number) => void) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  let told: StepHeartbeat = { share: 0 };
  const beat = (): void => context.heartbeat(told);
  beat();
  const timer = setInterval(beat, BEAT_MS);
  try {
    return await work(context.cancellationSignal, (share) => {
      told = { share };
    });
  } finally {
    clearInterval(timer);
  }
}
