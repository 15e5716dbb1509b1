import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { createMirror, type Mirror } from '../../../activities/mirror';
import type { PeopleCell } from '../../../activities/mirror/people-cells';
import { tellAdmins } from '../../../activities/sheet-sync/tell-admins';
import { tellTickets } from '../../../activities/sheet-sync/tell-tickets';
import type { SheetReview } from '../../../workflows/contracts/ticket';
import { silentLog } from './sheets-makers';

const AT = '2026-03-02T03:00:00.000Z';
const PLAIN = -1001;

let mirror: Mirror;
let signals: { workflowId: string; review: SheetReview }[];
let answer: (workflowId: string) => Promise<void>;

beforeEach(async () => {
  mirror = await createMirror({ file: ':memory:' });
  signals = [];
  answer = () => Promise.resolve();
});
afterEach(() => mirror.close());

const client = {
  workflow: {
    getHandle: (workflowId: string) => ({
      signal: async (_: unknown, review: SheetReview) => {
        await answer(workflowId);
        signals.push({ workflowId, review });
      },
    }),
  },
} as unknown as Client;

const tell = () =>
  tellTickets({
    ...{ client, peopleCells: mirror.peopleCells, plainChatId: PLAIN },
    ...{ now: () => new Date(AT), onProgress: () => undefined },
  });

function people(cells: Partial<PeopleCell>[], worksheet: 'Logs' | 'ML_Tracking' = 'ML_Tracking'): Promise<void> {
  const edited = cells.map((cell) => ({
    ...({ key: '1', cell: 'label', value: 'A', against: ['X'], seenAt: AT } as const),
    ...cell,
  }));
  return mirror.sheetRows.store({ spreadsheetId: 'book', worksheet }, { records: [], moved: [], settled: [], edited });
}

it('tells label and status of a row in one signal, to the ticket that its key names', async () => {
  await people([{ cell: 'status', value: 'APPROVED' }, { value: 'B' }, { key: '7@-2002', value: 'C' }]);
  await people([{ key: '9' }], 'Logs');
  expect(await tell()).toEqual({ told: 3, passedOver: 0 });
  expect(signals).toEqual([
    { workflowId: 'ticket--1001-9', review: { worksheet: 'Logs', label: 'A', status: null, seenAt: AT } },
    { workflowId: 'ticket--1001-1', review: { worksheet: 'ML_Tracking', label: 'B', status: 'APPROVED', seenAt: AT } },
    { workflowId: 'ticket--2002-7', review: { worksheet: 'ML_Tracking', label: 'C', status: null, seenAt: AT } },
  ]);
  expect(await tell()).toEqual({ told: 0, passedOver: 0 });
});

it('passes over tickets that are over and keys that no ticket has, for good', async () => {
  await people([{ key: '1' }, { key: 'no such key' }, { key: '2' }]);
  answer = (id) =>
    id.endsWith('-1') ? Promise.reject(new WorkflowNotFoundError('over', id, undefined)) : Promise.resolve();
  expect(await tell()).toEqual({ told: 1, passedOver: 2 });
  expect(await mirror.peopleCells.countUntold()).toBe(0);
});

it('a column dragged over 5,000 rows reaches each ticket once, at most 20 at a time', async () => {
  let [under, most] = [0, 0];
  answer = async () => {
    under += 1;
    most = Math.max(most, under);
    await Promise.resolve();
    under -= 1;
  };
  const both = (key: string) => [{ key }, { key, cell: 'status' as const, value: 'APPROVED' }];
  await people(Array.from({ length: 5_000 }, (_, index) => both(String(index + 1))).flat());
  expect(await tell()).toEqual({ told: 5_000, passedOver: 0 });
  expect(new Set(signals.map(({ workflowId }) => workflowId)).size).toBe(5_000);
  expect(signals.every(({ review }) => review.label === 'A' && review.status === 'APPROVED')).toBe(true);
  expect(most).toBe(20);
});

it('a ticket that cannot be told holds up no other, and is told by the next call', async () => {
  await people(Array.from({ length: 300 }, (_, index) => ({ key: String(index + 1) })));
  answer = (id) => (id.endsWith('-1') ? Promise.reject(new Error('the server is busy')) : Promise.resolve());
  await expect(tell()).rejects.toThrow('the server is busy');
  expect(signals).toHaveLength(299);
  answer = () => Promise.resolve();
  expect(await tell()).toEqual({ told: 1, passedOver: 0 });
});

it('a call that ended halfway is taken up where it was: only the last few are repeated', async () => {
  await people(Array.from({ length: 100 }, (_, index) => ({ key: String(index + 1) })));
  let rounds = 0;
  const onProgress = (): void => {
    rounds += 1;
    if (rounds === 2) throw new Error('the worker went down');
  };
  const deps = { client, peopleCells: mirror.peopleCells, plainChatId: PLAIN, now: () => new Date(AT), onProgress };
  await expect(tellTickets(deps)).rejects.toThrow('went down');
  expect(signals).toHaveLength(40);
  await tell();
  expect(signals).toHaveLength(100);
});

it('tells the admins of duplicates in one message that names some, with a key of its own, once', async () => {
  const alerts = Array.from({ length: 12 }, (_, index) => ({
    ...{ kind: 'duplicate' as const, subject: `<${String(index).padStart(2, '0')}>`, detail: 'rows 2, 5' },
  }));
  await mirror.sheetAlerts.replace({ spreadsheetId: 'book', worksheet: 'Logs' }, ['duplicate'], alerts, AT);
  const posts: { key: string; html: string }[] = [];
  const deps = {
    ...{ language: 'id' as const, sheetAlerts: mirror.sheetAlerts, log: silentLog(), now: () => new Date(AT) },
    post: ({ item }: { item: { key: string; html: string } }) => Promise.resolve(void posts.push(item)),
  };
  expect(await tellAdmins(deps)).toBe(1);
  expect(await tellAdmins(deps)).toBe(0);
  expect(posts).toHaveLength(1);
  expect(posts[0]?.key).toBe(`sheet-duplicate-book-Logs-${AT}`);
  expect(posts[0]?.html).toContain('<code>&lt;00&gt;</code>');
  expect(posts[0]?.html).toContain('dan 2 lainnya');
});
