import { condition } from '@temporalio/workflow';
import { escapeHtml } from '../domain/html';
import { messageLink } from '../domain/ids';
import { activeMinutes } from '../domain/sla';
import type { SlaStep } from '../domain/sla-plan';
import { nextStep, openSteps, slaPlan } from '../domain/sla-plan';
import { textsIn } from '../domain/texts/texts-in';
import { slaNews } from '../domain/ticket-news';
import type { WebhookNews } from '../domain/webhooks';
import { assertNever } from '../domain/errors';
import type { PostTarget } from './ports';
import { postForTicket } from './ticket-post';
import type { TicketRecord } from './ticket-record';

const STORY_KIND = { warning: 'slaWarned', breach: 'slaBreached', escalation: 'escalated' } as const;

/**
 * Announces the steps of the SLA clock while nobody has answered: warning, breach, escalations. An answer stops the
 * clock, an answer edited away starts it again; an edit that moves the start, or other rules, move the deadline. Never
 * returns.
 */
export async function watchSla(ticket: TicketRecord): Promise<never> {
  for (;;) {
    await condition(() => runningSince(ticket) !== null && hasOpenSteps(ticket));
    const { settings, state } = ticket;
    const clockStart = runningSince(ticket);
    if (clockStart === null) continue;
    const next = upcomingStep(ticket, clockStart);
    if (!next) continue;
    const restMs = Math.max(1, Date.parse(next.at) - Date.now());
    const wasMoved = await condition(
      () => runningSince(ticket) !== clockStart || ticket.settings !== settings,
      restMs,
      {
        summary: `SLA ${next.step.kind} after ${next.step.afterMin} active minutes`,
      },
    );
    if (wasMoved) continue;
    state.slaStepsDone = [...state.slaStepsDone, ...next.settles];
    ticket.tell(STORY_KIND[next.step.kind], null, `${next.step.afterMin} active minutes`);
    ticket.changed();
    ticket.isAnnouncing = true;
    await announce(ticket, next.step);
    ticket.isAnnouncing = false;
  }
}

/** Whether the SLA clock runs and announces something before an instant. */
export function isSlaStepBefore(ticket: TicketRecord, at: string): boolean {
  const clockStart = runningSince(ticket);
  const step = clockStart === null ? null : upcomingStep(ticket, clockStart);
  return step !== null && step.at < at;
}

function upcomingStep({ settings, state }: TicketRecord, clockStart: string): ReturnType<typeof nextStep> {
  const { calendar } = settings;
  const now = new Date().toISOString();
  return nextStep({ plan: slaPlan(settings), done: state.slaStepsDone, clockStart, now, calendar });
}

function hasOpenSteps({ settings, state }: TicketRecord): boolean {
  return openSteps(slaPlan(settings), state.slaStepsDone).length > 0;
}

/** Start of the clock while it runs; null once ops answered, and before a forwarded problem's first answer. */
function runningSince(ticket: TicketRecord): string | null {
  return ticket.phase === 'open' && !ticket.facts.firstResponse ? ticket.facts.clockStart : null;
}

async function announce(ticket: TicketRecord, step: SlaStep): Promise<void> {
  const { state } = ticket;
  for (const [index, { to, html }] of messagesOf(ticket, step).entries()) {
    const key = `${state.ticketId}:${step.kind}:${step.afterMin}:${index}`;
    const replyToMessageId = to.role === 'collecting' ? state.messageId : null;
    const item = { kind: 'direct', key, html, replyToMessageId, ticketId: state.ticketId } as const;
    const news = index === 0 ? newsOf(ticket, step) : null;
    await postForTicket(ticket, `SLA ${step.kind}`, { to, item, ...(news && { news }) });
  }
}

/** With the first message of a warning or a breach; escalations are the house's own. */
function newsOf(ticket: TicketRecord, { kind, afterMin, key }: SlaStep): WebhookNews | null {
  if (kind === 'escalation') return null;
  const at = new Date().toISOString();
  const { dueAt, settings, state } = ticket;
  return slaNews(state, { kind, afterMin, key }, { at, dueAt, targetMin: settings.slaTargetMin });
}

/** Whole active minutes until the target, counted now: a warning that fires late must not promise too many. */
function minutesLeft({ facts, settings }: TicketRecord): number {
  const now = new Date().toISOString();
  const used = activeMinutes(facts.clockStart ?? now, now, settings.calendar);
  return Math.max(0, Math.round(settings.slaTargetMin - used));
}

function messagesOf(ticket: TicketRecord, step: SlaStep): { to: PostTarget; html: string }[] {
  const { state, settings } = ticket;
  const texts = textsIn(settings.language);
  const group = escapeHtml(state.groupLabel);
  const url = messageLink(state);
  const link = url ? texts.notice.link(url) : '';
  const inGroup: PostTarget = { role: 'collecting', chatId: state.chatId };
  switch (step.kind) {
    case 'warning':
      return [{ to: inGroup, html: texts.sla.warning(minutesLeft(ticket)) }];
    case 'breach':
      return [
        { to: inGroup, html: texts.sla.breach(settings.slaTargetMin) },
        {
          to: { role: 'notice', chatId: state.chatId },
          html: texts.sla.breachNotice(group, settings.slaTargetMin, link),
        },
      ];
    case 'escalation':
      return step.chatId === null
        ? []
        : [
            {
              to: { role: 'escalation', chatId: step.chatId },
              html: texts.sla.escalation(group, step.afterMin, link),
            },
          ];
    default:
      return assertNever(step.kind);
  }
}
