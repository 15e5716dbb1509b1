import { CANCELLED_LABEL } from './labels';
import { logsCells } from './logs-row';
import type { Cell } from './sheet-rows';
import type { SlaCalendar, SlaResult } from './sla';
import { slaResult } from './sla';
import { isSure, labelOf, type TicketFacts, type TicketState } from './ticket';
import { mediaUrls } from './ticket-media';
import type { ReviewStatus } from './tracking-row';
import { trackingCells } from './tracking-row';

/** The rules that a ticket's rows depend on. */
export interface RowRules {
  readonly calendar: SlaCalendar;
  readonly slaTargetMin: number;
  /** A cancelled ticket may have rows though none was handed over as far as it knows; default false. */
  readonly mayHaveRows?: boolean;
}

/** The SLA account of a ticket; null while no first response or no clock start is known. */
export function slaOf(facts: TicketFacts, rules: RowRules): SlaResult | null {
  return slaResult({
    receivedAt: facts.clockStart,
    respondedAt: facts.firstResponse?.sentAt ?? null,
    targetMin: rules.slaTargetMin,
    calendar: rules.calendar,
  });
}

/**
 * The Logs row as the ticket stands: from the first response on. A cancelled ticket changes only a row that exists.
 * @returns null when there is no row to write
 */
export function logsRowOf(state: TicketState, facts: TicketFacts, rules: RowRules): Cell[] | null {
  const wasHanded = state.rows.Logs.sequence > 0;
  if (!facts.latest && !wasHanded) return null;
  if (state.cancelledBy && !wasHanded && !rules.mayHaveRows) return null;
  const solution = facts.solution;
  return logsCells(
    {
      groupLabel: state.groupLabel,
      responseAt: facts.latest?.sentAt ?? null,
      key: state.rowKey,
      problemAt: facts.clockStart ?? state.problem.sentAt,
      text: state.problem.text,
      mediaType: state.problem.media?.kind ?? null,
      mediaUrl: mediaUrls(state),
      opsMessageId: facts.latest?.messageId ?? null,
      opsText: facts.latest?.text ?? null,
      solving: solution?.reply.solving ?? null,
      solvedAt: solution?.message.sentAt ?? null,
      appCode: solution?.reply.appCode ?? null,
      solverName: solution?.reply.solverName ?? null,
      isOncek: facts.hasOncek,
      sla: slaOf(facts, rules),
      label: logsLabel(state, facts),
    },
    rules.calendar.timeZone,
  );
}

/** Filled when the label is AUTO, or once a person has reviewed it. */
function logsLabel(state: TicketState, facts: TicketFacts): string | null {
  return state.cancelledBy ? CANCELLED_LABEL : standingLabel(state, facts);
}

/** The label that stands without a question: AUTO, or a person's; null for none, and for a cancelled ticket. */
export function standingLabel(state: TicketState, facts: TicketFacts): string | null {
  if (state.cancelledBy) return null;
  if (state.decision) return state.decision.label;
  return facts.solution && state.classification && isSure(state) ? state.classification.label : null;
}

/** The label the ticket itself wishes in a worksheet; null for none, or for no row. */
export function wishedLabel(state: TicketState, facts: TicketFacts, worksheet: 'Logs' | 'ML_Tracking'): string | null {
  if (state.rows[worksheet].sequence === 0) return null;
  return worksheet === 'Logs' ? logsLabel(state, facts) : trackingLabel(state);
}

/** The ML_Tracking row of a classified ticket; null without a label. */
export function trackingRowOf(state: TicketState, facts: TicketFacts, rules: RowRules): Cell[] | null {
  const answer = state.classification;
  const wasHanded = state.rows.ML_Tracking.sequence > 0;
  if (!answer?.label || (state.cancelledBy && !wasHanded && !rules.mayHaveRows)) return null;
  return trackingCells(
    {
      key: state.rowKey,
      text: state.problem.text,
      solving: facts.solution?.reply.solving ?? null,
      label: trackingLabel(state) ?? answer.label,
      confidence: answer.confidence,
      reviewStatus: reviewStatusOf(state, facts),
      at: state.decision?.at ?? answer.at,
      source: state.decision?.status === 'CORRECTED' ? 'person' : answer.source,
    },
    rules.calendar.timeZone,
  );
}

function trackingLabel(state: TicketState): string | null {
  return state.cancelledBy ? CANCELLED_LABEL : labelOf(state);
}

/** The sheet's word for where a ticket stands with people. An answer to a solution taken back counts for nothing. */
export function reviewStatusOf(state: TicketState, facts: TicketFacts): ReviewStatus {
  if (state.cancelledBy) return 'CANCELLED';
  if (state.decision) return state.decision.status;
  return facts.solution && isSure(state) ? 'auto_approved' : 'pending';
}
