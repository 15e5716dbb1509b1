import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { RowOutcome } from '../../workflows/contracts/ledger';
import type { RowsWrittenSignal } from '../../workflows/contracts/ticket';
import { rowsWrittenSignal } from '../../workflows/contracts/ticket';

/** What one ticket is told, by one signal. */
export interface Tiding {
  readonly ticketWorkflowId: string;
  readonly rows: readonly RowsWrittenSignal[];
}

/** Signals at a time: the server takes more, but a batch of 500 rows should not crowd out the bots. */
const PARALLEL = 20;

/** How far an attempt came, kept in the heartbeat for the next one. */
interface Progress {
  /** Tidings from the first one on that need not be told again. */
  readonly told: number;
}

/**
 * Tells tickets about their rows, from within an activity: an attempt goes on where the one before stopped. A ticket
 * that has ended is passed over: nobody waits there any more.
 * @param tidings - the same ones in the same order for each attempt
 */
export async function tell(client: Client, tidings: readonly Tiding[]): Promise<void> {
  const context = Context.current();
  const { told } = (context.info.heartbeatDetails as Progress | undefined) ?? { told: 0 };
  for (let start = told; start < tidings.length; start += PARALLEL) {
    const round = tidings.slice(start, start + PARALLEL);
    await Promise.all(round.map((tiding) => tellOne(client, tiding)));
    // After the last round there is nothing left to remember, and a heartbeat is an action.
    if (start + round.length < tidings.length) context.heartbeat({ told: start + round.length } satisfies Progress);
  }
}

/** All that the outcomes of a batch tell, ticket by ticket, in the batch's order. */
export function tidingsOf(rows: readonly RowOutcome[]): Tiding[] {
  const byTicket = new Map<string, RowsWrittenSignal[]>();
  for (const row of rows) {
    const { ticketWorkflowId } = row;
    if (ticketWorkflowId === null) continue;
    byTicket.set(ticketWorkflowId, [...(byTicket.get(ticketWorkflowId) ?? []), toldOf(row)]);
  }
  return [...byTicket].map(([ticketWorkflowId, told]) => ({ ticketWorkflowId, rows: told }));
}

/** A stale entry was overtaken by a later one of the same ticket, which is in the sheet: written, for all it asked. */
function toldOf({ sequence, worksheet, outcome, keptCells }: RowOutcome): RowsWrittenSignal {
  return { sequence, worksheet, outcome: outcome === 'stale' ? 'written' : outcome, keptCells };
}

async function tellOne(client: Client, { ticketWorkflowId, rows }: Tiding): Promise<void> {
  const [only] = rows;
  try {
    await client.workflow
      .getHandle(ticketWorkflowId)
      .signal(rowsWrittenSignal, only && rows.length === 1 ? only : rows);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
