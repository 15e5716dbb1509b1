import { ApplicationFailure } from '@temporalio/common';
import type { StaffMessage } from '../../domain/ticket';
import {
  cancelSignal,
  eventsQuery,
  problemEditedSignal,
  rowsWrittenSignal,
  staffMessageSignal,
  statusQuery,
} from '../../workflows/contracts/ticket';
import {
  NINE,
  aClassification,
  aProblem,
  aSolution,
  aStaffMessage,
  aTicketInput,
  minutesAfter,
} from '../support/makers';
import { goodWorld, handedRows, inPhase, startTicket, statusWhere, type TicketHandle } from '../support/ticket-run';
import { waitFor } from '../support/wait';
import { atRest, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let open: TicketHandle | null = null;

beforeAll(async () => {
  bench = await startWorkflowBench();
  await bench.sleepUntil(NINE);
});
afterAll(() => bench.close());
beforeEach(() => bench.fakes.expect(goodWorld(bench)));
afterEach(async () => {
  await endRun(open);
  open = null;
  expect(bench.fakes.unexpected()).toEqual([]);
});

async function start(messageId: number, first: StaffMessage): Promise<TicketHandle> {
  open = await startTicket(bench, aTicketInput({ messageId }), { updateId: 'u1', message: first });
  return open;
}

const FINAL_TEXT = 'sudah dibuka, MIS -ej';
const MESSAGES: readonly { updateId: string; message: StaffMessage }[] = [
  { updateId: 'u1', message: aStaffMessage() },
  { updateId: 'u2', message: aSolution() },
  { updateId: 'u3', message: aSolution({ text: 'sudah dibukaa, MIS -ej', editedAt: minutesAfter(NINE, 12) }) },
  { updateId: 'u4', message: aSolution({ text: FINAL_TEXT, editedAt: minutesAfter(NINE, 13) }) },
];

test.each([
  ['in order', [0, 1, 2, 3]],
  ['backwards', [3, 2, 1, 0]],
  ['twice over', [0, 0, 1, 1, 2, 2, 3, 3, 0, 1, 2, 3]],
  ['mixed and doubled', [2, 3, 0, 2, 1, 3, 1]],
])('replies that come %s end in the same rows', async (_, order) => {
  const messageId = 1_000 + order.reduce((sum, index, place) => sum + index * 7 ** place, 0);
  const [first, ...rest] = order.map((index) => MESSAGES[index]);
  if (!first) throw new Error('no message');
  open = await startTicket(bench, aTicketInput({ messageId }), first);
  for (const signal of rest) if (signal) await open.signal(staffMessageSignal, signal);
  await waitFor(() => handedRows(bench, 'Logs').last?.cells[10] === FINAL_TEXT, { describe: 'the final wording' });
  expect(await inPhase(open, 'done')).toMatchObject({ solving: 'sudah dibuka', solverName: 'Eri' });
  expect(handedRows(bench, 'Logs').last?.cells.slice(9)).toEqual([
    ...['502', FINAL_TEXT, 'sudah dibuka', '09:10:00', 'MIS', 'Eri', 'true', 4, 'OK', 11, 'KENDALA LOGIN'],
  ]);
  expect(handedRows(bench, 'ML_Tracking').last?.cells.slice(2, 4)).toEqual(['sudah dibuka', 'KENDALA LOGIN']);
  expect(new Set(handedRows(bench, 'Logs').entries.map(({ key }) => key))).toEqual(new Set([String(messageId)]));
});

test('an update delivered again, or the same message under another update id, changes nothing', async () => {
  const ticket = await start(1, aSolution());
  const before = await inPhase(ticket, 'done');
  const story = (await ticket.query(eventsQuery)).events;
  await ticket.signal(staffMessageSignal, { updateId: 'u1', message: aSolution({ text: 'lain, MIT -bg' }) });
  await ticket.signal(staffMessageSignal, { updateId: 'u2', message: aSolution() });
  await ticket.signal(staffMessageSignal, { updateId: null, message: aSolution() });
  await atRest(ticket);
  expect(await ticket.query(statusQuery)).toEqual(before);
  expect((await ticket.query(eventsQuery)).events).toEqual(story);
  expect(handedRows(bench, 'Logs').entries).toHaveLength(1);
});

test('a file of an album that comes late changes the problem, a repeated one does not', async () => {
  const ticket = await start(3, aStaffMessage());
  const photo = {
    kind: 'photo',
    fileId: 'f2',
    fileName: null,
    mimeType: null,
    sizeBytes: null,
    messageId: 501,
  } as const;
  const problem = aProblem({ attachments: [photo] });
  await ticket.signal(problemEditedSignal, { updateId: null, problem });
  await ticket.signal(problemEditedSignal, { updateId: null, problem });
  const edits = (await ticket.query(eventsQuery)).events.filter(({ kind }) => kind === 'problemEdited');
  expect(edits).toHaveLength(1);
});

test('an edited problem is written and classified anew; one in which nothing differs changes nothing', async () => {
  const ticket = await start(2, aSolution());
  await inPhase(ticket, 'done');
  const edited = { updateId: 'u2', problem: aProblem({ editedAt: minutesAfter(NINE, 20) }) };
  await ticket.signal(problemEditedSignal, edited);
  const text = 'tidak bisa absen';
  await ticket.signal(problemEditedSignal, {
    updateId: 'u3',
    problem: aProblem({ text, editedAt: minutesAfter(NINE, 21) }),
  });
  await waitFor(() => handedRows(bench, 'Logs').last?.cells[6] === text, { describe: 'the new text in Logs' });
  await inPhase(ticket, 'done');
  expect(bench.fakes.calls('classify').map(({ problem }) => problem)).toEqual(['moban tidak bisa login mytech', text]);
  expect((await ticket.query(eventsQuery)).events.filter(({ kind }) => kind === 'problemEdited')).toHaveLength(1);
});

test('malformed signals are left alone: the ticket goes on and takes the next good one', async () => {
  const ticket = await start(3, aStaffMessage());
  const before = await inPhase(ticket, 'answered');
  const broken: unknown[] = [
    null,
    undefined,
    7,
    'text',
    [],
    {},
    { updateId: 5 },
    { updateId: 'x', message: null, problem: null, by: null },
    { updateId: 'x', message: { id: 'tg:9' }, problem: {}, by: { id: '9' } },
    { updateId: 'x', message: { ...aSolution(), sentAt: 'gestern' }, problem: { ...aProblem(), text: 5 } },
    { updateId: 'x', message: { ...aSolution(), from: null }, problem: { ...aProblem(), sentAt: '2031-99-99' } },
    { sequence: 1, worksheet: 'Elsewhere', outcome: 'written', keptCells: [] },
    { sequence: 1, worksheet: 'Logs', outcome: 'lost' },
    { sequence: '1', worksheet: 'Logs', outcome: 'parked' },
  ];
  for (const argument of broken) {
    for (const { name } of [staffMessageSignal, problemEditedSignal, rowsWrittenSignal, cancelSignal]) {
      await ticket.signal(name, argument);
    }
  }
  await ticket.signal('nobodyKnowsThis', {});
  await atRest(ticket);
  expect(await ticket.query(statusQuery)).toEqual(before);
  await ticket.signal(staffMessageSignal, { updateId: 'u2', message: aSolution() });
  await inPhase(ticket, 'done');
});

test('a classification that fails for 20 minutes loses nothing', async () => {
  let isDown = true;
  bench.fakes.change({
    classify: () =>
      isDown ? Promise.reject(ApplicationFailure.retryable('down', 'Down')) : Promise.resolve(aClassification()),
  });
  const ticket = await start(4, aStaffMessage());
  await inPhase(ticket, 'answered');
  await ticket.signal(staffMessageSignal, { updateId: 'u2', message: aSolution() });
  await waitFor(() => bench.fakes.calls('classify').length > 0, { describe: 'a first try' });
  const text = 'password diganti, MIS -dm';
  const edited = aSolution({ text, editedAt: minutesAfter(NINE, 12) });
  await ticket.signal(staffMessageSignal, { updateId: 'u3', message: edited });
  await bench.env.sleep('20 minutes');
  isDown = false;
  await bench.env.sleep('2 minutes');
  await inPhase(ticket, 'done');
  expect(bench.fakes.calls('classify').at(-1)?.solving).toBe('password diganti');
  expect(handedRows(bench, 'Logs').last?.cells.slice(10, 12)).toEqual([text, 'password diganti']);
  expect(handedRows(bench, 'ML_Tracking').entries).toHaveLength(1);
});

test('rows that cannot be handed over, not even by retries, are handed over later', async () => {
  let isBroken = true;
  bench.fakes.change({
    enqueueRows: async ({ entries }) => {
      if (isBroken) throw ApplicationFailure.nonRetryable('broken', 'Broken');
      await goodWorld(bench).enqueueRows?.({ spreadsheetId: '', entries });
    },
  });
  const ticket = await start(5, aSolution());
  await waitFor(() => bench.fakes.calls('enqueueRows').length === 1, { describe: 'a first try' });
  await atRest(ticket);
  isBroken = false;
  await bench.env.sleep('6 minutes');
  await inPhase(ticket, 'done');
  expect(new Set(handedRows(bench, 'Logs').entries.map(({ sequence }) => sequence)).size).toBe(1);
});

test('a handing over that is to be tried in a minute waits on a timer, and the ticket hears messages meanwhile', async () => {
  let tries = 0;
  bench.fakes.change({
    enqueueRows: async ({ entries }) => {
      tries += 1;
      const later = { type: 'ServerDown', message: 'down', nextRetryDelay: '1 minute' } as const;
      if (tries === 1) throw ApplicationFailure.create(later);
      await goodWorld(bench).enqueueRows?.({ spreadsheetId: '', entries });
    },
  });
  const ticket = await start(8, aSolution());
  await waitFor(() => tries === 1, { describe: 'a first try' });
  await atRest(ticket);
  const text = 'password diganti, MIT -bg';
  const edited = aSolution({ text, editedAt: minutesAfter(NINE, 12) });
  await ticket.signal(staffMessageSignal, { updateId: 'u3', message: edited });
  await statusWhere(ticket, 'the edit is noted', ({ solving }) => solving === 'password diganti');
  expect(tries).toBe(1);
  await bench.env.sleep('2 minutes');
  await inPhase(ticket, 'done');
  expect(handedRows(bench, 'Logs').last?.cells.slice(10, 12)).toEqual([text, 'password diganti']);
});

test('a message that comes while the story is put away opens the ticket again', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ archiveStory: () => held });
  open = await startTicket(bench, aTicketInput({ messageId: 6, settings: { editWindowMin: 0 } }), {
    updateId: 'u1',
    message: aSolution(),
  });
  await waitFor(() => bench.fakes.calls('archiveStory').length === 1, { describe: 'the ticket closes' });
  const edited = aSolution({ text: 'lain, MIS -dm', editedAt: minutesAfter(NINE, 12) });
  await open.signal(staffMessageSignal, { updateId: 'u2', message: edited });
  release();
  expect(await resultOf(open)).toMatchObject({ outcome: 'recorded' });
  expect(handedRows(bench, 'Logs').last?.cells[11]).toBe('lain');
  expect(bench.fakes.calls('archiveStory')).toHaveLength(2);
});
