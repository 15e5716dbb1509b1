import type { WorkflowHandle } from '@temporalio/client';
import type { TicketPhase } from '../../domain/ticket';
import type { LedgerEntry } from '../../workflows/contracts/ledger';
import type { StaffMessageSignal, TicketInput, TicketStatus } from '../../workflows/contracts/ticket';
import { rowsWrittenSignal, staffMessageSignal, statusQuery, ticketWorkflowId } from '../../workflows/contracts/ticket';
import type { MediaResult } from '../../workflows/ports';
import type { ticketWorkflow } from '../../workflows/ticket.workflow';
import type { AllActivities } from './fake-activities';
import { nothing } from './fake-activities';
import { aClassification } from './makers';
import { waitFor } from './wait';
import { BENCH_QUEUE, atRest, type WorkflowBench } from './workflow-bench';

export type TicketHandle = WorkflowHandle<typeof ticketWorkflow>;

/** Starts a ticket; with `first` the reply reaches it in its first task, as a start by an answer does. */
export async function startTicket(
  { client }: WorkflowBench,
  input: TicketInput,
  first?: StaffMessageSignal,
): Promise<TicketHandle> {
  const options = { workflowId: ticketWorkflowId(input), taskQueue: BENCH_QUEUE, args: [input] as [TicketInput] };
  return first
    ? client.workflow.signalWithStart<typeof ticketWorkflow, [StaffMessageSignal]>('ticketWorkflow', {
        ...options,
        signal: staffMessageSignal,
        signalArgs: [first],
      })
    : client.workflow.start<typeof ticketWorkflow>('ticketWorkflow', options);
}

/** Answers of a world in which all goes well: AUTO, rows written at once, posts and cards taken. */
export function goodWorld(bench: WorkflowBench): Partial<AllActivities> {
  return {
    classify: () => Promise.resolve(aClassification()),
    knownLabel: ({ label }) => Promise.resolve(label.startsWith('KENDALA') ? label : null),
    enqueueRows: ({ entries }) => confirmRows(bench, entries),
    post: nothing,
    sendReviewCards: () => Promise.resolve([{ bot: 'admin' as const, chatId: 9001, messageId: 71 }]),
    editReviewCards: nothing,
    archiveStory: nothing,
    storeMedia: ({ messageId, at }) => Promise.resolve(storedAs(`media/${messageId}-${at.slice(11, 16)}.jpg`)),
  };
}

/** What the storing of a file answers when all goes well. */
export function storedAs(key: string): MediaResult {
  return { status: 'stored', key, url: `http://h/${key}` };
}

/** Tells the tickets of the entries that their rows were written. */
export async function confirmRows(
  { client }: Pick<WorkflowBench, 'client'>,
  entries: readonly LedgerEntry[],
): Promise<void> {
  for (const { ticketWorkflowId: id, sequence, worksheet } of entries) {
    const signal = { sequence, worksheet, outcome: 'written' as const, keptCells: [] };
    if (id !== null) await client.workflow.getHandle(id).signal(rowsWrittenSignal, signal);
  }
}

/** Waits until the ticket's status fulfils the condition. */
export async function statusWhere(
  handle: TicketHandle,
  describe: string,
  condition: (status: TicketStatus) => boolean,
): Promise<TicketStatus> {
  return waitFor(
    async () => {
      const status = await handle.query(statusQuery);
      return condition(status) ? status : null;
    },
    { describe },
  );
}

/** Waits for the phase with its rows written, and until nothing of the ticket is under way. */
export async function inPhase(handle: TicketHandle, phase: TicketPhase): Promise<TicketStatus> {
  await statusWhere(handle, `phase ${phase}, rows written`, (held) => held.phase === phase && !held.rowsPending);
  await atRest(handle);
  return handle.query(statusQuery);
}

/** The cells last handed to the ledger for a worksheet, and how often some were. */
export function handedRows(
  { fakes }: WorkflowBench,
  worksheet: LedgerEntry['worksheet'],
): { entries: LedgerEntry[]; last: LedgerEntry | null } {
  const entries = fakes
    .calls('enqueueRows')
    .flatMap((call) => call.entries)
    .filter((entry) => entry.worksheet === worksheet);
  return { entries, last: entries.at(-1) ?? null };
}
