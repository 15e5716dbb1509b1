import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { cellText } from '../../domain/sheet-rows';
import type { RowOutcome } from '../../workflows/contracts/ledger';
import type { RowsWrittenSignal, SheetReview } from '../../workflows/contracts/ticket';
import { rowsWrittenSignal, sheetReviewedSignal } from '../../workflows/contracts/ticket';
import { whileBeating } from '../while-beating';

/** What one ticket is told, by one signal. */
export interface Tiding {
  readonly ticketWorkflowId: string;
  readonly rows: readonly RowsWrittenSignal[];
  /** What a person made of label or status in the sheet, seen while writing. */
  readonly reviews: readonly SheetReview[];
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
  let progress = (context.info.heartbeatDetails as Progress | undefined) ?? { told: 0 };
  // A round takes as long as the server is away.
  await whileBeating(
    async () => {
      while (progress.told < tidings.length) {
        const round = tidings.slice(progress.told, progress.told + PARALLEL);
        await Promise.all(round.map((tiding) => tellOne(client, tiding)));
        progress = { told: progress.told + round.length };
        // After the last round there is nothing left to remember, and a heartbeat is an action.
        if (progress.told < tidings.length) context.heartbeat(progress);
      }
    },
    () => progress,
  );
}

/** Headings of a row's label and status. */
const REVIEWED = {
  Logs: { label: 'symtomps', status: null },
  ML_Tracking: { label: 'Symtomps', status: 'review_status' },
};

/** All that the outcomes of a batch tell, ticket by ticket, in the batch's order. @param seenAt - of the cells kept */
export function tidingsOf(rows: readonly RowOutcome[], seenAt: Date): Tiding[] {
  const byTicket = new Map<string, RowOutcome[]>();
  for (const row of rows) {
    const { ticketWorkflowId } = row;
    if (ticketWorkflowId !== null) byTicket.set(ticketWorkflowId, [...(byTicket.get(ticketWorkflowId) ?? []), row]);
  }
  return [...byTicket].map(([ticketWorkflowId, own]) => ({
    ticketWorkflowId,
    rows: own.map(toldOf),
    reviews: own.flatMap((row) => reviewOf(row, seenAt) ?? []),
  }));
}

/** A stale entry was overtaken by a later one of the same ticket, which is in the sheet: written, for all it asked. */
function toldOf({ sequence, worksheet, outcome, keptCells }: RowOutcome): RowsWrittenSignal {
  return { sequence, worksheet, outcome: outcome === 'stale' ? 'written' : outcome, keptCells };
}

/** A cell that a person changed is kept, and is the ticket's to know: the sync may not have seen it yet. */
function reviewOf({ worksheet, keptValues = {} }: RowOutcome, seenAt: Date): SheetReview | null {
  if (worksheet === 'Monitoring') return null;
  const headings = REVIEWED[worksheet];
  const valueOf = (heading: string | null): string | null =>
    heading !== null && heading in keptValues ? cellText(keptValues[heading]) : null;
  const [label, status] = [valueOf(headings.label), valueOf(headings.status)];
  if (label === null && status === null) return null;
  return { worksheet, label, status, seenAt: seenAt.toISOString() };
}

async function tellOne(client: Client, { ticketWorkflowId, rows, reviews }: Tiding): Promise<void> {
  const ticket = client.workflow.getHandle(ticketWorkflowId);
  const [only] = rows;
  try {
    await ticket.signal(rowsWrittenSignal, only && rows.length === 1 ? only : rows);
    for (const review of reviews) await ticket.signal(sheetReviewedSignal, review);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
