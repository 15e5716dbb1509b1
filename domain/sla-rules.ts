import { OncekError } from './errors';
import { contentHash } from './ledger';
import { addActiveMinutes, readCalendar, type SlaCalendar } from './sla';

/** What an SLA clock goes by; the part of a ticket's settings that may change while it is open. */
export interface SlaRules {
  readonly calendar: SlaCalendar;
  /** Active minutes to the first response. */
  readonly slaTargetMin: number;
  /** Active minutes before the target at which ops are warned; 0 = no warning. */
  readonly slaWarnMin: number;
  readonly escalations: readonly Escalation[];
}

/** One more user or chat is told that nobody answered, so many active minutes after the problem. */
export interface Escalation {
  readonly afterMin: number;
  readonly chatId: number;
}

/** What an escalation of the settings may have at most; the other minutes have less. */
const MAX_MIN = 100_000;
const MAX_ESCALATIONS = 1_000;

/**
 * Rules that came from outside the process, in their one normal form and without other fields.
 * @throws InvalidCalendar, InvalidInput (a number out of range) when they are none a clock can go by
 */
export function readSlaRules(value: unknown): SlaRules {
  const { calendar: raw, slaTargetMin, slaWarnMin, escalations: list } = fields(value);
  const calendar = readCalendar(raw);
  if (!isMinutes(slaTargetMin) || !isMinutes(slaWarnMin) || slaTargetMin <= slaWarnMin) {
    throw new OncekError('InvalidInput', 'slaTargetMin and slaWarnMin must be active minutes, the target the larger');
  }
  if (!Array.isArray(list) || list.length > MAX_ESCALATIONS) {
    throw new OncekError('InvalidInput', `escalations must be a list of at most ${MAX_ESCALATIONS}`);
  }
  const escalations = list.map((item): Escalation => {
    const { afterMin, chatId } = fields(item);
    if (!isMinutes(afterMin) || !Number.isSafeInteger(chatId)) {
      throw new OncekError('InvalidInput', 'an escalation must be {afterMin: active minutes, chatId: whole number}');
    }
    return { afterMin, chatId: Number(chatId) };
  });
  assertReachable(calendar, Math.max(slaTargetMin, ...escalations.map(({ afterMin }) => afterMin)));
  return { calendar, slaTargetMin, slaWarnMin, escalations };
}

/** Names rules by what they mean: equal for equal rules, however they were written. @throws as `readSlaRules` */
export function slaRulesHash(rules: SlaRules): string {
  return contentHash(readSlaRules(rules));
}

/**
 * Makes sure that a deadline can be reckoned: in a workflow it would be too late to say so.
 * @throws InvalidCalendar when the calendar has not so many active minutes in a hundred years, holidays included
 */
export function assertReachable(calendar: SlaCalendar, minutes: number): void {
  const [first] = calendar.holidays ?? [];
  for (const date of ['2000-01-01', ...(first ? [first.from] : [])]) {
    addActiveMinutes(`${date}T00:00:00Z`, minutes, calendar);
  }
}

function isMinutes(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_MIN;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
