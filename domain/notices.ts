import { escapeHtml } from './html';
import { messageLink } from './ids';
import { wholePercent } from './review';
import type { SlaResult } from './sla';
import { texts } from './texts';
import { isSure, type TicketFacts, type TicketState } from './ticket';
import { hasMedia } from './ticket-media';

/**
 * The notice of a ticket as it stands: recorded or updated, by whom, for which group, label and whole percent, source
 * where it is not LightGBM, and whether a person is needed.
 * @returns HTML; null while nothing of ops is recorded
 */
export function renderNotice(input: {
  state: TicketState;
  facts: TicketFacts;
  sla: SlaResult | null;
  rows: 'written' | 'pending' | 'parked';
}): string | null {
  const { state, facts, sla, rows } = input;
  if (!facts.latest && !state.cancelledBy) return null;
  const lines = [
    headline(state, facts),
    ...labelLines(state, facts),
    ...(sla ? [slaLine(sla)] : []),
    ...(rows === 'written' ? [] : [texts.notice[rows]]),
    ...(hasMedia(state, 'failed', 'tooLarge') ? [texts.notice.mediaFailed] : []),
    ...linkLine(state.chatId, facts.latest ? facts.latest.messageId : state.messageId),
  ];
  return lines.join('\n');
}

function headline(state: TicketState, facts: TicketFacts): string {
  const group = escapeHtml(state.groupLabel);
  if (state.cancelledBy) return texts.notice.cancelled(escapeHtml(state.cancelledBy.name), group);
  const author = facts.solution?.message.from ?? facts.latest?.from;
  const by = escapeHtml(author?.name ?? '');
  if (isUpdate(state, facts)) return texts.notice.updated(by, group);
  return facts.solution ? texts.notice.solution(by, group) : texts.notice.oncek(by, group);
}

/**
 * A second oncek or solution, or a reworded one, updates what was recorded. The message's own edit date will not do: a
 * reaction sets it, too.
 */
function isUpdate(state: TicketState, facts: TicketFacts): boolean {
  const sentAt = facts.latest?.sentAt ?? '';
  if (state.story.some(({ kind, at }) => kind === 'replyEdited' && at >= sentAt)) return true;
  return state.story.filter((event) => event.kind === (facts.solution ? 'solution' : 'oncek')).length > 1;
}

function labelLines(state: TicketState, facts: TicketFacts): string[] {
  if (!facts.solution || state.cancelledBy) return [];
  if (state.decision) {
    return [texts.notice.decided(escapeHtml(state.decision.label), escapeHtml(state.decision.reviewer.name))];
  }
  const answer = state.classification;
  if (!answer) return [];
  if (!answer.label) return [answer.modelVersion === null ? texts.notice.noModel : texts.notice.noLabel];
  const line = texts.notice.label(
    escapeHtml(answer.label),
    wholePercent(answer.confidence),
    texts.notice.source[answer.source],
  );
  return isSure(state) ? [line] : [line, texts.notice.needsReview];
}

function slaLine(sla: SlaResult): string {
  const minutes = sla.responseMin.toLocaleString('id-ID', { maximumFractionDigits: 1 });
  return sla.status === 'OK' ? texts.notice.onTime(minutes) : texts.notice.late(minutes);
}

function linkLine(chatId: number, messageId: number | null): string[] {
  const url = messageId === null ? null : messageLink({ chatId, messageId });
  return url ? [texts.notice.link(url)] : [];
}
