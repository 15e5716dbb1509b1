import type { WorkerOptions } from '@temporalio/worker';

/** How the tickets' worker keeps workflows between their tasks. */
export const WORKFLOW_CACHE = {
  /** One that is evicted is replayed from its history. */
  maxCachedWorkflows: 1_000,
  /** What was meant for a worker that died goes to another one, or to itself come back, after so long. */
  stickyQueueScheduleToStartTimeout: '3 s',
} satisfies Partial<WorkerOptions>;
