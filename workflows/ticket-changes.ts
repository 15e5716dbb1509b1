import { patched } from '@temporalio/workflow';
import type { TicketRecord } from './ticket-record';

/** A marker costs an event and a write to visibility: this one stands for all changes before it. */
export function knowsAllChanges(): boolean {
  return patched('all-changes-of-2026-11');
}

/**
 * Whether a ticket goes by a change of this code: runs begun before the change go on as they did.
 * @param change - one made before `all-changes-of-2026-11`; older runs that know it have a marker of this name
 */
export function knowsChange(ticket: Pick<TicketRecord, 'hasAllChanges'>, change: string): boolean {
  return ticket.hasAllChanges || patched(change);
}
