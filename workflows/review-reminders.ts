import { condition } from '@temporalio/workflow';
import { escapeHtml } from '../domain/html';
import { messageLink } from '../domain/ids';
import { localDateTime } from '../domain/local-time';
import { textsIn } from '../domain/texts/texts-in';
import { knowsChange } from './ticket-changes';
import { postForTicket } from './ticket-post';
import type { TicketRecord } from './ticket-record';

const DAY_MS = 24 * 3_600_000;

/**
 * Reminds the admins once a day of a review that waits. The day counts from when the ticket came into review, also over
 * a handing over to the next run. Never returns.
 */
export async function watchReminders(ticket: TicketRecord): Promise<never> {
  const { state } = ticket;
  for (;;) {
    await condition(() => ticket.phase === 'inReview');
    // Tickets that came into review under an earlier release have no such timer.
    if (!knowsChange(ticket, 'review-reminders')) {
      const seen = ticket.version;
      await condition(() => ticket.version !== seen);
      continue;
    }
    state.remindAt ??= new Date(Date.now() + DAY_MS).toISOString();
    const restMs = Math.max(1, Date.parse(state.remindAt) - Date.now());
    const isOver = await condition(() => ticket.phase !== 'inReview', restMs, { summary: 'reminder of the review' });
    if (isOver) {
      state.remindAt = null;
      continue;
    }
    const dueAt = state.remindAt;
    state.remindAt = new Date(Date.now() + DAY_MS).toISOString();
    await remind(ticket, dueAt);
  }
}

async function remind(ticket: TicketRecord, dueAt: string): Promise<void> {
  const { state, settings } = ticket;
  ticket.tell('reminded', null);
  const url = messageLink(state);
  const texts = textsIn(settings.language);
  const since = localDateTime(state.classification?.at ?? state.problem.sentAt, settings.calendar.timeZone);
  const html = texts.review.reminder(escapeHtml(state.groupLabel), since, url ? texts.notice.link(url) : '');
  const item = { kind: 'direct', key: `${state.ticketId}:reminder:${dueAt}`, html, replyToMessageId: null } as const;
  await postForTicket(ticket, 'admins: the review still waits', { to: { role: 'admins' }, item });
}
