import type { WebhookNews } from '../../domain/webhooks';
import { toLocal } from '../../domain/local-time';
import type { TicketSettings } from '../../workflows/contracts/ticket';
import { cancelSignal, eventsQuery, problemEditedSignal, staffMessageSignal } from '../../workflows/contracts/ticket';
import { CHAT, aPerson, aProblem, aStaffMessage, aTicketInput, minutesAfter } from '../support/makers';
import { nothing } from '../support/fake-activities';
import { goodWorld, inPhase, startTicket, statusWhere, type TicketHandle } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let open: TicketHandle | null = null;
let messageId = 800;

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

/** A ticket whose problem is written at a local time. */
async function problemAt(localTime: string, settings: Partial<TicketSettings> = {}, isForwarded = false) {
  const sentAt = await bench.sleepUntilLocal(localTime);
  messageId += 1;
  const problem = aProblem({ sentAt, forwarded: isForwarded });
  open = await startTicket(bench, aTicketInput({ messageId, problem, settings }));
  await inPhase(open, 'open');
  return { ticket: open, sentAt };
}

/** Local time and kind of what the SLA clock announced. */
async function announced(ticket: TicketHandle): Promise<string[]> {
  const kinds = ['slaWarned', 'slaBreached', 'escalated'];
  const story = (await ticket.query(eventsQuery)).events;
  return story
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ at, kind }) => `${toLocal(at, 'Asia/Jakarta').time.slice(0, 5)} ${kind}`);
}

/** What Temporal UI shows of it. */
async function waitsOf(ticket: TicketHandle): Promise<string> {
  const { currentDetails = '' } = await ticket.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return currentDetails;
}

const direct = () => bench.fakes.calls('post').filter(({ item }) => item.kind === 'direct');

/** Until so many SLA messages went out. */
const waitForPosts = (count: number) =>
  waitFor(() => direct().length >= count, { describe: `${count} SLA messages, there are ${direct().length}` });

test('warned at 10 active minutes, in the group as a reply; breach at 15, in the group and the notice chat', async () => {
  const { ticket } = await problemAt('09:00');
  await bench.env.sleep(590_000);
  expect(await announced(ticket)).toEqual([]);
  await bench.env.sleep('15 seconds');
  await waitForPosts(1);
  expect(direct()).toEqual([
    {
      to: { role: 'collecting', chatId: CHAT },
      item: {
        kind: 'direct',
        key: `${CHAT}-${messageId}:warning:10:0`,
        html: '⏰ Belum ada jawaban. Sisa <b>5 menit</b> aktif sampai batas SLA.',
        replyToMessageId: messageId,
        ticketId: `${CHAT}-${messageId}`,
      },
      news: expect.objectContaining({ type: 'sla.warning', key: `${CHAT}-${messageId}:warning` }) as WebhookNews,
    },
  ]);
  await bench.env.sleep('5 minutes');
  await waitForPosts(3);
  expect(await announced(ticket)).toEqual(['09:10 slaWarned', '09:15 slaBreached']);
  // The breach has two messages, and is one event.
  expect(direct().map(({ news }) => news?.type)).toEqual(['sla.warning', 'sla.breached', undefined]);
  expect(
    direct()
      .slice(1)
      .map(({ to, item }) => [to.role, item.replyToMessageId, item.html]),
  ).toEqual([
    ['collecting', messageId, '🚨 Batas SLA <b>15 menit</b> terlewati tanpa jawaban.'],
    [
      'notice',
      null,
      '🚨 <b>SLA terlewati</b> · Demo: belum ada jawaban setelah 15 menit aktif. ' +
        `<a href="https://t.me/c/1000000001/${messageId}">lihat pesan</a>`,
    ],
  ]);
});

