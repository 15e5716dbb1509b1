import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { contentHash } from '../domain/ledger';
import { wholePercent } from '../domain/review';
import { reviewStatusOf, slaOf } from '../domain/ticket-rows';
import { labelOf } from '../domain/ticket';
import type { TicketStatus } from './contracts/ticket';
import { searchKeys } from './search-attributes';
import type { TicketRecord } from './ticket-record';
import { proposalsOf } from './ticket-cards';

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
    top: proposalsOf(ticket),
    reviewedBy: state.decision?.reviewer ?? null,
    appCode: facts.solution?.reply.appCode ?? null,
    solverName: facts.solution?.reply.solverName ?? null,
    solving: facts.solution?.reply.solving ?? null,
    cardVersion: state.cardVersion % 10_000,
    rowsPending: ticket.hasRows('pending'),
  };
}

/** Brings Temporal UI up to date; costs an action only when an attribute changed. */
export function showTicket(ticket: TicketRecord): void {
  const status = statusOf(ticket);
  setCurrentDetails(detailsOf(ticket, status));
  const pairs = attributesOf(ticket, status);
  const hash = contentHash(pairs);
  if (ticket.shownHash === hash) return;
  ticket.shownHash = hash;
  upsertSearchAttributes(pairs);
}

function attributesOf(ticket: TicketRecord, status: TicketStatus): SearchAttributeUpdatePair[] {
  const { state } = ticket;
  const keywords = [
    [searchKeys.phase, status.phase],
    [searchKeys.group, status.groupLabel],
    [searchKeys.app, status.appCode],
    [searchKeys.symptom, status.label],
    [searchKeys.source, status.source],
    [searchKeys.review, state.classification?.label ? reviewStatusOf(state, ticket.facts) : null],
    [searchKeys.sla, slaWord(ticket, status)],
    [searchKeys.solver, status.solverName],
  ] as const;
  const receivedAt = new Date(status.receivedAt);
  const due = status.dueAt === null ? null : new Date(status.dueAt);
  return [
    ...keywords.map(([key, value]) => ({ key, value })),
    { key: searchKeys.confidence, value: status.confidence },
    { key: searchKeys.receivedAt, value: receivedAt },
    { key: searchKeys.dueAt, value: due },
  ];
}

/** The account's word once ops answered; before that whether the clock runs, warned, or passed the target. */
function slaWord(ticket: TicketRecord, status: TicketStatus): string {
  if (status.sla) return status.sla.status;
  const { slaStepsDone } = ticket.state;
  if (slaStepsDone.includes('breach')) return 'TERLAMBAT';
  return slaStepsDone.length > 0 ? 'warned' : 'running';
}

function detailsOf(ticket: TicketRecord, status: TicketStatus): string {
  const lines = [
    `**phase** ${status.phase}${status.outcome ? ` (${status.outcome})` : ''}`,
    status.sla
      ? `**SLA** ${status.sla.status}, ${status.sla.responseMin} active minutes`
      : `**SLA** due ${status.dueAt ?? 'once ops answers'}`,
    status.label ? `**label** ${inline(status.label)} ${wholePercent(status.confidence ?? 0)}` : '**label** none',
    `**source** ${status.source ?? '-'}`,
    `**reviewer** ${status.reviewedBy ? `${status.reviewedBy.kind} ${inline(status.reviewedBy.id)}` : '-'}`,
    `**rows** Logs ${ticket.state.rows.Logs.status}, ML_Tracking ${ticket.state.rows.ML_Tracking.status}`,
    `**run** ${workflowInfo().runId}`,
  ];
  return lines.join('  \n');
}

/** Labels come from people: nothing in them may become markup. */
function inline(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!<>|]/g, (char) => `\\${char}`);
}
