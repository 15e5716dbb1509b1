import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { z } from 'zod';
import { HttpProblem } from './problem';
import type { listQuery, listedTicket, ticketList } from './schemas';

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

/** Tickets from Temporal's visibility store, newest first, page by page. */
export async function listTickets(
  client: Client,
  namespace: string,
  query: z.infer<typeof listQuery>,
): Promise<z.infer<typeof ticketList>> {
  const answer = await client.workflowService.listWorkflowExecutions({
    namespace,
    query: visibilityQuery(query),
    pageSize: query.limit,
    nextPageToken: query.cursor === undefined ? undefined : tokenOf(query.cursor),
  });
  const items = answer.executions.map((info): z.infer<typeof listedTicket> => {
    const workflowId = info.execution?.workflowId ?? '';
    const fields = info.searchAttributes?.indexedFields ?? {};
    return {
      id: workflowId.replace(/^ticket-/, ''),
      workflowId,
      running: info.status === RUNNING,
      phase: text(fields.OncekPhase),
      group: text(fields.OncekGroup),
      app: text(fields.OncekApp),
      label: text(fields.OncekSymptom),
      confidence: number(fields.OncekConfidence),
      review: text(fields.OncekReview),
      sla: text(fields.OncekSla),
      receivedAt: text(fields.OncekReceivedAt),
      dueAt: text(fields.OncekDueAt),
    };
  });
  const token = answer.nextPageToken;
  return { items, nextCursor: token.length > 0 ? Buffer.from(token).toString('base64url') : null };
}

/** Wire value of `WORKFLOW_EXECUTION_STATUS_RUNNING`, an enum that the client exports only as a type. */
const RUNNING = 1;

/** A visibility query; values are quoted, a quote within is doubled by escaping, so no value can end its string. */
export function visibilityQuery(filter: {
  phase?: string | undefined;
  group?: string | undefined;
  label?: string | undefined;
  app?: string | undefined;
}): string {
  const pairs = [
    ['OncekPhase', filter.phase],
    ['OncekGroup', filter.group],
    ['OncekSymptom', filter.label],
    ['OncekApp', filter.app],
  ] as const;
  const conditions = pairs.flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${quoted(value)}`]));
  return ["WorkflowType = 'ticketWorkflow'", ...conditions].join(' AND ');
}

function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function tokenOf(cursor: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) throw new HttpProblem(400, 'InvalidInput', 'cursor: not one of ours');
  return Buffer.from(cursor, 'base64url');
}

function text(payload: Payload | undefined): string | null {
  const value = payload ? defaultPayloadConverter.fromPayload<unknown>(payload) : null;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : null;
}

function number(payload: Payload | undefined): number | null {
  const value = payload ? defaultPayloadConverter.fromPayload<unknown>(payload) : null;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'number' ? first : null;
}
