import { asyncLocalStorage } from '@temporalio/activity';
import { ticketIdOfWorkflow } from '../workflows/contracts/ticket';
import { activeTraceId } from '../temporal/tracing/spans';

/** What a log line says of the work it comes from, as far as there is such work. */
export interface LogIds {
  readonly workflowId?: string;
  readonly runId?: string;
  /** `<chat id>-<message id>`, where the workflow is a ticket. */
  readonly ticketId?: string;
  readonly activityType?: string;
  /** From 1. */
  readonly attempt?: number;
  /** Absent without tracing. */
  readonly traceId?: string;
}

/** The ids of the activity that runs now, whoever logs in it, and of the trace at work. */
export function idsAtWork(): LogIds {
  const info = asyncLocalStorage.getStore()?.info;
  const traceId = activeTraceId();
  return {
    ...(info && { activityType: info.activityType, attempt: info.attempt }),
    ...(info?.workflowExecution && idsOfWorkflow(info.workflowExecution)),
    ...(traceId !== undefined && { traceId }),
  };
}

/** The same names for lines that the SDK writes of a workflow or an activity; its own spellings of them fall away. */
export function idsOfMeta({ workflowId, runId, workflowRunId }: Readonly<Record<string, unknown>>): LogIds {
  const id = runId ?? workflowRunId;
  return typeof workflowId === 'string' && typeof id === 'string' ? idsOfWorkflow({ workflowId, runId: id }) : {};
}

function idsOfWorkflow({ workflowId, runId }: { workflowId: string; runId: string }): LogIds {
  const ticketId = ticketIdOfWorkflow(workflowId);
  return { workflowId, runId, ...(ticketId !== null && { ticketId }) };
}