test('a problem of 12:55: nothing in the break of 13:00-14:00, warned at 14:05 and breached at 14:10', async () => {
  const { ticket, sentAt } = await problemAt('12:55');
  await bench.sleepUntil(minutesAfter(sentAt, 69.9));
  expect(await announced(ticket)).toEqual([]);
  await bench.sleepUntil(minutesAfter(sentAt, 75.1));
  await waitForPosts(3);
  expect(await announced(ticket)).toEqual(['14:05 slaWarned', '14:10 slaBreached']);
});

test('a warning due at the first minute of a break is given at its end: problem 12:50, warned 14:00', async () => {
  const { ticket, sentAt } = await problemAt('12:50');
  await bench.sleepUntil(minutesAfter(sentAt, 69.9));
  expect(await announced(ticket)).toEqual([]);
  await bench.sleepUntil(minutesAfter(sentAt, 70.1));
  await waitForPosts(1);
  expect(await announced(ticket)).toEqual(['14:00 slaWarned']);
});

test('a problem edited into thanks has no clock; edited back it is as late as it is, and says so once', async () => {
  const { ticket, sentAt } = await problemAt('09:00');
  const edit = async (number: number, text: string, minute: number): Promise<void> => {
    const problem = aProblem({ text, sentAt, editedAt: minutesAfter(sentAt, minute) });
    await ticket.signal(problemEditedSignal, { updateId: `tg-group:${number}`, problem });
  };
  await bench.sleepUntil(minutesAfter(sentAt, 5));
  await edit(2, 'terima kasih pak', 5);
  await statusWhere(ticket, 'no clock runs', ({ dueAt }) => dueAt === null);
  expect(await waitsOf(ticket)).toContain('an answer of ops, without a clock');
  await bench.sleepUntil(minutesAfter(sentAt, 21));
  expect(await announced(ticket)).toEqual([]);
  await edit(3, 'belum bisa juga', 21);
  await waitForPosts(2);
  expect(await announced(ticket)).toEqual(['09:21 slaBreached']);
  expect(await waitsOf(ticket)).toMatch(/waits for\*\* an answer of ops {2}\n/);
  const edits = (await ticket.query(eventsQuery)).events.filter(({ kind }) => kind === 'problemEdited');
  expect(edits.map(({ detail }) => detail)).toEqual(['a pleasantry now: no problem until ops answers', '']);
});

test('a problem that stayed thanks closes as unanswered, in no row', async () => {
  const { ticket, sentAt } = await problemAt('09:00', { unansweredCloseMin: 30 });
  const problem = aProblem({ text: 'siap', sentAt, editedAt: minutesAfter(sentAt, 1) });
  await ticket.signal(problemEditedSignal, { updateId: 'tg-group:2', problem });
  await bench.sleepUntil(minutesAfter(sentAt, 31));
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'unanswered' });
  expect(direct()).toEqual([]);
  expect(bench.fakes.calls('enqueueRows')).toEqual([]);
});

test('escalates to each of the list at its active minute', async () => {
  const escalations = [
    { afterMin: 30, chatId: 9002 },
    { afterMin: 20, chatId: -1001000000002 },
  ];
  const { ticket } = await problemAt('09:00', { escalations });
  await bench.env.sleep('31 minutes');
  await waitForPosts(5);
  expect(await announced(ticket)).toEqual([
    '09:10 slaWarned',
    '09:15 slaBreached',
    '09:20 escalated',
    '09:30 escalated',
  ]);
  expect(
    direct()
      .slice(3)
      .map(({ to }) => to),
  ).toEqual([
    { role: 'escalation', chatId: -1001000000002 },
    { role: 'escalation', chatId: 9002 },
  ]);
});

test('an answered ticket is never warned', async () => {
  const { ticket, sentAt } = await problemAt('09:00');
  await ticket.signal(staffMessageSignal, {
    updateId: '1',
    message: aStaffMessage({ sentAt: minutesAfter(sentAt, 1) }),
  });
  await inPhase(ticket, 'answered');
  await bench.env.sleep('5 hours');
  expect(await announced(ticket)).toEqual([]);
  expect(direct()).toEqual([]);
});

