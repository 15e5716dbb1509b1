import { keyOf, type SheetRows } from '../../scripts/demo/sheets';
import { ticketWorkflowId } from '../../workflows/contracts/ticket';
import { percentile } from '../percentile';
import type { Conversation } from './conversations';
import type { Run } from './histories';

const THIRDS = 3;

/** What was written, and all runs in the namespace afterwards. */
interface Outcome<Part extends keyof Run> {
  readonly chatId: number;
  readonly conversations: readonly Conversation[];
  readonly runs: readonly Pick<Run, Part>[];
}

/** 95th percentiles in milliseconds, of the whole run and of its thirds; null where one came never. */
export interface Latencies {
  /** From a problem's writing until its ticket was durable. */
  readonly p95_ms: number | null;
  readonly p95_thirds_ms: readonly (number | null)[];
  /** From a solution's writing until the ticket was classified, recorded and in its edit window. */
  readonly done_p95_ms: number | null;
  readonly done_p95_thirds_ms: readonly (number | null)[];
}

/** @param input.windowMs - the edit window, at whose end a ticket ends */
export function latenciesOf(
  input: Outcome<'workflowId' | 'startTime' | 'closeTime'> & { readonly windowMs: number },
): Latencies {
  const { chatId, conversations, windowMs } = input;
  const byId = new Map(input.runs.map((run) => [run.workflowId, run]));
  const measured = conversations.map(({ messageId, begunMs, solvedMs }) => {
    const run = byId.get(ticketWorkflowId({ chatId, messageId }));
    const endedMs = run?.closeTime?.getTime() ?? Infinity;
    return {
      taken: run ? [run.startTime.getTime() - begunMs] : [Infinity],
      done: solvedMs === null ? [] : [endedMs - windowMs - solvedMs],
    };
  });
  const third = Math.ceil(measured.length / THIRDS);
  const parts = Array.from({ length: THIRDS }, (_, at) => measured.slice(at * third, (at + 1) * third));
  const p95 = (of: typeof measured, key: 'taken' | 'done'): number | null => {
    const ms = percentile(
      of.flatMap((one) => one[key]),
      0.95,
    );
    return Number.isFinite(ms) ? ms : null;
  };
  return {
    p95_ms: p95(measured, 'taken'),
    p95_thirds_ms: parts.map((part) => p95(part, 'taken')),
    done_p95_ms: p95(measured, 'done'),
    done_p95_thirds_ms: parts.map((part) => p95(part, 'done')),
  };
}

/** What must be zero at the end. */
export interface Losses {
  /** Problems without a ticket, and answered ones without a row in one of the worksheets. */
  readonly lost: number;
  /** Rows whose key stands in their worksheet already. */
  readonly duplicated: number;
  /** Tickets that did not end. */
  readonly still_open: number;
}

export function lossesOf(input: Outcome<'workflowId' | 'type' | 'status'> & { readonly sheets: SheetRows }): Losses {
  const { chatId, conversations, sheets } = input;
  const found = [sheets.logs.map((row) => keyOf('Logs', row)), sheets.tracking.map((row) => keyOf('ML_Tracking', row))];
  const keys = found.map((rows) => new Set(rows));
  const tickets = input.runs.filter(({ type }) => type === 'ticketWorkflow');
  const known = new Set(tickets.map(({ workflowId }) => workflowId));
  const isLost = ({ messageId, solvedMs }: Conversation): boolean =>
    !known.has(ticketWorkflowId({ chatId, messageId })) ||
    (solvedMs !== null && keys.some((of) => !of.has(String(messageId))));
  return {
    lost: conversations.filter(isLost).length,
    duplicated: found.reduce((sum, rows, at) => sum + rows.length - (keys[at]?.size ?? 0), 0),
    still_open: tickets.filter(({ status }) => status.name === 'RUNNING').length,
  };
}
