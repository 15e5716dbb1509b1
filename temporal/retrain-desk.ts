import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Language } from '../domain/language';
import {
  approvalStatusQuery,
  approvalWorkflowId,
  approveUpdate,
  rejectUpdate,
  type ApprovalRequest,
  type ApprovalResult,
  type ApprovalStatus,
} from '../workflows/contracts/approval';
import {
  RETRAIN_WORKFLOW_ID,
  retrainProgressQuery,
  watchProgressSignal,
  type ProgressMessage,
  type RetrainInput,
  type RetrainProgress,
} from '../workflows/contracts/retrain';
import type { retrainWorkflow } from '../workflows/retrain.workflow';
import { ONCEK_QUEUE, TRAINING_QUEUE } from './queues';
import { shareOfStep } from './retrain-step';
import { executeUpdate } from './update';

/** What somebody may ask of a retraining; the rest is the desk's to know. */
export type RetrainRequest = Pick<RetrainInput, 'trials' | 'force' | 'by' | 'requestKey'> &
  Partial<Pick<RetrainInput, 'mode' | 'seed'>>;

export type RetrainStart =
  | { readonly outcome: 'started'; readonly runId: string }
  /** `isSame`: it is this very request's, which came again. */
  | { readonly outcome: 'running'; readonly isSame: boolean; readonly progress: RetrainProgress };

/** Ways to the retraining and to the approvals, for bots and API. */
export interface RetrainDesk {
  /** Starts a retraining unless one runs. */
  start(request: RetrainRequest): Promise<RetrainStart>;
  /** Of the run at work, else of the last one; null: there was none, or the server has forgotten it. */
  progress(): Promise<RetrainProgress | null>;
  /** How far the step at work is, without asking a worker, 0..1; of trials their sum. null: none has told, or as `progress` */
  step(runId: string): Promise<number | null>;
  /** The run at work, else the last one, without asking a worker; null as `progress`. */
  run(): Promise<{ readonly runId: string; readonly isRunning: boolean } | null>;
  /** From now on a message shows the run's progress. @returns false where none runs */
  watch(message: ProgressMessage): Promise<boolean>;
  /** Ends a run and leaves nothing of it half done. @param runId - null: whichever runs. @returns false where it does not run */
  cancel(runId: string | null): Promise<boolean>;
  /** null: nobody ever asked for a decision on this version, or the server has forgotten it. */
  approval(version: string): Promise<ApprovalStatus | null>;
  /** @returns null as `approval`, and where it was decided some time ago. @throws InvalidInput for a malformed request */
  decide(version: string, kind: 'approve' | 'reject', request: ApprovalRequest): Promise<ApprovalResult | null>;
}

export interface RetrainDeskDeps {
  readonly client: Pick<Client, 'workflow' | 'options'>;
  readonly spreadsheetId: string;
  /** Days that a candidate waits for a decision. */
  readonly approvalDays: number;
  /** What its runs tell admins in. */
  readonly language: Language;
  /** @default that of the tickets */
  readonly taskQueue?: string;
  /** @default that of the training workers */
  readonly trainingQueue?: string;
}

/** What nobody has to say: how rows are held out, and the seed of split, search and fits. */
export const RETRAIN_DEFAULTS = { mode: 'stratified_holdout', seed: 42 } as const;

export function createRetrainDesk(deps: RetrainDeskDeps): RetrainDesk {
  const {
    client,
    spreadsheetId,
    approvalDays,
    language,
    taskQueue = ONCEK_QUEUE,
    trainingQueue = TRAINING_QUEUE,
  } = deps;
  const run = () => client.workflow.getHandle<typeof retrainWorkflow>(RETRAIN_WORKFLOW_ID);

  async function lastRun(): Promise<{ runId: string; isRunning: boolean } | null> {
    const found = await orNull(run().describe());
    return found && { runId: found.runId, isRunning: found.status.name === 'RUNNING' };
  }

  async function isRunning(runId: string | null): Promise<boolean> {
    const found = await lastRun();
    return found !== null && found.isRunning && (runId === null || found.runId === runId);
  }

  const progress = (): Promise<RetrainProgress | null> => orNull(run().query(retrainProgressQuery));

  return {
    async start(request) {
      const input: RetrainInput = {
        ...{ ...RETRAIN_DEFAULTS, spreadsheetId, approvalDays, language, trainingQueue },
        ...request,
      };
      try {
        const handle = await client.workflow.start<typeof retrainWorkflow>('retrainWorkflow', {
          ...{ workflowId: RETRAIN_WORKFLOW_ID, taskQueue, args: [input] },
          ...{ workflowIdConflictPolicy: 'FAIL', workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
          staticSummary: request.trials > 0 ? `retraining, ${request.trials} trials` : 'retraining',
        });
        return { outcome: 'started', runId: handle.firstExecutionRunId };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
      const running = await run().query(retrainProgressQuery);
      return { outcome: 'running', isSame: running.requestKey === request.requestKey, progress: running };
    },
    progress,
    step: (runId) => orNull(shareOfStep(client, client.workflow.getHandle(RETRAIN_WORKFLOW_ID, runId))),
    run: lastRun,
    async watch(message) {
      if (!(await isRunning(null))) return false;
      return (
        (await orNull(
          run()
            .signal(watchProgressSignal, message)
            .then(() => true),
        )) ?? false
      );
    },
    async cancel(runId) {
      if (!(await isRunning(runId))) return false;
      // A named run: by the time this arrives another one may have begun.
      const handle = client.workflow.getHandle(RETRAIN_WORKFLOW_ID, runId ?? undefined);
      return (await orNull(handle.cancel().then(() => true))) ?? false;
    },
    approval: (version) => orNull(client.workflow.getHandle(approvalWorkflowId(version)).query(approvalStatusQuery)),
    decide: (version, kind, request) => {
      const update = kind === 'approve' ? approveUpdate : rejectUpdate;
      return orNull(executeUpdate(client.workflow.getHandle(approvalWorkflowId(version)), update, [request]));
    },
  };
}

/** What there is no workflow for has no answer. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
