import { WorkflowNotFoundError } from '@temporalio/client';
import { slaCalendar } from '../../domain/sla';
import type { SlaRules } from '../../domain/sla-rules';
import { fromLocal, toLocal } from '../../domain/local-time';
import type { TicketState } from '../../domain/ticket';
import type { TicketSettings } from '../../workflows/contracts/ticket';
import { calendarChangedSignal, eventsQuery, staffMessageSignal, statusQuery } from '../../workflows/contracts/ticket';
import { searchKeys } from '../../workflows/search-attributes';
import {
  aProblem,
  aSolution,
  aStaffMessage,
  aTicketInput,
  aTicketState,
  minutesAfter,
  ticketSettings,
} from '../support/makers';
import { goodWorld, handedRows, inPhase, startTicket, statusWhere, type TicketHandle } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { atRest, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

const timeZone = 'Asia/Jakarta';
let bench: WorkflowBench;
let open: TicketHandle | null = null;
let messageId = 900;

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.fakes.expect(goodWorld(bench)));
afterEach(async () => {
  await endRun(open);
  open = null;
  expect(bench.fakes.unexpected()).toEqual([]);
});

/** A ticket whose problem is written at a local time; breaks are 00:00-06:00, 13:00-14:00 and 19:00-20:00. */
async function problemAt(localTime: string, settings: Partial<TicketSettings> = {}) {
  const sentAt = await bench.sleepUntilLocal(localTime);
  messageId += 1;
  open = await startTicket(bench, aTicketInput({ messageId, problem: aProblem({ sentAt }), settings }));
  await inPhase(open, 'open');
  return { ticket: open, sentAt };
}

/** The tests' rules with other breaks. */
function rulesWith(breaks: string, change: Partial<SlaRules> = {}): SlaRules {
  const { slaTargetMin, slaWarnMin, escalations } = ticketSettings();
  return { calendar: slaCalendar({ timeZone, breaks }), slaTargetMin, slaWarnMin, escalations, ...change };
}

/** Local time and kind of the lines of the story that are about the SLA. */
async function slaStory(ticket: TicketHandle): Promise<string[]> {
  const kinds = ['slaWarned', 'slaBreached', 'escalated', 'calendarChanged'];
  const story = (await ticket.query(eventsQuery)).events;
  return story
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ at, kind }) => `${toLocal(at, timeZone).time.slice(0, 5)} ${kind}`);
}

const direct = () => bench.fakes.calls('post').filter(({ item }) => item.kind === 'direct');
const waitForPosts = (count: number) =>
  waitFor(() => direct().length >= count, { describe: `${count} SLA messages, there are ${direct().length}` });

/** The instant of the day of another at which clocks in Jakarta show a time. */
const onDayOf = (instant: string, time: string) => fromLocal({ date: toLocal(instant, timeZone).date, time, timeZone });

test('a break moved from 13:00-14:00 to 15:00-16:00: the problem of 12:55 is warned about at 13:05, not at 14:05', async () => {
  const { ticket, sentAt } = await problemAt('12:55');
  expect((await ticket.query(statusQuery)).dueAt).toBe(onDayOf(sentAt, '14:10'));
  await bench.env.sleep('3 minutes');
  await ticket.signal(calendarChangedSignal, rulesWith('00:00-06:00,15:00-16:00'));
  await statusWhere(ticket, 'due at 13:10', ({ dueAt }) => dueAt === onDayOf(sentAt, '13:10'));
  await atRest(ticket);
  const { typedSearchAttributes } = await ticket.describe();
  expect(typedSearchAttributes.get(searchKeys.dueAt)?.toISOString()).toBe(onDayOf(sentAt, '13:10'));
  await bench.sleepUntil(minutesAfter(sentAt, 16));
  await waitForPosts(3);
  expect(await slaStory(ticket)).toEqual(['12:58 calendarChanged', '13:05 slaWarned', '13:10 slaBreached']);
  await bench.sleepUntil(minutesAfter(sentAt, 90));
  expect(direct()).toHaveLength(3);
});

test('a new break defers the breach; the warning given stays given, though it would now come later', async () => {
  const { ticket, sentAt } = await problemAt('09:00');
  await bench.sleepUntil(minutesAfter(sentAt, 12));
  await waitForPosts(1);
  await ticket.signal(calendarChangedSignal, rulesWith('09:05-10:05'));
  await statusWhere(ticket, 'due at 10:15', ({ dueAt }) => dueAt === onDayOf(sentAt, '10:15'));
  await bench.sleepUntil(minutesAfter(sentAt, 74.9));
  expect(await slaStory(ticket)).toEqual(['09:10 slaWarned', '09:12 calendarChanged']);
  await bench.sleepUntil(minutesAfter(sentAt, 75.1));
  await waitForPosts(3);
  expect(await slaStory(ticket)).toEqual(['09:10 slaWarned', '09:12 calendarChanged', '10:15 slaBreached']);
});

