import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { FailureType } from '../domain/errors';
import { MAX_LABEL } from '../domain/sheet-votes';
import type { Decision } from '../domain/ticket';
import type { ReviewDecision, ReviewResult } from './contracts/ticket';
import { classifyProfile } from './options';
import type { ClassifyActivities } from './ports';
import type { TicketRecord } from './ticket-record';

const { knownLabel } = proxyActivities<ClassifyActivities>(classifyProfile);

function refuse(type: FailureType, message: string): never {
  throw ApplicationFailure.nonRetryable(message, type);
}

/** Shape and phase, synchronously: a refused decision leaves no trace in the history. */
export function validateReview(ticket: TicketRecord, decision: ReviewDecision): void {
  const { label, reviewer } = decision;
  if (typeof label !== 'string' || label.trim() === '' || label.length > MAX_LABEL) {
    refuse('InvalidInput', `label must be a text of 1 to ${MAX_LABEL} characters`);
  }
  const isNamed = typeof reviewer?.id === 'string' && typeof reviewer.name === 'string';
  if (!isNamed || !['bot', 'api', 'console', 'sheet'].includes(reviewer.kind)) {
    refuse('InvalidInput', 'reviewer must be {kind: bot|api|console|sheet, id, name}');
  }
  if (ticket.state.closed || ticket.state.cancelledBy) refuse('TicketClosed', 'the ticket is over; its label stays');
  if (ticket.state.decision) return;
  if (!ticket.state.classification?.label || ticket.phase === 'solved') {
    refuse('NotUnderReview', 'the ticket has no label to decide on yet');
  }
}

/** The first decision wins; whoever comes later learns who decided. */
export async function decideReview(ticket: TicketRecord, { label, reviewer }: ReviewDecision): Promise<ReviewResult> {
  const { state } = ticket;
  if (state.decision) return resultOf(state.decision, 'before');
  const known = await knownLabel.executeWithOptions({ summary: 'is the label known?' }, [{ label }]);
  // Somebody else's decision, or a cancel, may have come in while we asked.
  if (state.decision) return resultOf(state.decision, 'before');
  if (state.closed || state.cancelledBy) refuse('TicketClosed', 'the ticket is over; its label stays');
  if (known === null) refuse('UnknownLabel', 'the model in service does not know this label');
  const status = known === state.classification?.label ? 'APPROVED' : 'CORRECTED';
  state.decision = { label: known, status, reviewer, at: new Date().toISOString() };
  state.deskDecision = state.decision;
  ticket.tell('reviewed', reviewer.name, `${status} ${known}`);
  ticket.changed();
  return resultOf(state.decision, 'now');
}

function resultOf({ label, status, reviewer }: Decision, decided: ReviewResult['decided']): ReviewResult {
  return { decided, label, status, reviewer };
}
