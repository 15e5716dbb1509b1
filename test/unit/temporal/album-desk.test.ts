import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { takeItems } from '../../../domain/album';
import { withAlbums } from '../../../temporal/album-desk';
import { createTicketDesk } from '../../../temporal/ticket-desk';
import { aProblem, aStaffMessage, minutesAfter, NINE, ticketSettings } from '../../support/makers';
import { fakeDesk } from '../bots/fakes';

const ITEM = { chatId: -77, messageId: 43, mediaGroupId: '9', groupLabel: 'Demo', problem: aProblem({ text: 'x' }) };
const REF = { chatId: -77, messageId: 43, mediaGroupId: '9' };
const ALONE = { chatId: -77, messageId: 50 };
const SIGNAL = { updateId: 'u1', message: aStaffMessage() };
const EDIT = { updateId: 'u2', problem: aProblem({ text: 'y' }) };
const CANCEL = { updateId: 'u3', by: { id: 9001, name: 'Bagas' } };
/** Item 42 with the text x, whose ticket is open. */
const KNOWN = takeItems(null, {
  ...{ chatId: -77, mediaGroupId: '9', groupLabel: 'Demo' },
  items: [{ messageId: 42, problem: aProblem({ text: 'x' }) }],
});

/** @param album - what is remembered; @param isGathering - an album's workflow runs */
function aDesk({
  album = null,
  isGathering = false,
  albumOf = () => Promise.resolve(album),
}: {
  album?: typeof KNOWN;
  isGathering?: boolean;
  albumOf?: () => Promise<typeof KNOWN>;
}) {
  const { desk, calls } = fakeDesk({
    open: () => ({ delivery: 'started', workflowId: 'w', runId: 'r' }),
    answer: () => 'known',
    edit: () => true,
    editProblem: () => false,
    cancel: () => true,
    status: () => null,
    events: () => null,
  });
  const signals: unknown[] = [];
  const client = {
    workflow: {
      signalWithStart: (_type: string, { workflowId, signalArgs }: { workflowId: string; signalArgs: unknown[] }) =>
        Promise.resolve(void signals.push([workflowId, 'start', ...signalArgs])),
      getHandle: (workflowId: string) => ({
        signal: (_definition: unknown, signal: unknown) =>
          isGathering
            ? Promise.resolve(void signals.push([workflowId, 'signal', signal]))
            : Promise.reject(new WorkflowNotFoundError('no such workflow', workflowId, undefined)),
      }),
    },
  } as unknown as Client;
  // A spread of the fake would find nothing: its methods are made when asked for.
  const { open, answer, edit, editProblem, cancel, review, lockReview, undoReview, status, events, list } = desk;
  const plain = { open, answer, edit, editProblem, cancel, review, lockReview, undoReview, status, events, list };
  return { desk: withAlbums(plain, { client, albumOf }), calls, signals };
}

const ALBUM = 'album--77-9';
const item = { messageId: 43, problem: ITEM.problem };

test('a question about any item of an album is about its ticket', async () => {
  const { desk, calls } = aDesk({ album: KNOWN });
  await desk.status(REF);
  await desk.events(REF);
  await desk.status(ALONE);
  expect(calls.map(({ args }) => (args[0] as { messageId: number }).messageId)).toEqual([42, 42, 50]);
});

test('messages of no album go to their tickets', async () => {
  const { desk, calls, signals } = aDesk({});
  await desk.open({ ...ITEM, ...ALONE, mediaGroupId: undefined });
  await desk.edit(ALONE, SIGNAL);
  await desk.editProblem(ALONE, EDIT);
  await desk.cancel(ALONE, CANCEL);
  expect(calls.map(({ method }) => method)).toEqual(['open', 'edit', 'editProblem', 'cancel']);
  expect(signals).toEqual([]);
});

