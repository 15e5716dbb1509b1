import type { Client, WorkflowExecutionInfo } from '@temporalio/client';

/** The largest histories of a type of workflow, of runs that are over and of those at work. */
export interface HistorySizes {
  /** A workflow that continues as new has several. */
  runs: number;
  /** Runs that ended by continuing as new. */
  continued: number;
  largest_events: number;
  largest_kb: number;
}

/** As much of a run as is looked at. */
export type SizedRun = Pick<WorkflowExecutionInfo, 'type' | 'historyLength' | 'historySize'> & {
  readonly status: { readonly name: string };
};

/** A run, over or at work. */
export type Run = Omit<WorkflowExecutionInfo, 'raw'>;

/** Sizes by type of workflow. */
export function sizesOf(runs: Iterable<SizedRun>): Record<string, HistorySizes> {
  const byType: Record<string, HistorySizes> = {};
  for (const { type, status, historyLength, historySize = 0 } of runs) {
    const sizes = (byType[type] ??= { runs: 0, continued: 0, largest_events: 0, largest_kb: 0 });
    sizes.runs += 1;
    sizes.continued += status.name === 'CONTINUED_AS_NEW' ? 1 : 0;
    sizes.largest_events = Math.max(sizes.largest_events, historyLength);
    sizes.largest_kb = Math.max(sizes.largest_kb, Math.round(historySize / 1_024));
  }
  return byType;
}

/** Every run in the namespace. Visibility knows sizes only of what is over: the others are asked themselves. */
export async function allRuns(client: Client): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of client.workflow.list({ pageSize: 500 })) {
    const { workflowId, runId } = run;
    const isOver = run.status.name !== 'RUNNING';
    runs.push(isOver ? run : await client.workflow.getHandle(workflowId, runId).describe());
  }
  return runs;
}
