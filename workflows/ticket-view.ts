import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { describeAnswer, reasonsOf } from '../domain/cascade-reason';
import { contentHash } from '../domain/ledger';
import { wholePercent } from '../domain/review';
import { slaAccount } from '../domain/sla-account';
import { slaOf } from '../domain/ticket-rows';
import { labelOf } from '../domain/ticket';
import { mediaUrls } from '../domain/ticket-media';
import type { TicketEvents, TicketStatus } from './contracts/ticket';
import { attributesOf } from './ticket-attributes';
import type { TicketRecord } from './ticket-record';
import { proposalsOf } from './ticket-cards';
import { waitsOf } from './ticket-waits';

/** The one place where the state becomes what people see: status, search attributes, details. */
export function statusOf(ticket: TicketRecord): TicketStatus {
  const { state, facts, settings } = ticket;
  return {
    ticketId: state.ticketId,
    chatId: state.chatId,
    messageId: state.messageId,
    groupLabel: state.groupLabel,
    phase: ticket.phase,
    outcome: state.outcome,
    text: state.problem.text,
    receivedAt: state.problem.sentAt,
    dueAt: ticket.dueAt,
    sla: slaOf(facts, settings),
    label: labelOf(state),
    confidence: state.classification?.label ? state.classification.confidence : null,
    source: state.decision ? 'person' : (state.classification?.source ?? null),
    reasons: reasonsOf(state.classification),
    top: proposalsOf(ticket),
    reviewedBy: state.decision?.reviewer ?? null,
    reviewLock: ticket.lock,
    appCode: facts.solution?.reply.appCode ?? null,
    solverName: facts.solution?.reply.solverName ?? null,
    solving: facts.solution?.reply.solving ?? null,
    cardVersion: state.cardVersion % 10_000,
    mediaUrls: mediaUrls(state)?.split('\n') ?? [],
    rowsPending: ticket.hasRows('pending'),
  };
}

/** The story with the account of the SLA. @param now - where the account of an unanswered ticket ends */
export function eventsOf(ticket: TicketRecord, now: string): TicketEvents {
  const { state, facts, settings } = ticket;
  const firstResponse = facts.firstResponse?.sentAt ?? null;
  const over = state.story.find(({ kind }) => kind === (state.cancelledBy ? 'cancelled' : 'closed'));
  const known = { clockStart: facts.clockStart, firstResponse, dueAt: ticket.dueAt, targetMin: settings.slaTargetMin };
  const until = firstResponse ?? over?.at ?? now;
  return { events: state.story, sla: slaAccount({ ...known, until }, settings.calendar) };
}

/** What is put away of a closed ticket: its state, with what follows from it under the rules it closed by. */
export function archiveOf(ticket: TicketRecord): string {
  const { sla } = eventsOf(ticket, new Date().toISOString());
  return JSON.stringify({ ...ticket.state, status: statusOf(ticket), sla });
}

/** Brings Temporal UI up to date; costs an action only when an attribute changed. */
export function showTicket(ticket: TicketRecord): void {
  const status = statusOf(ticket);
  setCurrentDetails(detailsOf(ticket, status));
  const pairs = attributesOf(ticket);
  const hash = contentHash(pairs);
  if (ticket.shownHash !== hash) upsertSearchAttributes(changedPairs(ticket.shownPairs, pairs));
  ticket.shownHash = hash;
  ticket.shownPairs = pairs;
}

/** The pairs that differ: the server keeps the others as they are. */
function changedPairs(
  shown: readonly SearchAttributeUpdatePair[] | null,
  pairs: SearchAttributeUpdatePair[],
): SearchAttributeUpdatePair[] {
  const json = shown?.map((pair) => JSON.stringify(pair.value));
  return json ? pairs.filter(({ value }, index) => JSON.stringify(value) !== json[index]) : pairs;
}

function detailsOf(ticket: TicketRecord, status: TicketStatus): string {
  const waits = waitsOf(ticket);
  const lines = [
    `**phase** ${status.phase}${status.outcome ? ` (${status.outcome})` : ''}`,
    status.sla
      ? `**SLA** ${status.sla.status}, ${status.sla.responseMin} active minutes`
      : `**SLA** due ${status.dueAt ?? 'once ops answers'}`,
    status.label ? `**label** ${inline(status.label)} ${wholePercent(status.confidence ?? 0)}` : '**label** none',
    `**source** ${status.source ?? '-'}`,
    ...(ticket.state.classification ? [`**cascade** ${inline(describeAnswer(ticket.state.classification))}`] : []),
    `**reviewer** ${status.reviewedBy ? `${status.reviewedBy.kind} ${inline(status.reviewedBy.id)}` : '-'}`,
    `**rows** Logs ${ticket.state.rows.Logs.status}, ML_Tracking ${ticket.state.rows.ML_Tracking.status}`,
    ...(waits.length > 0 ? [`**waits for** ${waits.join('; ')}`] : []),
    `**run** ${workflowInfo().runId}`,
  ];
  return lines.join('  \n');
}

/** Labels come from people: nothing in them may become markup. */
function inline(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+!<>|]/g, (char) => `\\${char}`);
}
