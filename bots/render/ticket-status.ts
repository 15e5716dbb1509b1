import { escapeHtml } from '../../domain/html';
import { numberText, type Language } from '../../domain/language';
import { wholePercent } from '../../domain/review';
import type { SlaAccount } from '../../domain/sla-account';
import type { TicketStatus } from '../../workflows/contracts/ticket';
import { botTextsIn } from '../texts/texts-in';

/**
 * Where a ticket stands: its phase, active minutes left or used, label and who decided it.
 * @param sla - up to now; null: of an early release's archive
 */
export function renderTicketStatus(status: TicketStatus, sla: SlaAccount | null, language: Language): string {
  const texts = botTextsIn(language).group.status;
  return [
    texts.title(escapeHtml(status.groupLabel), status.messageId),
    texts.phase(status.outcome === null ? texts.phases[status.phase] : texts.outcomes[status.outcome]),
    ...slaLines(status, sla, language),
    labelLine(status, language),
  ].join('\n');
}

function slaLines({ sla, outcome }: TicketStatus, account: SlaAccount | null, language: Language): string[] {
  const texts = botTextsIn(language).group.status;
  const minutes = (value: number): string => numberText(value, language, { most: 1 });
  if (sla) return [texts.answered(texts.slaWords[sla.status === 'OK' ? 'OK' : 'TERLAMBAT'], minutes(sla.responseMin))];
  if (outcome !== null || !account) return [];
  if (account.clockStart === null) return [texts.waiting];
  const { usedMin, targetMin } = account;
  if (usedMin > targetMin) return [texts.late(minutes(usedMin), minutes(targetMin))];
  return [texts.running(minutes(targetMin - usedMin), minutes(usedMin), minutes(targetMin))];
}

function labelLine({ label, confidence, reviewedBy, phase }: TicketStatus, language: Language): string {
  const texts = botTextsIn(language).group.status;
  if (label === null) return texts.noLabel;
  if (reviewedBy) return texts.decided(escapeHtml(label), escapeHtml(reviewedBy.name));
  const line = texts.label(escapeHtml(label), wholePercent(confidence ?? 0));
  return phase === 'inReview' ? `${line} · ${texts.needsReview}` : line;
}
