import type { Client, WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { decoded } from './payloads/decoded';

/** What a training activity tells the server as it goes on: it is shown to people. */
export interface StepHeartbeat {
  /** 0..1 of this activity. */
  readonly share: number;
}

/** Steps that tell how far they are; of a search several may be at work at once. */
const TELLING = ['takeSnapshot', 'runTrial', 'fitHoldOut', 'evaluate', 'fitFinal'];

/**
 * How far the step at work is, as it tells with its beats, 0..1; of several trials the sum, which are trials' worth of
 * work. No worker is asked.
 * @returns null where none has told
 * @throws WorkflowNotFoundError
 */
export async function shareOfStep(
  client: Pick<Client, 'options'>,
  run: Pick<WorkflowHandle, 'describe'>,
): Promise<number | null> {
  const { raw } = await run.describe();
  const shares: number[] = [];
  for (const { activityType, heartbeatDetails } of raw.pendingActivities ?? []) {
    if (!TELLING.includes(activityType?.name ?? '')) continue;
    const [payload] = await decoded(client, heartbeatDetails?.payloads);
    const told = payload && defaultPayloadConverter.fromPayload<Partial<StepHeartbeat> | null>(payload);
    if (typeof told?.share === 'number') shares.push(told.share);
  }
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0);
}
