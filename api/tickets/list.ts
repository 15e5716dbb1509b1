import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { z } from 'zod';
import type { listQuery, listedTicket, ticketList } from '../schemas/tickets';
import { cursorOf, tokenOf } from './cursor';

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

/** Longest wait for a page, in ms; Temporal's client would else try for half a minute. */
const PAGE_MS = 5_000;

/** More than ids are asked for at once: a ticket may have several runs. */
const KNOWN_PAGE = 1_000;

/** Wire value of `WORKFLOW_EXECUTION_STATUS_RUNNING`, an enum that the client exports only as a type. */
const RUNNING = 1;

/** Tickets from Temporal's visibility store, newest first, page by page. */
export async function listTickets(
  client: Client,
  namespace: string,
  query: z.infer<typeof listQuery>,
): Promise<z.infer<typeof ticketList>> {
  const request = {
    namespace,
    query: visibilityQuery(query),
    pageSize: query.limit,
    nextPageToken: query.cursor === undefined ? undefined : tokenOf(query.cursor),
  };
  const answer = await client.withDeadline(Date.now() + PAGE_MS, () =>
    client.workflowService.listWorkflowExecutions(request),
  );
  const items = answer.executions.map((info): z.infer<typeof listedTicket> => {
    const workflowId = info.execution?.workflowId ?? '';
    const fields = info.searchAttributes?.indexedFields ?? {};
    return {
      id: workflowId.replace(/^ticket-/, ''),
      workflowId,
      running: Number(info.status) === RUNNING,
      phase: text(fields.OncekPhase),
      group: text(fields.OncekGroup),
      app: text(fields.OncekApp),
      label: text(fields.OncekSymptom),
      confidence: number(fields.OncekConfidence),
      source: text(fields.OncekSource),
      review: text(fields.OncekReview),
      sla: text(fields.OncekSla),
      receivedAt: text(fields.OncekReceivedAt),
      dueAt: text(fields.OncekDueAt),
    };
  });
  return { items, nextCursor: cursorOf(answer.nextPageToken) };
}

/** Which of these workflows Temporal still knows, running or not. @param ids - of workflows, 200 at most */
export async function knownWorkflows(client: Client, namespace: string, ids: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>();
  if (ids.length === 0) return known;
  const query = `WorkflowId IN (${ids.map(quoted).join(', ')})`;
  for (let nextPageToken: Uint8Array | undefined; ;) {
    const answer = await client.withDeadline(Date.now() + PAGE_MS, () =>
      client.workflowService.listWorkflowExecutions({ namespace, query, pageSize: KNOWN_PAGE, nextPageToken }),
    );
    for (const { execution } of answer.executions) known.add(execution?.workflowId ?? '');
    if (answer.nextPageToken.length === 0) return known;
    ({ nextPageToken } = answer);
  }
}

/** A visibility query; quotes and backslashes within a value are escaped, so no value can end its string. */
export function visibilityQuery(filter: {
  phase?: string | undefined;
  group?: string | undefined;
  label?: string | undefined;
  app?: string | undefined;
  source?: string | undefined;
  sla?: string | undefined;
}): string {
  const pairs = [
    ['OncekPhase', filter.phase],
    ['OncekGroup', filter.group],
    ['OncekSymptom', filter.label],
    ['OncekApp', filter.app],
    ['OncekSource', filter.source],
    ['OncekSla', filter.sla],
  ] as const;
  const conditions = pairs.flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${quoted(value)}`]));
  return ["WorkflowType = 'ticketWorkflow'", ...conditions].join(' AND ');
}

function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function text(payload: Payload | undefined): string | null {
  const value = firstOf(payload);
  return typeof value === 'string' ? value : null;
}

function number(payload: Payload | undefined): number | null {
  const value = firstOf(payload);
  return typeof value === 'number' ? value : null;
}

function firstOf(payload: Payload | undefined): unknown {
  const value = payload ? defaultPayloadConverter.fromPayload<unknown>(payload) : null;
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}
