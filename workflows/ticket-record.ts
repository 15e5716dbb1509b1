import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { newTicketState, factsOf, isCeased, phaseOf } from '../domain/ticket';
import { takeProblemWording, takeStaffMessage } from '../domain/ticket-wordings';
import type {
  ProblemMessage,
  ReviewLock,
  RowTrack,
  StoryKind,
  TicketFacts,
  TicketOutcome,
  TicketPhase,
  TicketState,
} from '../domain/ticket';
import { log, workflowInfo } from '@temporalio/workflow';
import { decisionInForce, sheetVoteOf, withVote } from '../domain/sheet-votes';
import { wishedLabel } from '../domain/ticket-rows';
import { parseOpsReply } from '../domain/messages';
import { addActiveMinutes } from '../domain/sla';
import { doneSteps, slaPlan } from '../domain/sla-plan';
import { contentHash } from '../domain/ledger';
import type { KnownChanges } from './ticket-changes';
import type {
  CalendarChange,
  CancelRequest,
  ProblemEditedSignal,
  RowsWrittenSignal,
  SheetReview,
  StaffMessageSignal,
  TicketInput,
  TicketSettings,
} from './contracts/ticket';

/** Telegram repeats an update within a day; reactions alone could otherwise fill the state. */
const KEPT_UPDATES = 500;

const DEFAULT_LOCK_MIN = 5;

const ROW_STATUS = { written: 'written', parked: 'parked', deletedByPerson: 'deleted' } as const;

/** A ticket's state with what follows from it. `version` grows with every change that others may have to act on. */
export class TicketRecord {
  readonly state: TicketState;
  /** Replaced whole when the SLA's rules change. */
  settings: TicketSettings;
  version = 0;
  /** Hash of the search attributes last set; '' makes the first look set them. */
  shownHash: string;
  /** Search attributes as they were last set in this run; null: not known, all are set anew. */
  shownPairs: readonly SearchAttributeUpdatePair[] | null = null;
  /** Begun by code that knew all changes up to November 2026, which then need no markers of their own. */
  readonly hasAllChanges: boolean;
  /**
   * Of two edits in one second the one that Telegram numbered later counts, whichever comes first; and a problem that was
   * edited into a pleasantry is none until ops answers it. Tickets begun before that was so go on as they did.
   */
  readonly ordersEdits: boolean;
  /**
   * A task that is lost after it handed rows over is done again with whatever came meanwhile: sequences grow from one to
   * the next, and a cancel reaches rows that only the lost one knew of. Tickets begun before that was so go on as they did.
   */
  readonly mindsLostTasks: boolean;
  /** Above the sequences of runs before. */
  private readonly sequenceBase: number;
  /**
   * Rows and notices are handed over within the ticket's own task, the notice waits a little for its rows, and the close
   * as unanswered has no timer while a step of the SLA comes first. Tickets begun before that was so go on as they did.
   */
  sparesActions = false;
  /** A label that the classifier offered is known without a look; tickets begun before looked all the same. */
  trustsOffered = false;
  /** What the notice does about rows that are on their way. */
  notice: 'free' | 'waits' | 'overdue' = 'free';
  /** Version that the review cards were last brought in line with. */
  cardsVersion = 0;
  /** Messages that are being handed to an outbox beside everything else. */
  postsUnderWay = 0;
  /** SLA messages are on their way: a handing over to the next run would lose them. */
  isAnnouncing = false;
  /** Files of this ticket are stored; not so in runs recorded before they were. */
  keepsMedia = false;
  private cachedFacts: { version: number; facts: TicketFacts } | null = null;

