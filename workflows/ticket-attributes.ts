import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import { contentHash } from '../domain/ledger';
import { labelOf } from '../domain/ticket';
import { reviewStatusOf, slaOf } from '../domain/ticket-rows';
import type { TicketInput } from './contracts/ticket';
import { searchKeys } from './search-attributes';
import { TicketRecord } from './ticket-record';

/** Search attributes as the ticket stands; null unsets one. */
export function attributesOf(ticket: TicketRecord): SearchAttributeUpdatePair[] {
  const { state, facts } = ticket;
  const label = labelOf(state);
  const answer = state.classification;
  const keywords = [
    [searchKeys.phase, ticket.phase],
    [searchKeys.group, state.groupLabel],
    [searchKeys.app, facts.solution?.reply.appCode ?? null],
    [searchKeys.symptom, label],
    [searchKeys.source, state.decision ? 'person' : (answer?.source ?? null)],
    [searchKeys.review, answer?.label ? reviewStatusOf(state, facts) : null],
    [searchKeys.sla, slaWord(ticket)],
    [searchKeys.solver, facts.solution?.reply.solverName ?? null],
  ] as const;
  const due = ticket.dueAt;
  return [
    ...keywords.map(([key, value]) => ({ key, value })),
    { key: searchKeys.confidence, value: answer?.label ? answer.confidence : null },
    { key: searchKeys.receivedAt, value: new Date(state.problem.sentAt) },
    { key: searchKeys.dueAt, value: due === null ? null : new Date(due) },
  ];
}

/**
 * Search attributes of a ticket that opens, to be given at its start, where they cost nothing; its first task then has
 * none to set.
 * @returns the pairs that have a value, and the hash of all for {@link TicketInput}'s `shownHash`
 */
export function openingAttributes(input: TicketInput): { pairs: SearchAttributePair[]; shownHash: string } {
  const all = attributesOf(new TicketRecord(input));
  const hasValue = (pair: SearchAttributeUpdatePair): pair is SearchAttributePair => pair.value !== null;
  return { pairs: all.filter(hasValue), shownHash: contentHash(all) };
}

/** The account's word once ops answered; before that whether the clock runs, warned, or passed the target. */
function slaWord({ facts, settings, state }: TicketRecord): string {
  const sla = slaOf(facts, settings);
  if (sla) return sla.status;
  if (state.slaStepsDone.includes('breach')) return 'TERLAMBAT';
  return state.slaStepsDone.length > 0 ? 'warned' : 'running';
}
