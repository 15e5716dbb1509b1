import { escapeHtml } from '../../domain/html';
import { wholePercent } from '../../domain/review';
import type { SlaAccount } from '../../domain/sla-account';
import type { TicketStatus } from '../../workflows/contracts/ticket';
import { botTexts } from '../texts/id';

/**
 * Where a ticket stands: its phase, active minutes left or used, label and who decided it.
 * @param sla - up to now; null: of an early release's archive
 */
export function renderTicketStatus(status: TicketStatus, sla: SlaAccount | null): string {
  const texts = botTexts.group.status;
  return [
    texts.title(escapeHtml(status.groupLabel), status.messageId),
    texts.phase(status.outcome === null ? texts.phases[status.phase] : texts.outcomes[status.outcome]),
    ...slaLines(status, sla),
    labelLine(status),
  ].join('\n');
}

function slaLines({ sla, outcome }: TicketStatus, account: SlaAccount | null): string[] {
  const texts = botTexts.group.status;
  if (sla) return [texts.answered(sla.status === 'OK' ? 'OK' : 'TERLAMBAT', minutes(sla.responseMin))];
  if (outcome !== null || !account) return [];
  if (account.clockStart === null) return [texts.waiting];
  const { usedMin, targetMin } = account;
  if (usedMin > targetMin) return [texts.late(minutes(usedMin), minutes(targetMin))];
  return [texts.running(minutes(targetMin - usedMin), minutes(usedMin), minutes(targetMin))];
}

function labelLine({ label, confidence, reviewedBy, phase }: TicketStatus): string {
  const texts = botTexts.group.status;
  if (label === null) return texts.noLabel;
  if (reviewedBy) return texts.decided(escapeHtml(label), escapeHtml(reviewedBy.name));
  const line = texts.label(escapeHtml(label), wholePercent(confidence ?? 0));
  return phase === 'inReview' ? `${line} · ${texts.needsReview}` : line;
}

function minutes(value: number): string {
  return value.toLocaleString('id-ID', { maximumFractionDigits: 1 });
}
