import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { parseRowKey } from '../../domain/ids';
import type { SheetReview } from '../../workflows/contracts/ticket';
import { sheetReviewedSignal, ticketWorkflowId } from '../../workflows/contracts/ticket';
import type { PeopleCells, UntoldCell } from '../mirror/people-cells';

export interface TellTicketsDeps {
  readonly client: Client;
  readonly peopleCells: PeopleCells;
  /** The chat whose rows have plain message ids as keys. */
  readonly plainChatId: number | null;
  readonly now: () => Date;
  readonly onProgress: () => void;
}

/** How many tickets were told; the others are over, or no ticket has such a key. */
export interface Told {
  readonly told: number;
  readonly passedOver: number;
}

/** Cells taken from the mirror at a time. */
const BATCH = 200;
/** Signals at a time: a column dragged over 5,000 rows must not crowd out the bots. */
const PARALLEL = 20;
/** No label is nearly so long; a cell may hold 50,000 characters. */
const MAX_VALUE_CHARS = 500;

/**
 * Tells tickets what people set in their rows, oldest first, each until it succeeds: what was told is noted batch by
 * batch, so that a crash repeats a few signals at most. A ticket that cannot be told now holds up no other.
 * @throws the first failure, once all others were told
 */
export async function tellTickets(deps: TellTicketsDeps): Promise<Told> {
  const { peopleCells, now, onProgress } = deps;
  const failed = new Map<string, unknown>();
  const counts = { told: 0, passedOver: 0 };
  for (;;) {
    const limit = BATCH + failed.size * 2;
    const cells = (await peopleCells.untold(limit)).filter((cell) => !failed.has(rowOf(cell)));
    const rows = wholeRows(cells, cells.length >= BATCH);
    if (rows.length === 0) break;
    for (let start = 0; start < rows.length; start += PARALLEL) {
      const round = rows.slice(start, start + PARALLEL);
      const results = await Promise.allSettled(round.map((row) => tellOne(deps, row)));
      const done = round.filter((_, index) => results[index]?.status === 'fulfilled');
      results.forEach((result, index) => {
        if (result.status === 'rejected') failed.set(rowOf(round[index]?.[0]), result.reason);
        else counts[result.value] += 1;
      });
      await peopleCells.markTold(done.flat(), now().toISOString());
      onProgress();
    }
  }
  const [reason] = failed.values();
  if (failed.size > 0) throw reason instanceof Error ? reason : new Error(String(reason));
  return counts;
}

/** Cells by row, label before status: told one after the other they would be two decisions. */
function wholeRows(cells: readonly UntoldCell[], mayGoOn: boolean): UntoldCell[][] {
  const rows = new Map<string, UntoldCell[]>();
  for (const cell of cells) rows.set(rowOf(cell), [...(rows.get(rowOf(cell)) ?? []), cell]);
  const found = [...rows.values()];
  return mayGoOn && found.length > 1 ? found.slice(0, -1) : found;
}

function rowOf(cell: UntoldCell | undefined): string {
  return cell ? [cell.spreadsheetId, cell.worksheet, cell.key].join('\n') : '';
}

async function tellOne({ client, plainChatId }: TellTicketsDeps, row: readonly UntoldCell[]): Promise<keyof Told> {
  const [first] = row;
  const workflowId = first && workflowIdOf(first.key, plainChatId);
  if (!first || !workflowId || first.worksheet === 'Monitoring') return 'passedOver';
  const valueOf = (name: UntoldCell['cell']): string | null =>
    row.find(({ cell }) => cell === name)?.value.slice(0, MAX_VALUE_CHARS) ?? null;
  const review: SheetReview = {
    worksheet: first.worksheet,
    label: valueOf('label'),
    status: valueOf('status'),
    seenAt: first.seenAt,
  };
  try {
    await client.workflow.getHandle(workflowId).signal(sheetReviewedSignal, review);
    return 'told';
  } catch (error) {
    // The ticket is over, or the row is older than this system: the mirror knows, and that is all.
    if (error instanceof WorkflowNotFoundError) return 'passedOver';
    throw error;
  }
}

/** @returns null for a key that no ticket has, such as one that a person typed */
function workflowIdOf(key: string, plainChatId: number | null): string | null {
  try {
    return ticketWorkflowId(parseRowKey(key, plainChatId));
  } catch {
    return null;
  }
}