  /** @param changes - of this code that the ticket goes by; default all */
  constructor(
    readonly input: TicketInput,
    changes: KnownChanges = { hasAllChanges: true, ordersEdits: true, mindsLostTasks: true },
  ) {
    this.hasAllChanges = changes.hasAllChanges;
    this.ordersEdits = changes.ordersEdits;
    this.mindsLostTasks = changes.mindsLostTasks;
    const { chatId, messageId, groupLabel, rowKey, problem } = input;
    this.shownHash = input.shownHash ?? '';
    // Tickets opened by an earlier release have settings without the newer fields.
    const settings: Partial<TicketSettings> = input.settings;
    this.settings = { ...input.settings, reviewLockMin: settings.reviewLockMin ?? DEFAULT_LOCK_MIN };
    const opened = newTicketState({
      ticketId: `${chatId}-${messageId}`,
      chatId,
      messageId,
      groupLabel,
      rowKey,
      problem,
    });
    // A run of an earlier release may carry a state without the newer fields.
    const carried: Partial<TicketState> = input.carried ?? {};
    this.state = { ...opened, deskDecision: carried.decision ?? null, ...carried };
    this.sequenceBase = Math.max(...Object.values(this.state.rows).map(({ sequence }) => sequence));
    this.state.slaStepsDone = doneSteps(slaPlan(input.settings), this.state.slaStepsDone);
  }

  get facts(): TicketFacts {
    if (this.cachedFacts?.version !== this.version) {
      this.cachedFacts = { version: this.version, facts: factsOf(this.state, this.settings.grammar, this.ordersEdits) };
    }
    return this.cachedFacts.facts;
  }

  get phase(): TicketPhase {
    return phaseOf(this.state, this.facts);
  }

  /** Who is at the review now; null: nobody, or the time is up. */
  get lock(): ReviewLock | null {
    const { reviewLock } = this.state;
    return reviewLock && this.phase === 'inReview' && Date.parse(reviewLock.until) > Date.now() ? reviewLock : null;
  }

  /** Marks a change, after the state was changed. */
  changed(): void {
    this.version += 1;
    if (this.phase === 'done') this.state.doneAt ??= new Date().toISOString();
    else if (!this.state.closed) this.state.doneAt = null;
  }

  tell(kind: StoryKind, who: string | null, detail = '', at = new Date().toISOString()): void {
    this.state.story.push({ at, kind, who, detail });
  }

  /**
   * The number of a row's next wish: above the last one, and above that of a task that was lost. Its replacement has a
   * longer history, if anything came meanwhile.
   */
  nextSequence({ sequence }: RowTrack): number {
    const next = sequence + 1;
    return this.mindsLostTasks ? Math.max(next, this.sequenceBase + workflowInfo().historyLength) : next;
  }

  hasRows(status: RowTrack['status']): boolean {
    return Object.values(this.state.rows).some((row) => row.status === status);
  }

  noteStaffMessage({ updateId, message }: StaffMessageSignal): void {
    if (this.isRepeated(updateId)) return;
    const isEdit = this.state.staffMessages[message.id] !== undefined;
    if (!takeStaffMessage(this.state, message, this.ordersEdits ? updateId : null)) return;
    const { kind } = parseOpsReply(message.text, this.settings.grammar);
    if (isEdit) this.tell('replyEdited', message.from.name, kind, message.editedAt ?? message.sentAt);
    else if (kind !== 'chat') this.tell(kind, message.from.name, message.text, message.sentAt);
    this.changed();
  }

  noteProblemEdited({ updateId, problem }: ProblemEditedSignal): void {
    if (this.isRepeated(updateId)) return;
    const held = this.state.problem;
    if (!takeProblemWording(this.state, problem, this.ordersEdits ? updateId : null)) return;
    // Of an album an earlier item may come later.
    const sentAt = problem.sentAt < held.sentAt ? problem.sentAt : held.sentAt;
    this.state.problem = { ...problem, sentAt, forwarded: held.forwarded };
    // A reaction arrives as an edit in which nothing differs.
    if (problem.text === held.text && fileIdsOf(problem) === fileIdsOf(held)) return;
    const isOver = this.ordersEdits && isCeased(problem, this.settings.grammar);
    const detail = isOver ? 'a pleasantry now: no problem until ops answers' : '';
    this.tell('problemEdited', problem.from?.name ?? null, detail, problem.editedAt ?? problem.sentAt);
    this.changed();
  }

