import type { IsoInstant } from './local-time';
import type { SlaCalendar } from './sla';
import { addActiveMinutes, nextActiveInstant } from './sla';

/** What is announced when nobody has answered for so many active minutes. */
export interface SlaStep {
  readonly kind: 'warning' | 'breach' | 'escalation';
  readonly afterMin: number;
  /** Who is told, for an escalation. */
  readonly chatId: number | null;
}

/** The steps of a ticket's SLA clock, earliest first; at the same minute the breach goes before an escalation. */
export function slaPlan(rules: {
  slaTargetMin: number;
  slaWarnMin: number;
  escalations: readonly { afterMin: number; chatId: number }[];
}): SlaStep[] {
  const warning: SlaStep[] =
    rules.slaWarnMin > 0 ? [{ kind: 'warning', afterMin: rules.slaTargetMin - rules.slaWarnMin, chatId: null }] : [];
  const breach: SlaStep = { kind: 'breach', afterMin: rules.slaTargetMin, chatId: null };
  const escalations = rules.escalations.map(({ afterMin, chatId }): SlaStep => ({
    kind: 'escalation',
    afterMin,
    chatId,
  }));
  return [...warning, breach, ...escalations].sort((a, b) => a.afterMin - b.afterMin);
}

/** When a step is announced: after its active minutes, and never inside a break but at its end. */
export function stepInstant(clockStart: IsoInstant, step: SlaStep, calendar: SlaCalendar): IsoInstant {
  return nextActiveInstant(addActiveMinutes(clockStart, step.afterMin, calendar), calendar);
}

/**
 * The step to announce next. Of several that are due at once, after an outage, only the latest is news, but a breach
 * is never passed over.
 */
export function nextStep(input: {
  plan: readonly SlaStep[];
  done: number;
  clockStart: IsoInstant;
  now: IsoInstant;
  calendar: SlaCalendar;
}): { index: number; step: SlaStep; at: IsoInstant } | null {
  const { plan, clockStart, now, calendar } = input;
  for (let index = input.done; index < plan.length; index += 1) {
    const step = plan[index];
    const following = plan[index + 1];
    if (!step) return null;
    const isOvertaken =
      step.kind === 'warning' && following !== undefined && stepInstant(clockStart, following, calendar) <= now;
    if (!isOvertaken) return { index, step, at: stepInstant(clockStart, step, calendar) };
  }
  return null;
}