test('an item, and an answer to an item before the ticket is open, go to the gathering of the album', async () => {
  const { desk, calls, signals } = aDesk({});
  expect(await desk.open(ITEM)).toEqual({ delivery: 'gathering', workflowId: ALBUM, runId: null });
  expect(await desk.answer(ITEM, SIGNAL)).toBe('gathering');
  expect(signals).toEqual([
    [ALBUM, 'start', { item, reply: null }],
    [ALBUM, 'start', { item, reply: { kind: 'answer', signal: SIGNAL } }],
  ]);
  expect(calls).toEqual([]);
});

test('a reply to any item of a known album goes straight to the album’s ticket', async () => {
  const { desk, calls, signals } = aDesk({ album: KNOWN });
  expect(await desk.answer(ITEM, SIGNAL)).toBe('known');
  await desk.edit(REF, SIGNAL);
  await desk.cancel(REF, CANCEL);
  expect(calls.map(({ method, args }) => [method, (args[0] as typeof REF).messageId])).toEqual([
    ['answer', 42],
    ['edit', 42],
    ['cancel', 42],
  ]);
  expect(signals).toEqual([]);
});

// Found by the fault `minio-down`: the whole chat waited behind one reply.
test('an answer goes to the gathering while nobody can say whether the album is known', async () => {
  const { desk, calls, signals } = aDesk({ albumOf: () => Promise.reject(new Error('the store is down')) });
  expect(await desk.answer(ITEM, SIGNAL)).toBe('gathering');
  expect(calls).toEqual([]);
  expect(signals).toEqual([[ALBUM, 'start', { item, reply: { kind: 'answer', signal: SIGNAL } }]]);
});

test('edits and /batal reach an album that is being gathered, and start none', async () => {
  const gathering = aDesk({ isGathering: true });
  await gathering.desk.edit(REF, SIGNAL);
  await gathering.desk.cancel(REF, CANCEL);
  expect(await gathering.desk.editProblem(REF, EDIT)).toBe(true);
  expect(gathering.signals).toMatchObject([
    [ALBUM, 'signal', { item: null, reply: { kind: 'edit' } }],
    [ALBUM, 'signal', { item: null, reply: { kind: 'cancel' } }],
    [ALBUM, 'signal', { item: { messageId: 43, problem: { text: 'y' } }, reply: null }],
  ]);
  expect(gathering.calls).toEqual([]);
  const quiet = aDesk({});
  await quiet.desk.cancel(REF, CANCEL);
  expect(await quiet.desk.editProblem(REF, EDIT)).toBe(false);
  expect(quiet.signals).toEqual([]);
  expect(quiet.calls.map(({ method }) => method)).toEqual(['cancel', 'editProblem']);
});

test('an edited caption of a known album is gathered, a reaction is not', async () => {
  const { desk, signals } = aDesk({ album: KNOWN });
  const own = { ...REF, messageId: 42 };
  expect(await desk.editProblem(own, { updateId: 'u', problem: aProblem({ text: 'x' }) })).toBe(true);
  expect(signals).toEqual([]);
  expect(await desk.editProblem(own, EDIT)).toBe(true);
  expect(signals).toMatchObject([[ALBUM, 'start', { item: { messageId: 42, problem: { text: 'y' } }, reply: null }]]);
});

test('a late reply to an album whose ticket was archived long ago starts nothing', async () => {
  const started: string[] = [];
  const start = (_type: string, { workflowId }: { workflowId: string }) =>
    Promise.resolve(void started.push(workflowId));
  const client = { workflow: { start, signalWithStart: start } } as unknown as Client;
  const desk = createTicketDesk({
    ...{ client, settings: ticketSettings(), plainChat: () => Promise.resolve(null) },
    archivedStory: (ticketId) => Promise.resolve(ticketId === '-77-42' ? '{}' : null),
    now: () => new Date(minutesAfter(NINE, 60 * 24 * 90)),
  });
  const albums = withAlbums(desk, { client, albumOf: () => Promise.resolve(KNOWN) });
  expect(await albums.answer(ITEM, SIGNAL)).toBe('closed');
  expect(started).toEqual([]);
});
