import type { Client } from '@temporalio/client';
import { REPORT_NOW_ID, type ReportInput, type ReportResult } from '../workflows/contracts/report';
import type { reportWorkflow } from '../workflows/report.workflow';
import { ONCEK_QUEUE } from './queues';

/**
 * Reports the last full clock hour now, beside the schedule. Who asks while such a run goes gets that run's result.
 * @returns null when it takes longer than a caller is to wait; the run goes on
 */
export type RunReport = () => Promise<ReportResult | null>;

/** Figures take a second or two; a picture and its thread some more. */
const WAIT_MS = 20_000;

/** @param options.waitMs - how long a caller waits @default 20 s */
export function createReportRunner({
  client,
  spreadsheetId,
  waitMs = WAIT_MS,
}: {
  client: Pick<Client, 'workflow'>;
  spreadsheetId: string;
  waitMs?: number;
}): RunReport {
  return async () => {
    const input: ReportInput = { spreadsheetId };
    const handle = await client.workflow.start<typeof reportWorkflow>('reportWorkflow', {
      workflowId: REPORT_NOW_ID,
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: ONCEK_QUEUE,
      workflowRunTimeout: '50 minutes',
      staticSummary: 'figures of the last full hour, asked for by somebody',
      args: [input],
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), waitMs);
    });
    const result = handle.result();
    // Nobody listens any more once the caller has been told to come back.
    result.catch(() => undefined);
    return Promise.race([result, late]).finally(() => clearTimeout(timer));
  };
}
