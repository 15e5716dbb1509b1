import { nextStep, slaPlan, stepInstant } from '../../../domain/sla-plan';
import { NINE, minutesAfter, ticketSettings } from '../../support/makers';

const { calendar } = ticketSettings();
const RULES = { slaTargetMin: 15, slaWarnMin: 5, escalations: [] };
const kinds = (plan: ReturnType<typeof slaPlan>) => plan.map(({ kind, afterMin }) => `${kind} ${afterMin}`);

test('warning at 10, breach at 15, escalations where they belong; at the same minute the breach goes first', () => {
  const escalations = [15, 30, 8].map((afterMin) => ({ afterMin, chatId: 1 }));
  expect(kinds(slaPlan({ ...RULES, escalations }))).toEqual([
    ...['escalation 8', 'warning 10', 'breach 15', 'escalation 15', 'escalation 30'],
  ]);
});

test('0 minutes of warning: none', () => {
  expect(kinds(slaPlan({ ...RULES, slaWarnMin: 0 }))).toEqual(['breach 15']);
});

test('a step that falls into a break, or on its first minute, comes at its end', () => {
  const step = { afterMin: 10 };
  // 12:50 and 12:55 in Jakarta; the break is 13:00-14:00.
  expect(stepInstant('2031-03-03T05:50:00.000Z', step, calendar)).toBe('2031-03-03T07:00:00.000Z');
  expect(stepInstant('2031-03-03T05:55:00.000Z', step, calendar)).toBe('2031-03-03T07:05:00.000Z');
});

describe('the next step', () => {
  const next = (minute: number, done: string[] = [], escalations: { afterMin: number; chatId: number }[] = []) => {
    const now = minutesAfter(NINE, minute);
    const found = nextStep({ plan: slaPlan({ ...RULES, escalations }), done, clockStart: NINE, now, calendar });
    return found && [found.settles, found.step.kind, found.at];
  };

  test('is the warning, then the breach, then none', () => {
    expect(next(0)).toEqual([['warning'], 'warning', minutesAfter(NINE, 10)]);
    expect(next(10, ['warning'])).toEqual([['breach'], 'breach', minutesAfter(NINE, 15)]);
    expect(next(15, ['warning', 'breach'])).toBeNull();
  });

  test('passes over a warning that the breach has overtaken, never the breach', () => {
    expect(next(40, [], [{ afterMin: 30, chatId: 1 }])).toEqual([
      ['warning', 'breach'],
      'breach',
      minutesAfter(NINE, 15),
    ]);
  });
});
