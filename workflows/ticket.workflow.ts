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
import type { ReviewDecision, TicketInput, TicketResult } from './contracts/ticket';
import {
  calendarChangedSignal,
  cancelSignal,
  eventsQuery,
  problemEditedSignal,
  reviewUpdate,
  rowsWrittenSignal,
  staffMessageSignal,
  statusQuery,
} from './contracts/ticket';
import { archiveProfile } from './options';
import { persistently } from './persistently';
import type { StoryActivities } from './ports';
import {
  readCalendarChange,
  readCancel,
  readProblemEdited,
  readRowsWritten,
  readStaffMessage,
  whenReadable,
} from './signal-shapes';
import { watchSla } from './sla-watch';
import { watchCards } from './ticket-cards';
import { TicketDesk } from './ticket-desk';
import { decideReview, validateReview } from './ticket-review';
import { settle } from './ticket-settle';
import { showTicket, statusOf } from './ticket-view';

const { archiveStory } = proxyActivities<StoryActivities>(archiveProfile);

/** Events after which a run hands over to the next, well under the server's 51,200. */
const MAX_HISTORY_EVENTS = 5_000;

/**
 * One problem from its message to its closing: received, first response, solved, classified, reviewed, recorded.
 * Messages may come late, twice and in any order: handlers only note them, `settle` brings the world in line.
 */
export async function ticketWorkflow(input: TicketInput): Promise<TicketResult> {
  const desk = new TicketDesk(input);
  setHandler(
    staffMessageSignal,
    whenReadable('staffMessage', readStaffMessage, (signal) => desk.noteStaffMessage(signal)),
  );
  setHandler(
    problemEditedSignal,
    whenReadable('problemEdited', readProblemEdited, (signal) => desk.noteProblemEdited(signal)),
  );
  setHandler(
    rowsWrittenSignal,
    whenReadable('rowsWritten', readRowsWritten, (signal) => desk.noteRowsWritten(signal)),
  );
  setHandler(
    cancelSignal,
    whenReadable('cancel', readCancel, (request) => desk.noteCancel(request)),
  );
  setHandler(
    calendarChangedSignal,
    whenReadable(
      'calendarChanged',
      (argument) => readCalendarChange(argument, input.settings.unansweredCloseMin),
      (change) => desk.noteCalendarChanged(change),
    ),
  );
  setHandler(reviewUpdate, (decision) => decideReview(desk, decision), {
    validator: (decision: ReviewDecision) => validateReview(desk, decision),
  });
  setHandler(statusQuery, () => statusOf(desk));
  setHandler(eventsQuery, () => desk.state.story);

  const outcome = await Promise.race([liveUntilClosed(desk), watchSla(desk), watchCards(desk)]);
  return { ticketId: desk.state.ticketId, outcome };
}

async function liveUntilClosed(desk: TicketDesk): Promise<TicketOutcome> {
  for (;;) {
    const seen = desk.version;
    const hasNews = (): boolean => desk.version !== seen || isHistoryLong();
    await settle(desk);
    showTicket(desk);
    if (desk.version !== seen) continue;
    if (isHistoryLong()) await handOver(desk);
    const closing = closingOf(desk);
    if (!closing) {
      await condition(() => hasNews() || closingOf(desk) !== null);
      continue;
    }
    const waitMs = Date.parse(closing.at) - Date.now();
    if (waitMs > 0 && (await condition(hasNews, waitMs, { summary: closing.summary }))) continue;
    desk.close(closing.outcome);
    showTicket(desk);
    const story = JSON.stringify(desk.state);
    await persistently('archiveStory', () => archiveStory({ ticketId: desk.state.ticketId, story }));
    await condition(allHandlersFinished);
    // A message that came while the story was put away is not lost: the ticket opens again and settles it.
    if (desk.version === seen) return closing.outcome;
    desk.reopen();
  }
}

/** What would end the ticket, and when, if nothing more happened; null while it waits for a person, the ledger or its cards. */
function closingOf(desk: TicketDesk): { at: string; outcome: TicketOutcome; summary: string } | null {
  const { state, facts, settings } = desk;
  if (desk.hasRows('pending') || desk.hasRows('parked') || desk.cardsVersion !== desk.version) return null;
  if (state.cancelledBy) return { at: new Date().toISOString(), outcome: 'cancelled', summary: 'cancelled' };
  if (desk.phase === 'done' && state.doneAt) {
    const at = new Date(Date.parse(state.doneAt) + settings.editWindowMin * 60_000).toISOString();
    return { at, outcome: 'recorded', summary: 'edit window' };
  }
  if (desk.phase !== 'open') return null;
  const from = facts.clockStart ?? state.problem.sentAt;
  const at = addActiveMinutes(from, settings.unansweredCloseMin, settings.calendar);
  return { at, outcome: 'unanswered', summary: 'unanswered close' };
}

function isHistoryLong(): boolean {
  return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= MAX_HISTORY_EVENTS;
}

async function handOver(desk: TicketDesk): Promise<never> {
  await condition(() => allHandlersFinished() && !desk.isAnnouncing && desk.cardsVersion === desk.version);
  return continueAsNew<typeof ticketWorkflow>({ ...desk.input, settings: desk.settings, carried: desk.state });
}
