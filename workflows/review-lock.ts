import { condition } from '@temporalio/workflow';
import type { ReviewLocked, ReviewRequest } from './contracts/ticket';
import type { TicketRecord } from './ticket-record';
import { assertAlive, assertReviewer, isSamePerson, refuse } from './ticket-review';

export function validateLock(ticket: TicketRecord, request: ReviewRequest): void {
  assertReviewer(request);
  assertAlive(ticket);
  const { decision } = ticket.state;
  if (decision) {
    const { kind, id } = decision.reviewer;
    refuse('AlreadyDecided', `${kind} ${id} has decided: ${decision.label}`, decision);
  }
  if (ticket.phase !== 'inReview') refuse('NotUnderReview', 'the ticket does not wait for a review');
}

/** Takes the review for a while; the holder's own call prolongs it. Whoever comes second learns who has it. */
export function lockReview(ticket: TicketRecord, { reviewer }: ReviewRequest): ReviewLocked {
  const { lock, settings, state } = ticket;
  if (lock && !isSamePerson(lock.holder, reviewer)) return { taken: false, ...lock };
  const until = new Date(Date.now() + settings.reviewLockMin * 60_000).toISOString();
  state.reviewLock = { holder: reviewer, until };
  ticket.changed();
  return { taken: true, holder: reviewer, until };
}

/** Ends a lock when its time is up, or with the review itself, so that the cards stop showing it. Never returns. */
export async function watchLock(ticket: TicketRecord): Promise<never> {
  for (;;) {
    await condition(() => ticket.state.reviewLock !== null);
    const held = ticket.state.reviewLock;
    if (!held) continue;
    const restMs = Date.parse(held.until) - Date.now();
    const isOver = (): boolean => ticket.state.reviewLock !== held || ticket.phase !== 'inReview';
    const wasChanged = restMs > 0 && (await condition(isOver, restMs, { summary: 'the review lock expires' }));
    if (wasChanged && ticket.state.reviewLock !== held) continue;
    ticket.state.reviewLock = null;
    ticket.changed();
  }
}
