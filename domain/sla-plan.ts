import type { IsoInstant } from './local-time';
import type { SlaCalendar } from './sla';
import { addActiveMinutes, nextActiveInstant } from './sla';
import type { SlaRules } from './sla-rules';

/** What is announced when nobody has answered for so many active minutes. */
export interface SlaStep {
  readonly kind: 'warning' | 'breach' | 'escalation';
  readonly afterMin: number;
  /** Who is told, for an escalation. */
  readonly chatId: number | null;
  /** The same step has the same key in another plan, whatever its minute: nobody is told twice. */
  readonly key: string;
}

/** The steps of a ticket's SLA clock, earliest first; at the same minute the breach goes before an escalation. */
export function slaPlan(rules: Omit<SlaRules, 'calendar'>): SlaStep[] {
  const warning: Omit<SlaStep, 'key'>[] =
    rules.slaWarnMin > 0 ? [{ kind: 'warning', afterMin: rules.slaTargetMin - rules.slaWarnMin, chatId: null }] : [];
  const breach = { kind: 'breach', afterMin: rules.slaTargetMin, chatId: null } as const;
  const escalations = rules.escalations.map(({ afterMin, chatId }) => ({
    kind: 'escalation' as const,
    afterMin,
    chatId,
  }));
  const times = new Map<string, number>();
  return [...warning, breach, ...escalations]
    .sort((a, b) => a.afterMin - b.afterMin)
    .map((step) => {
      const name = step.chatId === null ? step.kind : `${step.kind}:${step.chatId}`;
      const time = (times.get(name) ?? 0) + 1;
      times.set(name, time);
      return { ...step, key: time > 1 ? `${name}:${time}` : name };
    });
}

/** The steps still to come; after a breach a warning is none. */
export function openSteps(plan: readonly SlaStep[], done: readonly string[]): SlaStep[] {
  return plan.filter(({ key, kind }) => !done.includes(key) && !(kind === 'warning' && done.includes('breach')));
}

/** When a step is announced: after its active minutes, and never inside a break but at its end. */
export function stepInstant(
  clockStart: IsoInstant,
  { afterMin }: Pick<SlaStep, 'afterMin'>,
  calendar: SlaCalendar,
): IsoInstant {
  return nextActiveInstant(addActiveMinutes(clockStart, afterMin, calendar), calendar);
}

/**
 * The step to announce next, and the keys that are done with it. Of several that are due at once, after an outage, only
 * the latest is news, but a breach is never passed over.
 * @param input.done - keys of the steps announced or passed over so far
 */
export function nextStep(input: {
  plan: readonly SlaStep[];
  done: readonly string[];
  clockStart: IsoInstant;
  now: IsoInstant;
  calendar: SlaCalendar;
}): { step: SlaStep; at: IsoInstant; settles: string[] } | null {
  const { plan, done, clockStart, now, calendar } = input;
  const settles: string[] = [];
  const open = openSteps(plan, done);
  for (const [index, step] of open.entries()) {
    settles.push(step.key);
    const following = open[index + 1];
    const isOvertaken =
      step.kind === 'warning' && following !== undefined && stepInstant(clockStart, following, calendar) <= now;
    if (!isOvertaken) return { step, at: stepInstant(clockStart, step, calendar), settles };
  }
  return null;
}

/** The keys of done steps, also where an earlier release left their number. */
export function doneSteps(plan: readonly SlaStep[], done: readonly string[] | number): readonly string[] {
  return typeof done === 'number' ? plan.slice(0, done).map(({ key }) => key) : done;
}
