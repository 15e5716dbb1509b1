import { escapeHtml } from './html';
import { messageLink } from './ids';
import { DEFAULT_LANGUAGE, numberText, type Language } from './language';
import { wholePercent } from './review';
import type { SlaResult } from './sla';
import type { Texts } from './texts/id';
import { textsIn } from './texts/texts-in';
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
  language?: Language;
}): string | null {
  const { state, facts, sla, rows, language = DEFAULT_LANGUAGE } = input;
  const texts = textsIn(language).notice;
  if (!facts.latest && !state.cancelledBy) return null;
  const lines = [
    headline(state, facts, texts),
    ...labelLines(state, facts, texts),
    ...(sla ? [slaLine(sla, language)] : []),
    ...(rows === 'written' ? [] : [texts[rows]]),
    ...(hasMedia(state, 'failed', 'tooLarge') ? [texts.mediaFailed] : []),
    ...linkLine(state.chatId, facts.latest ? facts.latest.messageId : state.messageId, texts),
  ];
  return lines.join('\n');
}

function headline(state: TicketState, facts: TicketFacts, texts: Texts['notice']): string {
  const group = escapeHtml(state.groupLabel);
  if (state.cancelledBy) return texts.cancelled(escapeHtml(state.cancelledBy.name), group);
  const author = facts.solution?.message.from ?? facts.latest?.from;
  const by = escapeHtml(author?.name ?? '');
  if (isUpdate(state, facts)) return texts.updated(by, group);
  return facts.solution ? texts.solution(by, group) : texts.oncek(by, group);
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

function labelLines(state: TicketState, facts: TicketFacts, texts: Texts['notice']): string[] {
  if (!facts.solution || state.cancelledBy) return [];
  if (state.decision) {
    return [texts.decided(escapeHtml(state.decision.label), escapeHtml(state.decision.reviewer.name))];
  }
  const answer = state.classification;
  if (!answer) return [];
  if (!answer.label) return [answer.modelVersion === null ? texts.noModel : texts.noLabel];
  const line = texts.label(escapeHtml(answer.label), wholePercent(answer.confidence), texts.source[answer.source]);
  return isSure(state) ? [line] : [line, texts.needsReview];
}

function slaLine(sla: SlaResult, language: Language): string {
  const { onTime, late } = textsIn(language).notice;
  const minutes = numberText(sla.responseMin, language, { most: 1 });
  return sla.status === 'OK' ? onTime(minutes) : late(minutes);
}

function linkLine(chatId: number, messageId: number | null, texts: Texts['notice']): string[] {
  const url = messageId === null ? null : messageLink({ chatId, messageId });
  return url ? [texts.link(url)] : [];
}
