import {
  allHandlersFinished,
  condition,
  continueAsNew,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { addActiveMinutes } from '../domain/sla';
import type { TicketOutcome } from '../domain/ticket';
import type { ReviewDecision, ReviewRequest, TicketInput, TicketResult } from './contracts/ticket';
import {
  calendarChangedSignal,
  cancelSignal,
  eventsQuery,
  lockReviewUpdate,
  problemEditedSignal,
  reviewUpdate,
  rowsWrittenSignal,
  sheetReviewedSignal,
  staffMessageSignal,
  statusQuery,
  undoReviewUpdate,
} from './contracts/ticket';
import { archiveProfile } from './options';
import { lockReview, validateLock, watchLock } from './review-lock';
import { watchReminders } from './review-reminders';
import { persistently } from './persistently';
import type { StoryActivities } from './ports';
import {
  readCalendarChange,
  readCancel,
  readProblemEdited,
  readRowsWritten,
  readSheetReview,
  readStaffMessage,
  whenReadable,
} from './signal-shapes';
import { isSlaStepBefore, watchSla } from './sla-watch';
import { watchCards } from './ticket-cards';
import { changesKnown, knowsChange } from './ticket-changes';
import { hasOpenMedia, watchMedia } from './ticket-media';
import { settlePosts } from './ticket-post';
import { TicketRecord } from './ticket-record';
import { decideReview, undoReview, validateReview, validateUndo } from './ticket-review';
import { hasSheetWork, watchSheet } from './ticket-sheet';
import { settle } from './ticket-settle';
import { archiveOf, eventsOf, showTicket, statusOf } from './ticket-view';
import { movesOnWithVersions } from './versioning';

const { archiveStory } = proxyActivities<StoryActivities>(archiveProfile);

/** Events after which a run hands over to the next, well under the server's 51,200. */
const MAX_HISTORY_EVENTS = 4_500;
/** A batch takes some seconds; when Google is down or its quota used up the notice says that the rows are pending. */
const NOTICE_PATIENCE = '10 s';

/**
 * One problem from its message to its closing: received, first response, solved, classified, reviewed, recorded.
 * Messages may come late, twice and in any order: handlers only note them, `settle` brings the world in line.
 */
export async function ticketWorkflow(input: TicketInput): Promise<TicketResult> {
  const ticket = new TicketRecord(input, changesKnown());
  ticket.sparesActions = knowsChange(ticket, 'spare-actions');
  ticket.trustsOffered = knowsChange(ticket, 'offered-labels-are-known');
  setHandler(
    staffMessageSignal,
    whenReadable('staffMessage', readStaffMessage, (signal) => ticket.noteStaffMessage(signal)),
  );
  setHandler(
    problemEditedSignal,
    whenReadable('problemEdited', readProblemEdited, (signal) => ticket.noteProblemEdited(signal)),
  );
  setHandler(
    rowsWrittenSignal,
    whenReadable('rowsWritten', readRowsWritten, (tidings) => tidings.forEach((row) => ticket.noteRowsWritten(row))),
  );
  setHandler(
    cancelSignal,
    whenReadable('cancel', readCancel, (request) => ticket.noteCancel(request)),
  );
  setHandler(
    calendarChangedSignal,
    whenReadable(
      'calendarChanged',
      (argument) => readCalendarChange(argument, input.settings.unansweredCloseMin),
      (change) => ticket.noteCalendarChanged(change),
    ),
  );
  setHandler(
    sheetReviewedSignal,
    whenReadable('sheetReviewed', readSheetReview, (seen) => ticket.noteSheetReview(seen)),
  );
  setHandler(reviewUpdate, (decision) => decideReview(ticket, decision), {
    validator: (decision: ReviewDecision) => validateReview(ticket, decision),
  });
  setHandler(lockReviewUpdate, (request) => lockReview(ticket, request), {
    validator: (request: ReviewRequest) => validateLock(ticket, request),
  });
  setHandler(undoReviewUpdate, (request) => undoReview(ticket, request), {
    validator: (request: ReviewRequest) => validateUndo(ticket, request),
  });
  setHandler(statusQuery, () => statusOf(ticket));
  setHandler(eventsQuery, (asked) => eventsOf(ticket, asked?.now ?? new Date().toISOString()));

  const outcome = await Promise.race([
    watchMedia(ticket),
    liveUntilClosed(ticket),
    watchSla(ticket),
    watchCards(ticket),
    watchSheet(ticket),
    watchLock(ticket),
    watchReminders(ticket),
  ]);
  return { ticketId: ticket.state.ticketId, outcome };
}
movesOnWithVersions(ticketWorkflow);

async function liveUntilClosed(ticket: TicketRecord): Promise<TicketOutcome> {
  for (;;) {
    const seen = ticket.version;
    const hasNews = (): boolean => ticket.version !== seen || isHistoryLong();
    await settle(ticket);
    showTicket(ticket);
    if (ticket.version !== seen) continue;
    if (isHistoryLong()) await handOver(ticket);
    const closing = closingOf(ticket);
    if (!closing) {
      await whileNothingCloses(ticket, hasNews);
      continue;
    }
    // The step's announcement is news, and after the last one the timer is set.
    if (ticket.sparesActions && isSlaStepBefore(ticket, closing.at)) {
      await condition(hasNews);
      continue;
    }
    const waitMs = Date.parse(closing.at) - Date.now();
    if (waitMs > 0 && (await condition(hasNews, waitMs, { summary: closing.summary }))) continue;
    ticket.close(closing.outcome);
    showTicket(ticket);
    const story = archiveOf(ticket);
    const { ticketId } = ticket.state;
    await persistently('archiveStory', () =>
      archiveStory.executeWithOptions({ summary: `story: ${closing.outcome}` }, [{ ticketId, story }]),
    );
    await condition(allHandlersFinished);
    await settlePosts(ticket);
    // A message that came while the story was put away is not lost: the ticket opens again and settles it.
    if (ticket.version === seen) return closing.outcome;
    ticket.reopen();
  }
}

/** Until there is news or an end in sight; a notice that waits for its rows does so for a while only. */
async function whileNothingCloses(ticket: TicketRecord, hasNews: () => boolean): Promise<void> {
  const isOver = (): boolean => hasNews() || closingOf(ticket) !== null;
  if (!ticket.sparesActions || ticket.notice !== 'waits') return condition(isOver);
  const isWritten = await condition(isOver, NOTICE_PATIENCE, { summary: 'the notice waits for its rows' });
  if (!isWritten) ticket.notice = 'overdue';
}

/** What would end the ticket, and when, if nothing more happened; null while it waits for a person, the ledger, its cards or its files. */
function closingOf(ticket: TicketRecord): { at: string; outcome: TicketOutcome; summary: string } | null {
  const { state, facts, settings } = ticket;
  if (ticket.hasRows('pending') || ticket.hasRows('parked') || ticket.cardsVersion !== ticket.version) return null;
  if (hasOpenMedia(ticket) || hasSheetWork(ticket)) return null;
  if (state.cancelledBy) return { at: new Date().toISOString(), outcome: 'cancelled', summary: 'cancelled' };
  if (ticket.phase === 'done' && state.doneAt) {
    const at = new Date(Date.parse(state.doneAt) + settings.editWindowMin * 60_000).toISOString();
    return { at, outcome: 'recorded', summary: 'edit window' };
  }
  if (ticket.phase !== 'open') return null;
  const from = facts.clockStart ?? state.problem.sentAt;
  const at = addActiveMinutes(from, settings.unansweredCloseMin, settings.calendar);
  return { at, outcome: 'unanswered', summary: 'unanswered close' };
}

function isHistoryLong(): boolean {
  return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= MAX_HISTORY_EVENTS;
}

async function handOver(ticket: TicketRecord): Promise<never> {
  await settlePosts(ticket);
  await condition(() => allHandlersFinished() && !ticket.isAnnouncing && ticket.cardsVersion === ticket.version);
  const { input, settings, state: carried } = ticket;
  // The new run starts without search attributes and sets them anew.
  return continueAsNew<typeof ticketWorkflow>({ ...input, settings, carried, shownHash: undefined });
}
