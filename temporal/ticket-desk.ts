import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { rowKey, ticketIdOf } from '../domain/ids';
import { summaryText } from '../domain/pii';
import { openedNews } from '../domain/ticket-news';
import type {
  CancelRequest,
  ProblemEditedSignal,
  ReviewDecision,
  ReviewLocked,
  ReviewRequest,
  ReviewResult,
  ReviewUndone,
  StaffMessageSignal,
  TicketEvents,
  TicketInput,
  TicketStatus,
} from '../workflows/contracts/ticket';
import {
  cancelSignal,
  eventsQuery,
  lockReviewUpdate,
  problemEditedSignal,
  reviewUpdate,
  staffMessageSignal,
  statusQuery,
  ticketWorkflowId,
  undoReviewUpdate,
} from '../workflows/contracts/ticket';
import type { TicketSettings } from '../workflows/contracts/ticket';
import { openingAttributes } from '../workflows/ticket-attributes';
import type { ticketWorkflow } from '../workflows/ticket.workflow';
import { readArchivedStory, type ArchivedTicket } from './archived-story';
import { ONCEK_QUEUE } from './queues';
import { executeUpdate } from './update';
import type { WebhookEmitter } from './webhook-emitter';

/** A ticket by the message that is it. */
export interface TicketRef {
  readonly chatId: number;
  readonly messageId: number;
  /** The message is one item of this album; absent where it stands alone. */
  readonly mediaGroupId?: string;
}

/** What opens a ticket. */
export interface NewTicket extends TicketRef {
  readonly groupLabel: string;
  readonly problem: TicketInput['problem'];
}

/** `gathering`: the album's items are being gathered, its ticket opens once it is quiet. */
export type Delivery = 'started' | 'known' | 'closed' | 'gathering';

/** The one door through which bots, API and console reach tickets. */
export interface TicketDesk {
  /** Starts the ticket of a problem. `known`: it is open already; `closed`: it ended before, and stays so. */
  open(ticket: NewTicket): Promise<{ delivery: Delivery; workflowId: string; runId: string | null }>;
  /** Hands over an answer of ops, starting the ticket when the problem was never seen. */
  answer(ticket: NewTicket, signal: StaffMessageSignal): Promise<Delivery>;
  /** Hands over a reply only to an open ticket: an edit that is no answer starts none. @returns false if there is none */
  edit(ref: TicketRef, signal: StaffMessageSignal): Promise<boolean>;
  /** The problem was edited. @returns false when no open ticket has it */
  editProblem(ref: TicketRef, signal: ProblemEditedSignal): Promise<boolean>;
  /** @returns false when no open ticket has it */
  cancel(ref: TicketRef, request: CancelRequest): Promise<boolean>;
  /** @throws WorkflowNotFoundError for an unknown ticket, WorkflowUpdateFailedError with the named cause */
  review(ref: TicketRef, decision: ReviewDecision): Promise<ReviewResult>;
  /** Who has the review, and until when: the caller, or somebody who came before. @throws as `review` does */
  lockReview(ref: TicketRef, request: ReviewRequest): Promise<ReviewLocked>;
  /** Takes the decision back. @throws as `review` does */
  undoReview(ref: TicketRef, request: ReviewRequest): Promise<ReviewUndone>;
  /** Of a closed ticket from the archive. @returns null for an unknown ticket */
  status(ref: TicketRef): Promise<TicketStatus | null>;
  /** Likewise. */
  events(ref: TicketRef): Promise<TicketEvents | null>;
  /** Tickets by visibility query, newest first. */
  list(query: string, limit: number): Promise<WorkflowExecutionInfo[]>;
}

export interface TicketDeskDeps {
  readonly client: Client;
  readonly settings: TicketSettings;
  /** The chat whose rows have plain message ids as keys; null: none, or nobody can say at present. */
  readonly plainChat: () => Promise<number | null>;
  /** The archived story of a ticket, null if there is none: Temporal itself forgets closed ones after its retention. */
  readonly archivedStory: (ticketId: string) => Promise<string | null>;
  /** Tells receivers of webhooks that a ticket was opened; default: nobody is told. */
  readonly emit?: WebhookEmitter['emit'];
  readonly now?: () => Date;
}

