import type { TicketRecord } from './ticket-record';
import { hasOpenMedia } from './ticket-media';
import { hasSheetWork } from './ticket-sheet';

/**
 * What a ticket waits for, in words for Temporal UI: each wait has a name, those without a timer, too.
 * @returns at least one while it is open; none once it is closed
 */
export function waitsOf(ticket: TicketRecord): string[] {
  if (ticket.state.closed) return [];
  return [...waitsForWork(ticket), waitForPeople(ticket)].filter((wait) => wait !== null);
}

function waitsForWork(ticket: TicketRecord): string[] {
  const rowsWith = (status: 'pending' | 'parked'): string[] =>
    Object.entries(ticket.state.rows)
      .filter(([, row]) => row.status === status)
      .map(([worksheet]) => worksheet);
  const [pending, parked] = [rowsWith('pending'), rowsWith('parked')];
  return [
    ...(pending.length > 0 ? [`the ledger to write ${pending.join(' and ')}`] : []),
    ...(parked.length > 0 ? [`somebody to mend the sheet: ${parked.join(' and ')} parked`] : []),
    ...(hasOpenMedia(ticket) ? ['its files to be stored'] : []),
    ...(hasSheetWork(ticket) ? ['a look at what people wrote into the sheet'] : []),
  ];
}

function waitForPeople(ticket: TicketRecord): string | null {
  if (ticket.state.cancelledBy) return null;
  switch (ticket.phase) {
    case 'open':
      return ticket.facts.clockStart === null ? 'an answer of ops, without a clock' : 'an answer of ops';
    case 'answered':
      return 'a solution';
    case 'solved':
      return 'the classifier';
    case 'inReview':
      return 'the decision of a person';
    case 'done':
      return 'the end of its edit window';
    case 'closed':
      return null;
  }
}
