import type { Client } from '@temporalio/client';

/** Billable actions by kind. */
export type ActionCounts = Record<string, number>;

/** As much of a history's event as is counted; a whole one fits. */
export interface CountedEvent {
  readonly eventTime?: { readonly seconds?: unknown } | null;
  readonly workflowExecutionStartedEventAttributes?: unknown;
  readonly workflowExecutionSignaledEventAttributes?: unknown;
  readonly signalExternalWorkflowExecutionInitiatedEventAttributes?: unknown;
  readonly workflowExecutionUpdateAcceptedEventAttributes?: unknown;
  readonly startChildWorkflowExecutionInitiatedEventAttributes?: unknown;
  readonly timerStartedEventAttributes?: unknown;
  readonly activityTaskScheduledEventAttributes?: unknown;
  readonly activityTaskStartedEventAttributes?: { readonly attempt?: number | null } | null;
  readonly markerRecordedEventAttributes?: { readonly markerName?: string | null } | null;
  readonly upsertWorkflowSearchAttributesEventAttributes?: {
    readonly searchAttributes?: { readonly indexedFields?: Readonly<Record<string, unknown>> | null } | null;
  } | null;
}

/** The change a patched workflow records of itself is free. */
const FREE_ATTRIBUTE = 'TemporalChangeVersion';

/**
 * Billable actions that one event stands for, by the rules of Temporal Cloud as documented in mid-2026
 * (docs.temporal.io/cloud/actions): a start, also by continue-as-new; a signal at its receiver; an accepted update; a
 * timer, also one that a `condition` with a time limit starts; an activity scheduled and each further attempt; an upsert
 * of search attributes; a marker of a local activity. Search attributes given at the start, memos, current details and
 * the markers of `patched` are free. A signal-with-start is one action, and counts here as two where it starts the
 * workflow. Queries and heartbeats leave no event: {@link serverActions} knows of them.
 */
export function actionsOf(event: CountedEvent): ActionCounts {
  if (event.workflowExecutionStartedEventAttributes) return { start: 1 };
  if (event.workflowExecutionSignaledEventAttributes) return { signal: 1 };
  if (event.workflowExecutionUpdateAcceptedEventAttributes) return { update: 1 };
  if (event.startChildWorkflowExecutionInitiatedEventAttributes) return { child: 1 };
  if (event.timerStartedEventAttributes) return { timer: 1 };
  if (event.activityTaskScheduledEventAttributes) return { activity: 1 };
  const attempt = event.activityTaskStartedEventAttributes?.attempt ?? 1;
  if (attempt > 1) return { retry: attempt - 1 };
  if (event.markerRecordedEventAttributes) {
    return event.markerRecordedEventAttributes.markerName === 'core_patch' ? {} : { marker: 1 };
  }
  const fields = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields;
  const isUpsert = Object.keys(fields ?? {}).some((name) => name !== FREE_ATTRIBUTE);
  return isUpsert ? { attributes: 1 } : {};
}

/** Adds the counts up. */
export function sumOf(counts: Iterable<ActionCounts>): ActionCounts {
  const sum: ActionCounts = {};
  for (const one of counts) for (const [kind, count] of Object.entries(one)) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}

/** All kinds together. */
export function totalOf(counts: ActionCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/**
 * Actions by workflow type and kind of everything that happened in the namespace since an instant: tickets, the
 * ledger, the outboxes and whatever else ran.
 * @param sinceMs - Unix milliseconds; events are counted from the next whole second on
 */
export async function actionsSince(client: Client, sinceMs: number): Promise<Record<string, ActionCounts>> {
  const byType: Record<string, ActionCounts> = {};
  const since = new Date(sinceMs).toISOString();
  const query = `ExecutionStatus = "Running" OR CloseTime >= "${since}"`;
  for await (const { type, workflowId, runId } of client.workflow.list({ query, pageSize: 200 })) {
    const { events = [] } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const counted = (events as CountedEvent[]).filter((event) => Number(event.eventTime?.seconds) * 1_000 >= sinceMs);
    byType[type] = sumOf([byType[type] ?? {}, ...counted.map(actionsOf)]);
  }
  return byType;
}

/** Actions by the server's own count since its start, by type; it also knows queries and heartbeats. */
export async function serverActions(metricsUrl: string, namespace = 'default'): Promise<ActionCounts> {
  const text = await (await fetch(metricsUrl)).text();
  const counts: ActionCounts = {};
  for (const [, labels = '', value] of text.matchAll(/^action\{([^}]*)\} (\S+)$/gm)) {
    if (!labels.includes(`namespace="${namespace}"`)) continue;
    const kind = /action_type="([^"]*)"/.exec(labels)?.[1] ?? 'unknown';
    counts[kind] = (counts[kind] ?? 0) + Number(value);
  }
  return counts;
}

/** What came between two counts; kinds without any are left out. */
export function growth(before: ActionCounts, after: ActionCounts): ActionCounts {
  const grown = Object.entries(after).map(([kind, count]) => [kind, count - (before[kind] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}