/** Older messages may belong to tickets that Temporal has forgotten; it keeps closed ones for 30 days. */
const ARCHIVE_AFTER_MS = 25 * 86_400_000;

export function createTicketDesk(deps: TicketDeskDeps): TicketDesk {
  const { client, settings, plainChat, archivedStory, emit, now = () => new Date() } = deps;
  const handle = (ref: TicketRef) => client.workflow.getHandle<typeof ticketWorkflow>(ticketWorkflowId(ref));

  const options = async (ticket: NewTicket) => {
    const { chatId, messageId, groupLabel, problem } = ticket;
    const key = rowKey({ chatId, messageId, plainChatId: await plainChat() });
    const input: TicketInput = { chatId, messageId, groupLabel, rowKey: key, problem, settings, carried: null };
    const { pairs, shownHash } = openingAttributes(input);
    return {
      workflowId: ticketWorkflowId(ticket),
      taskQueue: ONCEK_QUEUE,
      workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
      staticSummary: `${groupLabel.slice(0, 60)}: ${summaryText(problem.text, 60)}`,
      typedSearchAttributes: pairs,
      args: [{ ...input, shownHash }] as [TicketInput],
    };
  };

  /** A message of a closed ticket never starts a new one, however old it is. */
  async function isLongClosed(ticket: NewTicket): Promise<boolean> {
    if (now().getTime() - Date.parse(ticket.problem.sentAt) < ARCHIVE_AFTER_MS) return false;
    return (await archivedStory(ticketIdOf(ticket))) !== null;
  }

  async function reaches(send: () => Promise<void>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  async function ask<T>(question: () => Promise<T>): Promise<T | null> {
    try {
      return await question();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }

  /** Temporal forgets closed tickets after its retention; the archive does not. */
  async function archived(ref: TicketRef): Promise<ArchivedTicket | null> {
    const text = await archivedStory(ticketIdOf(ref));
    return text === null ? null : readArchivedStory(text);
  }

  return {
    async open(ticket) {
      const workflowId = ticketWorkflowId(ticket);
      if (await isLongClosed(ticket)) return { delivery: 'closed', workflowId, runId: null };
      try {
        const started = await client.workflow.start<typeof ticketWorkflow>('ticketWorkflow', await options(ticket));
        // Whoever opens it tries again until both are done; the second time changes neither.
        await emit?.(openedNews({ ...ticket, ticketId: ticketIdOf(ticket) }, ticket.problem, settings));
        return { delivery: 'started', workflowId, runId: started.firstExecutionRunId };
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError)
          return { delivery: 'closed', workflowId, runId: null };
        throw error;
      }
    },
    async answer(ticket, signal) {
      if (await isLongClosed(ticket)) return 'closed';
      try {
        await client.workflow.signalWithStart<typeof ticketWorkflow, [StaffMessageSignal]>('ticketWorkflow', {
          ...(await options(ticket)),
          signal: staffMessageSignal,
          signalArgs: [signal],
        });
        return 'known';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'closed';
        throw error;
      }
    },
    edit: (ref, signal) => reaches(() => handle(ref).signal(staffMessageSignal, signal)),
    editProblem: (ref, signal) => reaches(() => handle(ref).signal(problemEditedSignal, signal)),
    cancel: (ref, request) => reaches(() => handle(ref).signal(cancelSignal, request)),
    review: (ref, decision) => executeUpdate(handle(ref), reviewUpdate, [decision]),
    lockReview: (ref, request) => executeUpdate(handle(ref), lockReviewUpdate, [request]),
    undoReview: (ref, request) => executeUpdate(handle(ref), undoReviewUpdate, [request]),
    status: async (ref) => (await ask(() => handle(ref).query(statusQuery))) ?? (await archived(ref))?.status ?? null,
    async events(ref) {
      const asked = { now: now().toISOString() };
      return (await ask(() => handle(ref).query(eventsQuery, asked))) ?? (await archived(ref))?.events ?? null;
    },
    async list(query, limit) {
      const found: WorkflowExecutionInfo[] = [];
      for await (const info of client.workflow.list({ query, pageSize: Math.min(limit, 200) })) {
        found.push(info);
        if (found.length >= limit) break;
      }
      return found;
    },
  };
}
