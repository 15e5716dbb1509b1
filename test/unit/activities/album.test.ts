import { MockActivityEnvironment } from '@temporalio/testing';
import { createAlbumActivities } from '../../../activities/album';
import { createAlbumRecords } from '../../../activities/album-records';
import type { AlbumBatch } from '../../../workflows/contracts/album';
import { aProblem, aStaffMessage, minutesAfter, NINE } from '../../support/makers';
import { memoryStore } from '../../support/memory-store';
import { quietRuntime } from '../../support/temporal';
import { fakeDesk } from '../bots/fakes';

beforeAll(quietRuntime);

const photo = (fileId: string) => ({ kind: 'photo', fileId, fileName: null, mimeType: null, sizeBytes: 9 }) as const;
const anItem = (messageId: number, text = '') => ({
  messageId,
  problem: aProblem({ text, media: photo(`f${messageId}`) }),
});
const aBatch = (overrides: Partial<AlbumBatch>): AlbumBatch => ({
  ...{ chatId: -77, mediaGroupId: '9', groupLabel: 'Demo', items: [], replies: [] },
  ...overrides,
});
const oncek = { kind: 'answer', signal: { updateId: 'u1', message: aStaffMessage() } } as const;

function aBench(answers: Parameters<typeof fakeDesk>[0] = {}, store = memoryStore()) {
  const { desk, calls } = fakeDesk({
    open: () => ({ delivery: 'started' }),
    answer: () => 'known',
    edit: () => true,
    editProblem: () => true,
    cancel: () => true,
    ...answers,
  });
  const records = createAlbumRecords(store);
  const activities = createAlbumActivities({ desk, records });
  const settleAlbum = (batch: AlbumBatch) => new MockActivityEnvironment().run(activities.settleAlbum, batch);
  return { settleAlbum, calls, records, store, methods: () => calls.map(({ method }) => method) };
}

test('a new album opens one ticket with all its files, then gets what was replied meanwhile', async () => {
  const { settleAlbum, calls } = aBench();
  const items = [anItem(43), anItem(42, 'login gagal')];
  expect(await settleAlbum(aBatch({ items, replies: [oncek] }))).toEqual({ ticketId: '-77-42' });
  expect(calls).toMatchObject([
    {
      method: 'open',
      args: [{ chatId: -77, messageId: 42, problem: { text: 'login gagal', attachments: [{ messageId: 43 }] } }],
    },
    { method: 'answer', args: [{ messageId: 42 }, { updateId: 'u1' }] },
  ]);
});

test('what comes later goes to the same ticket, also after a restart', async () => {
  const store = memoryStore();
  await aBench({}, store).settleAlbum(aBatch({ items: [anItem(43)] }));
  const { settleAlbum, calls } = aBench({}, store);
  await settleAlbum(aBatch({ items: [anItem(42, 'login gagal'), anItem(43)], replies: [oncek] }));
  expect(calls).toMatchObject([
    { method: 'editProblem', args: [{ messageId: 43 }, { updateId: null, problem: { text: 'login gagal' } }] },
    { method: 'answer', args: [{ messageId: 43 }, {}] },
  ]);
});

test('an item delivered again changes nothing', async () => {
  const { settleAlbum, methods } = aBench();
  await settleAlbum(aBatch({ items: [anItem(42)] }));
  await settleAlbum(aBatch({ items: [anItem(42)] }));
  expect(methods()).toEqual(['open']);
});

test('an attempt that ended between opening and remembering opens the same ticket again', async () => {
  const store = memoryStore();
  let isBroken = true;
  const put = (key: string, content: string | Uint8Array) =>
    isBroken ? Promise.reject(new Error('disk full')) : store.put(key, content);
  const { settleAlbum, calls } = aBench({}, { ...store, put });
  const batch = aBatch({ items: [anItem(42), anItem(43)], replies: [oncek] });
  await expect(settleAlbum(batch)).rejects.toThrow('disk full');
  isBroken = false;
  await settleAlbum(batch);
  expect(calls.map(({ method, args }) => [method, (args[0] as { messageId: number }).messageId])).toEqual([
    ['open', 42],
    ['open', 42],
    ['answer', 42],
  ]);
});

test('edits of replies and /batal reach the ticket, and open none where there is no album', async () => {
  const replies = [
    { kind: 'edit', signal: oncek.signal },
    { kind: 'cancel', request: { updateId: 'u2', by: { id: 9001, name: 'Bagas' } } },
  ] as const;
  const { settleAlbum, methods } = aBench();
  expect(await settleAlbum(aBatch({ replies }))).toEqual({ ticketId: null });
  expect(methods()).toEqual([]);
  await settleAlbum(aBatch({ items: [anItem(42)], replies }));
  expect(methods()).toEqual(['open', 'edit', 'cancel']);
});

test('a media group whose id is no name for a file is remembered all the same', async () => {
  const { settleAlbum, records, store } = aBench();
  const mediaGroupId = '../../x y';
  await settleAlbum(aBatch({ mediaGroupId, items: [anItem(42)] }));
  expect(await records.get({ chatId: -77, mediaGroupId })).toMatchObject({ ticketMessageId: 42 });
  expect([...store.files.keys()]).toEqual([expect.stringMatching(/^albums\/-77\/x[0-9a-f]{16}\.json$/)]);
});

test('an edited caption is told with the date of the edit, which a ticket goes by', async () => {
  const { settleAlbum, calls } = aBench();
  await settleAlbum(aBatch({ items: [anItem(42), anItem(43, 'lama')] }));
  const editedAt = minutesAfter(NINE, 5);
  const problem = { ...anItem(43, 'baru').problem, editedAt };
  await settleAlbum(aBatch({ items: [{ messageId: 43, problem }] }));
  expect(calls[1]).toMatchObject({ method: 'editProblem', args: [{}, { problem: { text: 'baru', editedAt } }] });
});
