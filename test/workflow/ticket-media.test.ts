import { ApplicationFailure } from '@temporalio/common';
import type { TicketState } from '../../domain/ticket';
import { cancelSignal, eventsQuery, problemEditedSignal, staffMessageSignal } from '../../workflows/contracts/ticket';
import type { MediaResult } from '../../workflows/ports';
import {
  NINE,
  aMedia,
  aPerson,
  aProblem,
  aSolution,
  aStaffMessage,
  aTicketInput,
  minutesAfter,
} from '../support/makers';
import {
  goodWorld,
  handedRows,
  inPhase,
  startTicket,
  statusWhere,
  storedAs,
  type TicketHandle,
} from '../support/ticket-run';
import { waitFor } from '../support/wait';
import {
  atRest,
  endRun,
  resultInTime,
  resultOf,
  startWorkflowBench,
  type WorkflowBench,
} from '../support/workflow-bench';

let bench: WorkflowBench;
let open: TicketHandle | null = null;
let messageId = 500;

// A server for each test: one whose ticket ends beside a task that nobody takes any more may hold its clock for ever.
beforeEach(async () => {
  bench = await startWorkflowBench();
  await bench.sleepUntil(NINE);
  bench.fakes.expect(goodWorld(bench));
  messageId += 100;
});
afterEach(async () => {
  await endRun(open);
  open = null;
  await bench.close();
  expect(bench.fakes.unexpected()).toEqual([]);
});

async function start(problem = aProblem({ media: aMedia() }), settings = {}): Promise<TicketHandle> {
  open = await startTicket(bench, aTicketInput({ messageId, problem, settings }));
  return open;
}

const answer = (ticket: TicketHandle, message = aStaffMessage()) =>
  ticket.signal(staffMessageSignal, { updateId: null, message });

const busy = () => Promise.reject(ApplicationFailure.retryable('the store is down', 'StoreUnavailable'));

/** The link cell of the row last handed to the ledger. */
const linkCell = () => handedRows(bench, 'Logs').last?.cells[8];

const kinds = async (ticket: TicketHandle) => (await ticket.query(eventsQuery)).events.map(({ kind }) => kind);

const told = () => bench.fakes.calls('post').filter(({ item }) => item.html.includes('20 MB'));
const notices = () => bench.fakes.calls('post').filter(({ item }) => item.kind === 'notice');

test('a photo is stored as soon as the ticket opens, before anybody answers; the first row has the link', async () => {
  const ticket = await start();
  await waitFor(async () => (await kinds(ticket)).includes('mediaStored'), { describe: 'the photo is stored' });
  expect(handedRows(bench, 'Logs').entries).toEqual([]);
  expect(bench.fakes.calls('storeMedia')).toEqual([{ chatId: -1001000000001, messageId, at: NINE, media: aMedia() }]);
  await answer(ticket);
  await inPhase(ticket, 'answered');
  expect(handedRows(bench, 'Logs').entries).toHaveLength(1);
  expect(linkCell()).toBe(`http://h/media/${messageId}-02:00.jpg`);
});

test('rows and notice are written while storing fails again and again; the link comes later, by an update', async () => {
  bench.fakes.change({ storeMedia: busy });
  const ticket = await start();
  await answer(ticket, aSolution());
  await inTouch(ticket, 'done');
  expect(bench.fakes.calls('storeMedia').length).toBeGreaterThan(0);
  expect([linkCell(), handedRows(bench, 'ML_Tracking').entries.length]).toEqual([null, 1]);
  await waitFor(() => notices().length > 0, { describe: 'the notice is posted' });
  bench.fakes.change({ storeMedia: () => Promise.resolve(storedAs('media/late.jpg')) });
  await waitFor(() => linkCell() === 'http://h/media/late.jpg', {
    describe: 'the link is handed over',
    timeoutMs: 30_000,
  });
  const [first, second, ...others] = handedRows(bench, 'Logs').entries;
  expect([second!.sequence > first!.sequence, others]).toEqual([true, []]);
  expect(handedRows(bench, 'ML_Tracking').entries).toHaveLength(1);
});

/** As `inPhase`, for a ticket whose file is still on its way. */
async function inTouch(ticket: TicketHandle, phase: string): Promise<void> {
  await statusWhere(ticket, `phase ${phase}, rows written`, (held) => held.phase === phase && !held.rowsPending);
}

test('over 20 MB: the sender is told once, quoting the problem, the notice says so, the ticket is recorded', async () => {
  bench.fakes.change({ storeMedia: () => Promise.resolve<MediaResult>({ status: 'tooLarge' }) });
  const attachments = [{ ...aMedia({ kind: 'video', fileId: 'f2' }), messageId: messageId + 1 }];
  const ticket = await start(aProblem({ media: aMedia({ kind: 'video' }), attachments }));
  await waitFor(async () => (await kinds(ticket)).filter((kind) => kind === 'mediaTooLarge').length === 2, {
    describe: 'both files are settled',
  });
  await answer(ticket);
  await inPhase(ticket, 'answered');
  const keys = new Set(told().map(({ item }) => item.key));
  expect([...keys]).toEqual([`-1001000000001-${messageId}:mediaTooLarge`]);
  expect(told()[0]).toMatchObject({
    to: { role: 'collecting', chatId: -1001000000001 },
    item: { kind: 'direct', replyToMessageId: messageId },
  });
  expect(handedRows(bench, 'Logs').last?.cells.slice(7, 9)).toEqual(['video', null]);
  expect(notices().at(-1)?.item.html).toContain('lampiran gagal disimpan');
});

