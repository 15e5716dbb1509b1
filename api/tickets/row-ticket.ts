import type { z } from 'zod';
import type { TicketRow } from '../../activities/mirror/ticket-row';
import { type CheckedAddress, rowKey, ticketIdOf } from '../../domain/ids';
import { CANCELLED_LABEL } from '../../domain/labels';
import type { ApiDeps } from '../deps';
import type { ticketEvents, ticketStatus } from '../schemas/tickets';

type Status = z.input<typeof ticketStatus>;
type Events = z.input<typeof ticketEvents>;

/**
 * What the sheet alone knows of a ticket: rows of the former system, and of tickets whose story was lost with the archive,
 * have no workflow to ask.
 * @returns null: no row has its key
 */
export async function ticketOfRow(
  { ticketRow }: Pick<ApiDeps, 'ticketRow'>,
  ref: CheckedAddress,
): Promise<{ readonly status: Status; readonly events: Events } | null> {
  const row = await ticketRow((plainChatId) => rowKey({ ...ref, plainChatId }));
  return row && { status: statusOf(ref, row), events: eventsOf(row) };
}

function statusOf(ref: CheckedAddress, row: TicketRow): Status {
  const isCancelled = row.label === CANCELLED_LABEL;
  const isAnswered = row.solving !== '' || row.isOncek || row.opsText !== '';
  return {
    ...{ ticketId: ticketIdOf(ref), chatId: ref.chatId, messageId: ref.messageId, groupLabel: row.group },
    ...{ phase: 'closed', outcome: isCancelled ? 'cancelled' : isAnswered ? 'recorded' : 'unanswered' },
    ...{ text: row.text, receivedAt: row.receivedAt, dueAt: null, sla: row.sla },
    label: isCancelled ? null : row.label || null,
    ...{ confidence: row.confidence, source: row.source || null, reasons: null, top: [] },
    ...{ reviewedBy: null, reviewLock: null },
    ...{ appCode: row.app || null, solverName: row.solver || null, solving: row.solving || null },
    ...{ cardVersion: 0, mediaUrls: row.mediaUrl.split(/\s+/).filter(Boolean), rowsPending: false },
  };
}

function eventsOf({ receivedAt, respondedAt, isOncek, solver, opsText, text }: TicketRow): Events {
  const opened = receivedAt === null ? [] : [{ at: receivedAt, kind: 'opened', who: null, detail: text }];
  const kind = isOncek ? 'oncek' : 'solution';
  const answered = respondedAt === null ? [] : [{ at: respondedAt, kind, who: solver || null, detail: opsText }];
  return { items: [...opened, ...answered], sla: null, nextCursor: null };
}
