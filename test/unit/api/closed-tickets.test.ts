import fc from 'fast-check';
import type { ClosedTicketRow } from '../../../activities/mirror/closed-tickets';
import type { ApiDeps } from '../../../api/deps';
import { listAllTickets } from '../../../api/tickets/list-all';
import { aListed, expectProblem, GROUP, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const key = KEYS.read;

function aRow(messageId: number, over: Partial<ClosedTicketRow> = {}): ClosedTicketRow {
  return {
    ...{ key: String(messageId), group: 'Demo', app: 'MIT', label: 'KENDALA LOGIN', sla: 'OK', confidence: 0.9 },
    ...{ receivedAt: '2031-01-02T03:00:00.000Z', source: 'lightgbm', review: 'auto_approved' },
    at: { day: '2031-01-02', spreadsheetId: 'book', rowKey: String(messageId).padStart(6, '0') },
    ...over,
  };
}

/** Temporal's list of some tickets, and the sheets' rows of all, newest first; Temporal may forget in between. */
function aDesk(known: number[], rows: readonly ClosedTicketRow[]) {
  const idOf = (messageId: number): string => `ticket-${GROUP}-${messageId}`;
  const asked: string[] = [];
  const list = ({
    query,
    pageSize,
    nextPageToken,
  }: {
    query: string;
    pageSize: number;
    nextPageToken?: Uint8Array;
  }) => {
    asked.push(query);
    if (query.startsWith('WorkflowId IN')) {
      const found = known.map(idOf).filter((id) => query.includes(`'${id}'`));
      return { executions: found.map((id) => aListed(id, {}, 2)), nextPageToken: Buffer.alloc(0) };
    }
    const below = nextPageToken ? Number(Buffer.from(nextPageToken).toString()) : Infinity;
    const page = known.filter((messageId) => messageId < below).slice(0, pageSize);
    const last = page.at(-1);
    const isMore = last !== undefined && known.some((messageId) => messageId < last);
    return {
      executions: page.map((messageId) => aListed(idOf(messageId), {}, 2)),
      nextPageToken: isMore ? Buffer.from(String(last)) : Buffer.alloc(0),
    };
  };
  const closedTickets: ApiDeps['closedTickets'] = ({ after, limit }) =>
    Promise.resolve({
      rows: rows.filter(({ at }) => after === null || at.rowKey < after.rowKey).slice(0, limit),
      plainChatId: GROUP,
    });
  return { list, closedTickets, asked };
}

test('what Temporal no longer knows follows from the mirror, in the same answer where there is room', async () => {
  const { list, closedTickets } = aDesk([9, 8], [aRow(9), aRow(8), aRow(7, { label: 'DIBATALKAN' }), aRow(6)]);
  const { call } = await startTestApi({ temporal: { list }, closedTickets });
  const { json } = await call('GET', '/api/tickets?limit=3', { key });
  expect((json.items as { id: string }[]).map(({ id }) => id)).toEqual([9, 8, 7].map((id) => `${GROUP}-${id}`));
  expect((json.items as unknown[])[2]).toEqual({
    ...{ id: `${GROUP}-7`, workflowId: `ticket-${GROUP}-7`, running: false, phase: 'closed', group: 'Demo' },
    ...{ app: 'MIT', label: null, confidence: 0.9, source: 'lightgbm', review: 'auto_approved', sla: 'OK' },
    ...{ receivedAt: '2031-01-02T03:00:00.000Z', dueAt: null },
  });
  const next = await call('GET', `/api/tickets?limit=3&cursor=${String(json.nextCursor)}`, { key });
  expect(next.json).toMatchObject({ items: [{ id: `${GROUP}-6` }], nextCursor: null });
});

test.each(['phase=open', 'phase=inReview', 'sla=running', 'sla=warned'])('%s asks Temporal alone', async (query) => {
  const { list } = aDesk([9], []);
  const closedTickets = () => Promise.reject(new Error('the mirror was asked'));
  const { call } = await startTestApi({ temporal: { list }, closedTickets });
  expect((await call('GET', `/api/tickets?${query}`, { key })).json.nextCursor).toBeNull();
});

test('filters go along to the mirror, and rows whose keys name no ticket are left out', async () => {
  const filters: unknown[] = [];
  const { list } = aDesk([], []);
  const { call } = await startTestApi({
    temporal: { list },
    closedTickets: ({ filter }) => {
      filters.push(filter);
      return Promise.resolve({ rows: [aRow(5), aRow(4, { key: 'catatan' })], plainChatId: null });
    },
  });
  const { json } = await call('GET', '/api/tickets?phase=closed&group=Demo&label=X&app=MIT&source=person&sla=OK', {
    key,
  });
  expect(json).toEqual({ items: [], nextCursor: null });
  expect(filters).toEqual([{ group: 'Demo', label: 'X', app: 'MIT', source: 'person', sla: 'OK' }]);
});

test.each(['m.', 'm.AAAA', 'm.e30', 'm.../../x'])('the cursor %j is refused', async (cursor) => {
  const { call } = await startTestApi();
  expectProblem(await call('GET', `/api/tickets?cursor=${cursor}`, { key }), 400, 'InvalidInput', /cursor: not one of/);
});

test('page by page each ticket comes once, however many Temporal forgets in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }),
      async (closed, open, limit, forgets) => {
        const all = Array.from({ length: closed + open }, (_, index) => closed + open - index);
        // The open ones have no row yet.
        const rows = all.filter((messageId) => messageId <= closed).map((messageId) => aRow(messageId));
        const known = all.filter((messageId) => messageId > closed / 2);
        const { list, closedTickets } = aDesk(known, rows);
        const client = {
          withDeadline: (_: number, work: () => Promise<unknown>) => work(),
          workflowService: { listWorkflowExecutions: (request: never) => Promise.resolve(list(request)) },
        } as unknown as ApiDeps['client'];
        const deps = { client, closedTickets, config: { temporal: { namespace: 'default' } } };
        const listed: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; ; page += 1) {
          const answer = await listAllTickets(deps, { limit, cursor });
          listed.push(...answer.items.map(({ id }) => id));
          if (answer.nextCursor === null) break;
          expect(answer.nextCursor.length).toBeLessThanOrEqual(2_000);
          cursor = answer.nextCursor;
          for (let index = forgets[page] ?? 0; index > 0 && (known.at(-1) ?? Infinity) <= closed; index -= 1)
            known.pop();
        }
        expect(listed.sort()).toEqual(all.map((messageId) => `${GROUP}-${messageId}`).sort());
      },
    ),
    { seed: 8, numRuns: 200 },
  );
});
