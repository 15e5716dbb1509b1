import { patched } from '@temporalio/workflow';
import type { TicketRecord } from './ticket-record';

/** Changes of this code that a ticket goes by; runs begun before one go on as they did. */
export type KnownChanges = Pick<TicketRecord, 'hasAllChanges' | 'ordersEdits' | 'mindsLostTasks'>;

/** As it was when the run began. A marker costs an event and a write to visibility: each stands for all changes before. */
export function changesKnown(): KnownChanges {
  if (patched('all-changes-of-2026-12-01')) return { hasAllChanges: true, ordersEdits: true, mindsLostTasks: true };
  if (patched('all-changes-of-2026-11-30')) return { hasAllChanges: true, ordersEdits: true, mindsLostTasks: false };
  return { hasAllChanges: patched('all-changes-of-2026-11'), ordersEdits: false, mindsLostTasks: false };
}

/**
 * Whether a ticket goes by a change of this code: runs begun before the change go on as they did.
 * @param change - one made before `all-changes-of-2026-11`; older runs that know it have a marker of this name
 */
export function knowsChange(ticket: Pick<TicketRecord, 'hasAllChanges'>, change: string): boolean {
  return ticket.hasAllChanges || patched(change);
}