  noteRowsWritten({ sequence, worksheet, outcome, keptCells }: RowsWrittenSignal): void {
    if (worksheet !== 'Logs' && worksheet !== 'ML_Tracking') return;
    const row = this.state.rows[worksheet];
    if (sequence !== row.sequence || row.status === ROW_STATUS[outcome]) return;
    this.state.rows[worksheet] = { ...row, status: ROW_STATUS[outcome] };
    const kept = keptCells.length > 0 ? `, kept: ${keptCells.join(', ')}` : '';
    this.tell(outcome === 'parked' ? 'rowParked' : 'rowWritten', null, `${worksheet}: ${outcome}${kept}`);
    this.changed();
  }

  /** What people write into the sheet; `watchSheet` looks up their labels and decides. */
  noteSheetReview(seen: SheetReview): void {
    const { state, facts } = this;
    const vote = sheetVoteOf(state, seen, wishedLabel(state, facts, seen.worksheet));
    if (!vote) log.info('a change in the sheet decides nothing', { worksheet: seen.worksheet });
    else state.sheetVotes = withVote(state.sheetVotes, vote);
  }

  /** Brings the decision in force in line with the votes of the sheet. */
  applySheet(): void {
    const decision = decisionInForce(this.state);
    if (!decision || !this.isSheetAhead) return;
    this.state.decision = decision;
    this.tell('reviewed', decision.reviewer.name, `${decision.status} ${decision.label}`);
    this.changed();
  }

  /** The sheet says something else than the decision in force. While a text is being classified that must wait. */
  get isSheetAhead(): boolean {
    const { state } = this;
    if (state.closed || state.cancelledBy || this.phase === 'solved') return false;
    const decision = decisionInForce(state);
    return decision !== null && contentHash(decision) !== contentHash(state.decision);
  }

  noteCancel({ updateId, by }: CancelRequest): void {
    if (this.isRepeated(updateId) || this.state.cancelledBy) return;
    this.state.cancelledBy = by;
    this.tell('cancelled', by.name);
    this.changed();
  }

  /** Steps already announced stay announced, also when they are no longer due; a closed ticket keeps its figures. */
  noteCalendarChanged(change: CalendarChange): void {
    if (this.state.closed || contentHash(slaRulesOf(this.settings)) === contentHash(slaRulesOf(change))) return;
    this.settings = { ...this.settings, ...change };
    const due = this.dueAt;
    this.tell('calendarChanged', null, due ? `due ${due}` : '');
    this.changed();
  }

  /** When the first response is due; null while a forwarded problem waits for ops. */
  get dueAt(): string | null {
    const { clockStart } = this.facts;
    return clockStart ? addActiveMinutes(clockStart, this.settings.slaTargetMin, this.settings.calendar) : null;
  }

  close(outcome: TicketOutcome): void {
    this.state.outcome = outcome;
    this.state.closed = true;
    this.tell('closed', null, outcome);
  }

  reopen(): void {
    this.state.outcome = null;
    this.state.closed = false;
    this.changed();
  }

  private isRepeated(updateId: string | null): boolean {
    if (updateId === null) return false;
    if (this.state.handledUpdates.includes(updateId)) return true;
    this.state.handledUpdates = [...this.state.handledUpdates, updateId].slice(-KEPT_UPDATES);
    return false;
  }
}

/** Of the message and, for an album, of its other items: an item that came late changes the ticket, too. */
function fileIdsOf({ media, attachments = [] }: ProblemMessage): string {
  return JSON.stringify([media?.fileId, ...attachments.map(({ fileId }) => fileId)]);
}

/** The SLA's rules alone, in one order of fields. */
function slaRulesOf({ calendar, slaTargetMin, slaWarnMin, escalations }: CalendarChange): CalendarChange {
  return { calendar, slaTargetMin, slaWarnMin, escalations };
}
