import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ClassificationReasons } from '../../domain/cascade-reason';
import type { Language } from '../../domain/language';
import type { MessageGrammar } from '../../domain/messages';
import type { SlaAccount } from '../../domain/sla-account';
import type { SlaRules } from '../../domain/sla-rules';
import type {
  ProblemMessage,
  Reviewer,
  ReviewLock,
  StaffMessage,
  StoryEvent,
  TicketPhase,
  TicketState,
} from '../../domain/ticket';

/** Workflow id of the ticket of one message; unique over all chats because message ids are not. */
export function ticketWorkflowId({ chatId, messageId }: { chatId: number; messageId: number }): string {
  return `ticket-${chatId}-${messageId}`;
}

/** `<chat id>-<message id>` of a ticket's workflow id; null for the id of any other workflow. */
export function ticketIdOfWorkflow(workflowId: string): string | null {
  return /^ticket-(-?\d+-\d+)$/.exec(workflowId)?.[1] ?? null;
}

/**
 * The rules a ticket lives by. They come with its start so that replays decide alike; of an open ticket only the SLA's
 * rules change, by `calendarChanged`.
 */
export interface TicketSettings extends SlaRules {
  /** Active minutes without an answer after which the ticket closes as unanswered. */
  readonly unansweredCloseMin: number;
  /** Minutes of wall clock after `done` in which edits are still taken. */
  readonly editWindowMin: number;
  /** Minutes for which a person may hold a review. */
  readonly reviewLockMin: number;
  readonly grammar: MessageGrammar;
  readonly spreadsheetId: string;
  /** What is said of the ticket is said in it. Absent: started before there was a choice. */
  readonly language?: Language;
}

export interface TicketInput {
  readonly chatId: number;
  readonly messageId: number;
  /** Label of the group as it stood when the ticket opened; never changed afterwards. */
  readonly groupLabel: string;
  /** The tech_message_id cell, key of both rows; never changed afterwards. */
  readonly rowKey: string;
  readonly problem: ProblemMessage;
  readonly settings: TicketSettings;
  /** State of the run before, when the ticket continued as new. */
  readonly carried: TicketState | null;
  /** Hash of the search attributes that the start came with; absent: it came with none. */
  readonly shownHash?: string;
}

/** How a ticket ended. */
export interface TicketResult {
  readonly ticketId: string;
  readonly outcome: 'recorded' | 'unanswered' | 'cancelled';
}

/** What bots, API and console show of a ticket. Plain JSON; instants are ISO strings in UTC. */
export interface TicketStatus {
  readonly ticketId: string;
  readonly chatId: number;
  readonly messageId: number;
  readonly groupLabel: string;
  readonly phase: TicketPhase;
  readonly outcome: TicketState['outcome'];
  readonly text: string;
  readonly receivedAt: string;
  readonly dueAt: string | null;
  readonly sla: { readonly responseMin: number; readonly status: string; readonly remainingMin: number } | null;
  readonly label: string | null;
  readonly confidence: number | null;
  readonly source: string | null;
  /** Why the cascade answered as it did; null before it did. */
  readonly reasons: ClassificationReasons | null;
  readonly top: readonly { readonly label: string; readonly confidence: number }[];
  readonly reviewedBy: Reviewer | null;
  /** Who is at the review, and until when; null: nobody. */
  readonly reviewLock: ReviewLock | null;
  readonly appCode: string | null;
  readonly solverName: string | null;
  readonly solving: string | null;
  /** Version of the review card on show; a button of an older card is out of date. */
  readonly cardVersion: number;
  /** Links to the stored files of the problem; absent in answers of workers before there were any. */
  readonly mediaUrls?: readonly string[];
  readonly rowsPending: boolean;
}

/** The story of a ticket: who did what when, and how its SLA minutes came about. */
export interface TicketEvents {
  readonly events: readonly StoryEvent[];
  /** null only in archives of early releases. */
  readonly sla: SlaAccount | null;
}