test('an oncek edited into chat starts the clock again', async () => {
  const { ticket, sentAt } = await problemAt('09:00');
  const message = aStaffMessage({ sentAt: minutesAfter(sentAt, 1) });
  await ticket.signal(staffMessageSignal, { updateId: '1', message });
  await inPhase(ticket, 'answered');
  await bench.env.sleep('3 minutes');
  const edited = { ...message, text: 'sebentar', editedAt: minutesAfter(sentAt, 3) };
  await ticket.signal(staffMessageSignal, { updateId: '2', message: edited });
  await inPhase(ticket, 'open');
  await bench.env.sleep('8 minutes');
  await waitForPosts(1);
  expect(await announced(ticket)).toEqual(['09:10 slaWarned']);
});

test('a forwarded problem is not warned about; its clock starts with the first answer: 0 minutes', async () => {
  const { ticket, sentAt } = await problemAt('09:00', {}, true);
  await bench.env.sleep('2 hours');
  expect(await announced(ticket)).toEqual([]);
  const message = aStaffMessage({ sentAt: minutesAfter(sentAt, 121) });
  await ticket.signal(staffMessageSignal, { updateId: '1', message });
  expect((await inPhase(ticket, 'answered')).sla).toEqual({ responseMin: 0, status: 'OK', remainingMin: 15 });
  const [row] = bench.fakes.calls('enqueueRows').flatMap(({ entries }) => entries);
  expect(row?.cells[5]).toBe('11:01:00');
});

test('nobody answers for 24 active hours: closed as unanswered, without a row', async () => {
  const { ticket, sentAt } = await problemAt('09:00');
  expect(await resultOf(ticket)).toMatchObject({ outcome: 'unanswered' });
  // A day has 16 active hours: 13 of the first day (09-24 without two breaks), 11 of the next (06-13, 14-18).
  expect(bench.fakes.calls('enqueueRows')).toEqual([]);
  const { closeTime } = await ticket.describe();
  const closedAfterMin = ((closeTime?.getTime() ?? 0) - Date.parse(sentAt)) / 60_000;
  expect(Math.round(closedAfterMin / 60)).toBe(33);
  expect(await announced(ticket)).toEqual(['09:10 slaWarned', '09:15 slaBreached']);
});

test('after an outage over both instants only the breach is news', async () => {
  const sentAt = minutesAfter(await bench.sleepUntilLocal('10:00'), -40);
  messageId += 1;
  open = await startTicket(bench, aTicketInput({ messageId, problem: aProblem({ sentAt }) }));
  await waitForPosts(2);
  expect(await announced(open)).toEqual(['10:00 slaBreached']);
});

test('a warning that is being handed over as the ticket is cancelled is not lost: the run ends after it', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ post: ({ item }) => (item.kind === 'direct' ? held : nothing()) });
  const { ticket } = await problemAt('09:00');
  await bench.env.sleep('10 minutes');
  try {
    await waitForPosts(1);
    await ticket.signal(cancelSignal, { updateId: '9', by: aPerson() });
    await waitFor(() => bench.fakes.calls('archiveStory').length === 1, { describe: 'the story is put away' });
    const { pendingActivities } = await waitFor(
      async () => {
        const { raw } = await ticket.describe();
        const isAlone = raw.pendingActivities?.length === 1 && !raw.pendingWorkflowTask;
        return isAlone ? raw : null;
      },
      { describe: 'nothing but the warning is under way' },
    );
    expect(pendingActivities?.[0]?.activityType?.name).toBe('post');
    expect((await ticket.describe()).status.name).toBe('RUNNING');
  } finally {
    release();
  }
  await expect(resultOf(ticket)).resolves.toMatchObject({ outcome: 'cancelled' });
  expect(direct()).toHaveLength(1);
});
