import { contentHash } from './ledger';
import { addActiveMinutes } from './sla';
import { isSure, type ProblemMessage, type TicketFacts, type TicketState } from './ticket';
import { slaOf, type RowRules } from './ticket-rows';
import type { ToldNews, WebhookEventType, WebhookNews } from './webhooks';

type TicketAddress = Pick<TicketState, 'ticketId' | 'chatId' | 'messageId' | 'groupLabel'>;
type Standing = Omit<WebhookNews, 'key'>;

function placeOf({ ticketId, chatId, messageId, groupLabel }: TicketAddress) {
  return { ticketId, chatId, messageId, group: groupLabel };
}

/** A ticket was opened. The same for each of its messages that opens it. */
export function openedNews(ticket: TicketAddress, problem: ProblemMessage, rules: RowRules): WebhookNews {
  const { text, sentAt, media, forwarded } = problem;
  // A forwarded problem's clock starts with the first answer.
  const dueAt = forwarded ? null : addActiveMinutes(sentAt, rules.slaTargetMin, rules.calendar);
  const data = { ...placeOf(ticket), receivedAt: sentAt, dueAt, hasMedia: media !== null };
  return { type: 'ticket.opened', key: ticket.ticketId, at: sentAt, data, texts: { text } };
}

/** A step of a ticket's SLA clock was announced. @param at - ISO instant, UTC: now */
export function slaNews(
  ticket: TicketAddress,
  step: { readonly kind: 'warning' | 'breach'; readonly afterMin: number; readonly key: string },
  { at, dueAt, targetMin }: { readonly at: string; readonly dueAt: string | null; readonly targetMin: number },
): WebhookNews {
  const type = step.kind === 'warning' ? 'sla.warning' : 'sla.breached';
  const data = { ...placeOf(ticket), afterMin: step.afterMin, targetMin, dueAt };
  return { type, key: `${ticket.ticketId}:${step.key}`, at, data };
}

/**
 * What stands of a ticket and was not told so yet: an event comes again when what it says has changed, under a number of
 * its own.
 * @returns the news in the order of a ticket's life, and what is told then
 */
export function untoldNews(
  ticket: { readonly state: TicketState; readonly facts: TicketFacts; readonly rules: RowRules },
  told: ToldNews,
): { readonly news: readonly WebhookNews[]; readonly told: ToldNews } {
  const news: WebhookNews[] = [];
  const next: Partial<Record<WebhookEventType, { number: number; hash: string }>> = { ...told };
  const { state, rules } = ticket;
  if (!told['ticket.opened']) {
    news.push(openedNews(state, state.problem, rules));
    next['ticket.opened'] = { number: 1, hash: '' };
  }
  for (const { type, ...what } of standing(ticket)) {
    const { number = 0, hash: former = null } = next[type] ?? {};
    const hash = contentHash([what.data, what.texts ?? null]);
    if (hash === former) continue;
    next[type] = { number: number + 1, hash };
    news.push({ type, key: `${state.ticketId}:${number + 1}`, ...what });
  }
  return { news, told: next };
}

function standing({ state, facts, rules }: Parameters<typeof untoldNews>[0]): Standing[] {
  if (state.cancelledBy) return [];
  const place = placeOf(state);
  const sla = slaOf(facts, rules);
  const account = { responseMin: sla?.responseMin ?? null, sla: sla?.status ?? null };
  const { firstResponse, solution, hasOncek } = facts;
  const { classification: answer, decision } = state;
  const found: Standing[] = [];
  if (hasOncek && firstResponse) {
    const data = { ...place, respondedAt: firstResponse.sentAt, ...account };
    found.push({ type: 'ticket.oncek', at: firstResponse.sentAt, data });
  }
  if (solution) {
    const { appCode, solverName, solving } = solution.reply;
    const solvedAt = solution.message.sentAt;
    const data = { ...place, solvedAt, appCode, solver: solverName, ...account };
    found.push({ type: 'ticket.solved', at: solvedAt, data, texts: { solving } });
  }
  if (solution && answer?.label) {
    const { label, confidence, source, modelVersion, at } = answer;
    const data = { ...place, label, confidence, source, modelVersion, needsReview: !isSure(state) };
    found.push({ type: 'ticket.classified', at, data });
  }
  if (decision) {
    const { label, status, reviewer, at } = decision;
    // The same decision after an undo is another one.
    const data = { ...place, label, status, by: reviewer.kind, decidedAt: at };
    found.push({ type: 'ticket.reviewed', at, data });
  }
  return found;
}
