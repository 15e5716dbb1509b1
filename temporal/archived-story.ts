import type { TicketEvents, TicketStatus } from '../workflows/contracts/ticket';

/** What the archive tells of a closed ticket. */
export interface ArchivedTicket {
  /** null in archives of early releases, which held the bare state. */
  readonly status: TicketStatus | null;
  readonly events: TicketEvents;
}

/** A closed ticket's story as `archiveStory` put it away; null when the text is none. */
export function readArchivedStory(text: string): ArchivedTicket | null {
  const { story, sla = null, status = null } = parsed(text);
  if (!Array.isArray(story)) return null;
  const events = { events: story as TicketEvents['events'], sla: sla as TicketEvents['sla'] };
  return { status: status as TicketStatus | null, events };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
