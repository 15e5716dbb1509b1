import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { FailureType } from '../domain/errors';
import { MAX_LABEL } from '../domain/sheet-votes';
import type { Decision, Reviewer } from '../domain/ticket';
import type { ReviewDecision, ReviewRequest, ReviewResult, ReviewUndone } from './contracts/ticket';
import { classifyProfile } from './options';
import type { ClassifyActivities } from './ports';
import type { TicketRecord } from './ticket-record';

const { knownLabel } = proxyActivities<ClassifyActivities>(classifyProfile);

/** Refuses an update by a name. @param details - what a caller may show beside it */
export function refuse(type: FailureType, message: string, ...details: unknown[]): never {
  throw ApplicationFailure.create({ type, message, nonRetryable: true, details });
}

/** Shape and phase, synchronously: a refused decision leaves no trace in the history. */
export function validateReview(ticket: TicketRecord, decision: ReviewDecision): void {
  const { label } = decision;
  if (typeof label !== 'string' || label.trim() === '' || label.length > MAX_LABEL) {
    refuse('InvalidInput', `label must be a text of 1 to ${MAX_LABEL} characters`);
  }
  assertReviewer(decision);
  assertAlive(ticket);
  if (ticket.state.decision) return;
  if (!ticket.state.classification?.label || ticket.phase === 'solved') {
    refuse('NotUnderReview', 'the ticket has no label to decide on yet');
  }
  assertNotLocked(ticket, decision.reviewer);
}

/**
 * The first decision wins; whoever comes later learns who decided. For a label that the card offers the answer takes one
 * task of the workflow: the classifier had it from the labels of its time.
 */
export async function decideReview(ticket: TicketRecord, { label, reviewer }: ReviewDecision): Promise<ReviewResult> {
  const { state } = ticket;
  if (state.decision) return resultOf(state.decision, 'before');
  const isOffered = ticket.trustsOffered && state.classification?.top.some((offer) => offer.label === label);
  const known = isOffered
    ? label
    : await knownLabel.executeWithOptions({ summary: 'is the label known?' }, [{ label }]);
  // Somebody else's decision, lock or cancel may have come in while we asked.
  if (state.decision) return resultOf(state.decision, 'before');
  assertAlive(ticket);
  assertNotLocked(ticket, reviewer);
  if (known === null) refuse('UnknownLabel', 'neither the model in service nor the added labels have this label');
  const status = known === state.classification?.label ? 'APPROVED' : 'CORRECTED';
  state.decision = { label: known, status, reviewer, at: new Date().toISOString() };
  state.deskDecision = state.decision;
  ticket.tell('reviewed', reviewer.name, `${status} ${known}`);
  ticket.changed();
  return resultOf(state.decision, 'now');
}

export function validateUndo(ticket: TicketRecord, request: ReviewRequest): void {
  assertReviewer(request);
  assertAlive(ticket);
  if (!ticket.state.decision)
    refuse('NothingToUndo', 'nobody has decided this ticket, or the decision is undone already');
}

/** Takes the decision back, whoever made it: the label waits for a person again, and the first decision wins anew. */
export function undoReview(ticket: TicketRecord, { reviewer }: ReviewRequest): ReviewUndone {
  const { state } = ticket;
  const undone = state.decision;
  if (!undone) return refuse('NothingToUndo', 'the decision is undone already');
  state.decision = null;
  state.deskDecision = null;
  state.undoneAt = new Date().toISOString();
  // Buttons of cards that showed the decision are out of date.
  state.cardVersion += 1;
  ticket.tell('reviewUndone', reviewer.name, `${undone.status} ${undone.label} by ${undone.reviewer.name}`);
  ticket.changed();
  return { undone: { label: undone.label, status: undone.status, reviewer: undone.reviewer } };
}

/** The caller has proved that the reviewer is an admin; here only the shape is looked at. */
export function assertReviewer({ reviewer }: { readonly reviewer: Reviewer }): void {
  const isNamed = typeof reviewer?.id === 'string' && typeof reviewer.name === 'string';
  if (!isNamed || !['bot', 'api', 'console', 'sheet'].includes(reviewer.kind)) {
    refuse('InvalidInput', 'reviewer must be {kind: bot|api|console|sheet, id, name}');
  }
}

export function assertAlive({ state }: TicketRecord): void {
  if (state.closed || state.cancelledBy) refuse('TicketClosed', 'the ticket is over; its label stays');
}

export function isSamePerson(one: Reviewer, other: Reviewer): boolean {
  return one.kind === other.kind && one.id === other.id;
}

/** A lock binds everybody but its holder and the sheet, whose cells nobody can hold. */
function assertNotLocked({ lock }: TicketRecord, reviewer: Reviewer): void {
  if (!lock || reviewer.kind === 'sheet' || isSamePerson(lock.holder, reviewer)) return;
  const { kind, id } = lock.holder;
  refuse('ReviewLocked', `${kind} ${id} is reviewing this ticket until ${lock.until}; try again then`, lock);
}

function resultOf({ label, status, reviewer }: Decision, decided: ReviewResult['decided']): ReviewResult {
  return { decided, label, status, reviewer };
}