test('a change over a breached ticket starts nothing again but what is new: an escalation at 40 minutes', async () => {
  const { ticket, sentAt } = await problemAt('09:00');
  await bench.sleepUntil(minutesAfter(sentAt, 16));
  await waitForPosts(3);
  const escalations = [{ afterMin: 40, chatId: 9002 }];
  await ticket.signal(calendarChangedSignal, rulesWith('00:00-06:00', { slaTargetMin: 30, escalations }));
  await bench.sleepUntil(minutesAfter(sentAt, 41));
  await waitForPosts(4);
  expect(await slaStory(ticket)).toEqual([
    ...['09:10 slaWarned', '09:15 slaBreached', '09:16 calendarChanged', '09:40 escalated'],
  ]);
});

test('an answered ticket that is open gets its row with the figures of the new calendar: 6 minutes become 66', async () => {
  const { ticket, sentAt } = await problemAt('12:55');
  const message = aStaffMessage({ sentAt: minutesAfter(sentAt, 66) });
  await bench.sleepUntil(message.sentAt);
  await ticket.signal(staffMessageSignal, { updateId: '1', message });
  await inPhase(ticket, 'answered');
  const figures = () => handedRows(bench, 'Logs').last?.cells.slice(16, 19);
  expect(figures()).toEqual([6, 'OK', 9]);
  await ticket.signal(calendarChangedSignal, rulesWith('00:00-06:00'));
  await waitFor(() => handedRows(bench, 'Logs').entries.length === 2, { describe: 'a second row' });
  expect(figures()).toEqual([66, 'TERLAMBAT', 0]);
  expect((await inPhase(ticket, 'answered')).sla).toEqual({ responseMin: 66, status: 'TERLAMBAT', remainingMin: 0 });
});

test('a closed ticket cannot be told, and keeps its figures', async () => {
  const { ticket, sentAt } = await problemAt('12:55', { editWindowMin: 0 });
  const message = aSolution({ sentAt: minutesAfter(sentAt, 66) });
  await bench.sleepUntil(message.sentAt);
  await ticket.signal(staffMessageSignal, { updateId: '1', message });
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'recorded' });
  const { entries } = handedRows(bench, 'Logs');
  const change = ticket.signal(calendarChangedSignal, rulesWith('00:00-06:00'));
  await expect(change).rejects.toThrow(WorkflowNotFoundError);
  expect((await ticket.query(statusQuery)).sla).toEqual({ responseMin: 6, status: 'OK', remainingMin: 9 });
  expect(handedRows(bench, 'Logs').entries).toEqual(entries);
});

test('one that is told while its story is put away is closed already: it does not open again', async () => {
  const { ticket, sentAt } = await problemAt('09:00', { editWindowMin: 0 });
  bench.fakes.change({ archiveStory: () => ticket.signal(calendarChangedSignal, rulesWith('00:00-06:00')) });
  const message = aSolution({ sentAt });
  await ticket.signal(staffMessageSignal, { updateId: '1', message });
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'recorded' });
  expect(bench.fakes.calls('archiveStory')).toHaveLength(1);
  expect(await slaStory(ticket)).toEqual([]);
});

test('the rules it has, and what are no rules, change nothing', async () => {
  const { ticket, sentAt } = await problemAt('09:00');
  const { calendar } = ticketSettings();
  const wrong = { ...rulesWith(''), calendar: { timeZone, breaks: 'none' } };
  const sparse = rulesWith('00:00-24:00; mon=only 00:00-23:59', { slaTargetMin: 5_000 });
  for (const change of [rulesWith('', { calendar }), wrong, { ...sparse, slaWarnMin: 6_000 }, null, {}]) {
    await ticket.signal(calendarChangedSignal, change as SlaRules);
  }
  await bench.sleepUntil(minutesAfter(sentAt, 10.1));
  await waitForPosts(1);
  expect(await slaStory(ticket)).toEqual(['09:10 slaWarned']);
});

test('a calendar in which the ticket could never close unanswered, after 6,000 minutes at one a week, is left alone', async () => {
  const { ticket, sentAt } = await problemAt('09:00', { unansweredCloseMin: 6_000 });
  await ticket.signal(calendarChangedSignal, rulesWith('00:00-24:00; mon=only 00:00-23:59'));
  await bench.sleepUntil(minutesAfter(sentAt, 10.1));
  await waitForPosts(1);
  expect(await slaStory(ticket)).toEqual(['09:10 slaWarned']);
});

test('the number of steps that an earlier release carried along is understood: warned before, now the breach', async () => {
  const sentAt = await bench.sleepUntilLocal('09:00');
  messageId += 1;
  const state = { ...aTicketState({ problem: aProblem({ sentAt }) }), messageId, ticketId: `old-${messageId}` };
  const carried = { ...state, slaStepsDone: 1 } as unknown as TicketState;
  open = await startTicket(bench, aTicketInput({ messageId, problem: aProblem({ sentAt }), carried }));
  await bench.sleepUntil(minutesAfter(sentAt, 16));
  await waitForPosts(2);
  expect(await slaStory(open)).toEqual(['09:15 slaBreached']);
});