test('an album: each file is stored by itself, the links stand under each other; one refused leaves the others', async () => {
  bench.fakes.change({
    storeMedia: ({ media }) =>
      Promise.resolve<MediaResult>(
        media.fileId === 'f2'
          ? { status: 'failed', reason: 'Telegram refuses' }
          : storedAs(`media/${media.fileId}.jpg`),
      ),
  });
  const attachments = [1, 2, 3].map((n) => ({ ...aMedia({ fileId: `f${n}` }), messageId: messageId + n }));
  const ticket = await start(aProblem({ media: aMedia({ fileId: 'f0' }), attachments }));
  await answer(ticket);
  await waitFor(() => String(linkCell()).split('\n').length === 3, { describe: 'three links' });
  await inPhase(ticket, 'answered');
  expect(linkCell()).toBe('http://h/media/f0.jpg\nhttp://h/media/f1.jpg\nhttp://h/media/f3.jpg');
  expect(
    bench.fakes
      .calls('storeMedia')
      .map((call) => call.messageId - messageId)
      .sort(),
  ).toEqual([0, 1, 2, 3]);
  expect(notices().at(-1)?.item.html).toContain('lampiran gagal disimpan');
});

test('a problem edited to another photo has that one’s link; one edited to text only has none', async () => {
  const ticket = await start();
  await answer(ticket);
  await waitFor(() => linkCell() === `http://h/media/${messageId}-02:00.jpg`, { describe: 'the first link' });
  const editedAt = minutesAfter(NINE, 7);
  const problem = aProblem({ media: aMedia({ fileId: 'file-2' }), editedAt });
  await ticket.signal(problemEditedSignal, { updateId: null, problem });
  await waitFor(() => linkCell() === `http://h/media/${messageId}-02:07.jpg`, { describe: 'the second link' });
  expect(bench.fakes.calls('storeMedia')).toHaveLength(2);
  await ticket.signal(problemEditedSignal, { updateId: null, problem: aProblem({ editedAt: minutesAfter(NINE, 8) }) });
  await waitFor(() => linkCell() === null, { describe: 'no link' });
  await inPhase(ticket, 'answered');
});

test('a text that gets a photo by an edit stores it; a reaction stores nothing twice', async () => {
  const ticket = await start(aProblem());
  await atRest(ticket);
  const problem = aProblem({ media: aMedia(), editedAt: minutesAfter(NINE, 2) });
  await ticket.signal(problemEditedSignal, { updateId: null, problem });
  await ticket.signal(problemEditedSignal, {
    updateId: null,
    problem: { ...problem, editedAt: minutesAfter(NINE, 3) },
  });
  await waitFor(async () => (await kinds(ticket)).includes('mediaStored'), { describe: 'the photo is stored' });
  await atRest(ticket);
  expect(bench.fakes.calls('storeMedia')).toHaveLength(1);
});

test('a cancelled ticket closes at once when its file is stored', async () => {
  const ticket = await start();
  await waitFor(async () => (await kinds(ticket)).includes('mediaStored'), { describe: 'the photo is stored' });
  await ticket.signal(cancelSignal, { updateId: null, by: aPerson() });
  await expect(resultOf(ticket)).resolves.toMatchObject({ outcome: 'cancelled' });
});

test('a file that cannot be had for a day is given up: until then the ticket stays open, then it closes and says so', async () => {
  const tries: string[] = [];
  bench.fakes.change({
    storeMedia: async () => {
      tries.push(await bench.now());
      throw ApplicationFailure.create({ type: 'StoreUnavailable', message: 'down', nextRetryDelay: '5 hours' });
    },
  });
  const from = await bench.now();
  const ticket = await start(undefined, { editWindowMin: 60 });
  await answer(ticket, aSolution());
  // The file's activity is never at rest: it waits for its next try.
  await expect(resultInTime(ticket)).resolves.toMatchObject({ outcome: 'recorded' });
  const hours = (instant: string): number => Math.round((Date.parse(instant) - Date.parse(from)) / 3_600_000);
  expect(tries.map(hours)).toEqual([0, 5, 10, 15, 20]);
  const state = JSON.parse(bench.fakes.calls('archiveStory')[0]!.story) as TicketState;
  expect(state.media).toMatchObject([{ status: 'failed', url: null }]);
  const closedAfter = hours(state.story.find(({ kind }) => kind === 'closed')!.at);
  expect(closedAfter).toBeGreaterThanOrEqual(20);
  expect(closedAfter).toBeLessThanOrEqual(24);
  expect(notices().at(-1)?.item.html).toContain('lampiran gagal disimpan');
}, 120_000);

test('a problem that is overdue as it opens, since the bots were down for days, keeps its photo before it closes', async () => {
  await bench.sleepUntil(minutesAfter(await bench.now(), 72 * 60));
  const ticket = await start();
  await expect(resultOf(ticket)).resolves.toMatchObject({ outcome: 'unanswered' });
  expect(bench.fakes.calls('archiveStory')).toHaveLength(1);
  const state = JSON.parse(bench.fakes.calls('archiveStory')[0]!.story) as TicketState;
  expect(state.media).toMatchObject([{ status: 'stored' }]);
});
