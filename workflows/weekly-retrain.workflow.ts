import { log, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  RETRAIN_SCHEDULE_ID,
  RETRAIN_WORKFLOW_ID,
  type WeeklyRetrainInput,
  type WeeklyRetrainResult,
} from './contracts/retrain';
import type { retrainWorkflow } from './retrain.workflow';
import { movesOnWithVersions } from './versioning';

/** Starts the week's retraining; where one runs already, that one has to do. */
export async function weeklyRetrainWorkflow(input: WeeklyRetrainInput): Promise<WeeklyRetrainResult> {
  try {
    await startChild<typeof retrainWorkflow>('retrainWorkflow', {
      workflowId: RETRAIN_WORKFLOW_ID,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: 'weekly retraining',
      args: [
        {
          ...input,
          by: { kind: 'schedule', id: RETRAIN_SCHEDULE_ID, name: RETRAIN_SCHEDULE_ID },
          requestKey: workflowInfo().runId,
        },
      ],
    });
    return { outcome: 'started' };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    log.info('a retraining runs already, the weekly one is skipped');
    return { outcome: 'skipped' };
  }
}
movesOnWithVersions(weeklyRetrainWorkflow);