/** A message that reached the ticket. `updateId` makes a second delivery change nothing; null for the API's. */
export interface StaffMessageSignal {
  readonly updateId: string | null;
  readonly message: StaffMessage;
}

export interface ProblemEditedSignal {
  readonly updateId: string | null;
  readonly problem: ProblemMessage;
}

/** What the ledger did with rows of this ticket. */
export interface RowsWrittenSignal {
  readonly sequence: number;
  readonly worksheet: string;
  readonly outcome: 'written' | 'parked' | 'deletedByPerson';
  /** Headings of cells that were left alone because a person had changed them. */
  readonly keptCells: readonly string[];
}

/** What a person made of this ticket's label in the sheet. `null`: that cell was not changed. */
export interface SheetReview {
  readonly worksheet: 'Logs' | 'ML_Tracking';
  /** The symtomps cell as it now stands, trimmed. */
  readonly label: string | null;
  /** The review_status cell as it now stands, trimmed. */
  readonly status: string | null;
  /** ISO instant, UTC: when the change was seen. */
  readonly seenAt: string;
}

/** New rules for the SLA of an open ticket. Telling a ticket the rules it has changes nothing. */
export type CalendarChange = SlaRules;

export interface ReviewDecision {
  readonly label: string;
  readonly reviewer: Reviewer;
}

export interface ReviewResult {
  readonly decided: 'now' | 'before';
  readonly label: string;
  readonly status: 'APPROVED' | 'CORRECTED';
  readonly reviewer: Reviewer;
}

/** Who asks for a lock or an undo. The caller has proved that it is an admin. */
export interface ReviewRequest {
  readonly reviewer: Reviewer;
}

/** Who has the review, and until when. `taken` false: somebody else had it before. */
export interface ReviewLocked extends ReviewLock {
  readonly taken: boolean;
}

/** The decision that was taken back. */
export interface ReviewUndone {
  readonly undone: Pick<ReviewResult, 'label' | 'status' | 'reviewer'>;
}

export interface CancelRequest {
  readonly updateId: string | null;
  readonly by: { readonly id: number; readonly name: string };
}

/** An oncek, a solution, or an edit of either. */
export const staffMessageSignal = defineSignal<[StaffMessageSignal]>('staffMessage');
/** The problem's text was edited. */
export const problemEditedSignal = defineSignal<[ProblemEditedSignal]>('problemEdited');
/** The ledger wrote, parked or gave up a row, or several of one batch: a signal is an action, however much it tells. */
export const rowsWrittenSignal = defineSignal<[RowsWrittenSignal | readonly RowsWrittenSignal[]]>('rowsWritten');
/** Ops withdrew the ticket. */
export const cancelSignal = defineSignal<[CancelRequest]>('cancel');
/** The SLA's calendar, target or escalations were changed in the settings. */
export const calendarChangedSignal = defineSignal<[CalendarChange]>('calendarChanged');
/** A person changed label or status in the sheet. */
export const sheetReviewedSignal = defineSignal<[SheetReview]>('sheetReviewed');
/**
 * A person decides the label. First decision wins; a later one is told who decided. Refused with InvalidInput,
 * NotUnderReview, UnknownLabel, TicketClosed, and ReviewLocked while somebody else holds the review.
 */
export const reviewUpdate = defineUpdate<ReviewResult, [ReviewDecision]>('review');
/** A person takes the review for some minutes. Refused with InvalidInput, NotUnderReview, AlreadyDecided, TicketClosed. */
export const lockReviewUpdate = defineUpdate<ReviewLocked, [ReviewRequest]>('lockReview');
/** A decision is taken back within the edit window. Refused with InvalidInput, NothingToUndo, TicketClosed. */
export const undoReviewUpdate = defineUpdate<ReviewUndone, [ReviewRequest]>('undoReview');
export const statusQuery = defineQuery<TicketStatus>('status');
/**
 * The story and the account of the SLA.
 * @param now - where the account of an unanswered ticket ends, ISO instant; default: the ticket's last step
 */
export const eventsQuery = defineQuery<TicketEvents, [{ readonly now?: string }?]>('events');
