import { doneSteps, openSteps, slaPlan } from '../../../domain/sla-plan';
import { readSlaRules, slaRulesHash } from '../../../domain/sla-rules';
import { slaCalendar } from '../../../domain/sla';
import { ticketSettings } from '../../support/makers';
import { failure } from './failure';

const { calendar } = ticketSettings();
const RULES = { calendar, slaTargetMin: 15, slaWarnMin: 5, escalations: [{ afterMin: 30, chatId: 9002 }] };

test('rules are read without other fields, and equal ones have one hash', () => {
  expect(readSlaRules({ ...RULES, spreadsheetId: 'x' })).toEqual(RULES);
  const reordered = { ...RULES, calendar: { breaks: [...calendar.breaks].reverse(), timeZone: calendar.timeZone } };
  expect(slaRulesHash(reordered)).toBe(slaRulesHash(RULES));
  expect(slaRulesHash({ ...RULES, slaWarnMin: 4 })).not.toBe(slaRulesHash(RULES));
});

test.each([
  ['InvalidCalendar', { calendar: null }],
  ['InvalidInput', { slaTargetMin: 5 }],
  ['InvalidInput', { slaTargetMin: '15' }],
  ['InvalidInput', { slaWarnMin: -1 }],
  ['InvalidInput', { slaTargetMin: Number.NaN }],
  ['InvalidInput', { escalations: null }],
  ['InvalidInput', { escalations: [{ afterMin: 30 }] }],
] as const)('%s is the name for %j', (type, change) => {
  expect(() => readSlaRules({ ...RULES, ...change })).toThrow(failure(type));
});

test('a target that the calendar does not reach in a hundred years is refused: 10,000 minutes at one a week', () => {
  const sparse = slaCalendar({ timeZone: 'Asia/Jakarta', breaks: '00:00-24:00; mon=only 00:00-23:59' });
  expect(() => readSlaRules({ ...RULES, calendar: sparse, slaTargetMin: 10_000 })).toThrow(failure('InvalidCalendar'));
});

describe('after a change of the rules', () => {
  const open = (done: string[], change: Partial<typeof RULES>) =>
    openSteps(slaPlan({ ...RULES, ...change }), done).map(({ key, afterMin }) => `${key} ${afterMin}`);

  test('a step has the key it had, whatever its minute', () => {
    expect(open(['warning'], { slaTargetMin: 60 })).toEqual(['escalation:9002 30', 'breach 60']);
    expect(open(['warning', 'breach', 'escalation:9002'], { escalations: [{ afterMin: 90, chatId: 9002 }] })).toEqual(
      [],
    );
  });

  test('a second escalation to the same chat is another step, and a new chat is told', () => {
    const escalations = [30, 60].map((afterMin) => ({ afterMin, chatId: 9002 }));
    expect(open(['warning', 'breach', 'escalation:9002'], { escalations })).toEqual(['escalation:9002:2 60']);
    expect(open(['warning', 'breach'], { escalations: [{ afterMin: 20, chatId: 7 }] })).toEqual(['escalation:7 20']);
  });

  test('a warning that is new comes too late after the breach', () => {
    expect(open(['breach', 'escalation:9002'], {})).toEqual([]);
  });

  test('a number of steps, as earlier releases kept it, is the first of the plan', () => {
    expect(doneSteps(slaPlan(RULES), 2)).toEqual(['warning', 'breach']);
    expect(doneSteps(slaPlan(RULES), ['breach'])).toEqual(['breach']);
  });
});
