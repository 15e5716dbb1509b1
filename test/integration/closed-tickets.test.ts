import { Client, Connection } from '@temporalio/client';
import { createMirror, type Mirror } from '../../activities/mirror';
import { createClosedTickets, type ClosedTicketPosition } from '../../activities/mirror/closed-tickets';
import { createTicketRow } from '../../activities/mirror/ticket-row';
import { listAllTickets } from '../../api/tickets/list-all';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import { aLogsRow, SEEN_AT } from '../support/mirror-rows';
import { eachMirror } from '../support/mirrors';
import { GROUP } from '../support/people';
import { startDevServer, type DevServer } from '../support/temporal';
import { waitFor } from '../support/wait';

describe.each(eachMirror())('rows of tickets, %s', (_, open) => {
  let mirror: Mirror;
  beforeEach(async () => {
    mirror = await open();
    const rows = [
      aLogsRow('1'),
      aLogsRow('2', { day: '2026-03-05', sla_status: 'TERLAMBAT', app_code: 'SCM' }),
      aLogsRow('3', { day: '2026-03-05', label_cell: 'MODEM' }),
      aLogsRow('4', { removed_at: SEEN_AT }),
      aLogsRow('5', { is_keyed: 0 }),
      aLogsRow('6', { day: '2026-03-01', group_label: 'Lain' }),
    ];
    await mirror.db.insertInto('logs_rows').values(rows).execute();
    const tracked = { spreadsheet_id: 'book', row_key: '3', is_keyed: 1, row_number: 2, row_hash: 'x', unreadable: 0 };
    await mirror.db
      .insertInto('tracking_rows')
      .values({
        ...{ ...tracked, is_unsettled: 0, seen_at: SEEN_AT, removed_at: null, text: '', solving: '', label: 'MODEM' },
        ...{ label_cell: 'MODEM', confidence: 0.7, review_status: 'APPROVED', status_cell: 'APPROVED' },
        ...{ classified_at: null, day: '2026-03-05', source: 'person' },
      })
      .execute();
  });
  afterEach(() => mirror.close());

  test('newest day first, page by page, each once', async () => {
    const keys: string[] = [];
    for (let after: ClosedTicketPosition | null = null; ;) {
      const rows = await createClosedTickets(mirror.db)({ filter: {}, after, limit: 2 });
      keys.push(...rows.map(({ key }) => key));
      after = rows.at(-1)?.at ?? null;
      if (rows.length < 2) break;
    }
    expect(keys).toEqual(['3', '2', '1', '6']);
  });

  test.each([
    [{ sla: 'TERLAMBAT' }, ['2']],
    [{ app: 'SCM' }, ['2']],
    [{ label: 'MODEM' }, ['3']],
    [{ source: 'person' }, ['3']],
    [{ group: 'Lain' }, ['6']],
    [{ group: 'Demo', sla: 'OK' }, ['3', '1']],
  ])('%j narrows', async (filter, expected) => {
    const rows = await createClosedTickets(mirror.db)({ filter, after: null, limit: 10 });
    expect(rows.map(({ key }) => key)).toEqual(expected);
  });

  test('with what ML_Tracking says of them', async () => {
    const [row] = await createClosedTickets(mirror.db)({ filter: { label: 'MODEM' }, after: null, limit: 1 });
    expect(row).toMatchObject({ confidence: 0.7, source: 'person', review: 'APPROVED' });
  });

  test('one row by its key, with all that both worksheets tell; none that was removed or has no key', async () => {
    const ticketRow = createTicketRow(mirror.db);
    expect(await ticketRow('3')).toEqual({
      ...{ group: 'Demo', text: 'lupa sandi', mediaUrl: '', app: 'MIT', solver: 'Bagas', solving: 'sudah direset' },
      ...{ opsText: '', isOncek: false, label: 'MODEM', receivedAt: null, respondedAt: null },
      ...{ sla: { status: 'OK', responseMin: 3, remainingMin: 12 }, confidence: 0.7, source: 'person' },
    });
    expect(await ticketRow('1')).toMatchObject({ confidence: null, source: null });
    expect(await Promise.all(['4', '5', '404'].map(ticketRow))).toEqual([null, null, null]);
  });
});

describe('the list of tickets on a real server', () => {
  let server: DevServer;
  let connection: Connection;
  let mirror: Mirror;

  beforeAll(async () => {
    server = await startDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
    connection = await Connection.connect({ address: server.address });
    mirror = await createMirror({ file: ':memory:' });
  }, 60_000);

  afterAll(async () => {
    await mirror?.close();
    await connection?.close();
    await server?.close();
  });

  it('goes on in the mirror behind what Temporal forgot, and shows nothing twice', async () => {
    const client = new Client({ connection });
    for (const messageId of [1, 2, 3]) {
      await client.workflow.start('ticketWorkflow', {
        ...{ workflowId: `ticket-${GROUP}-${messageId}`, taskQueue: 'nobody', args: [] },
      });
    }
    await mirror.db
      .insertInto('logs_rows')
      .values(['1', '2', '3'].map((key) => aLogsRow(key)))
      .execute();
    const ended = { workflowId: `ticket-${GROUP}-2` };
    await client.workflow.getHandle(ended.workflowId).terminate();
    await connection.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution: ended });
    const closedTickets = createClosedTickets(mirror.db);
    const deps = {
      client,
      config: { temporal: { namespace: 'default' } },
      closedTickets: async (page: Parameters<typeof closedTickets>[0]) => ({
        rows: await closedTickets(page),
        plainChatId: GROUP,
      }),
    };
    const list = async (limit: number) => {
      const found: string[] = [];
      for (let cursor: string | undefined; ;) {
        const { items, nextCursor } = await listAllTickets(deps, { limit, cursor });
        found.push(...items.map(({ id, running }) => `${id.slice(id.lastIndexOf('-') + 1)}${running ? '' : ' gone'}`));
        if (nextCursor === null) return found;
        cursor = nextCursor;
      }
    };
    await waitFor(async () => (await list(10)).includes('2 gone') || null, { describe: 'Temporal has forgotten it' });
    for (const limit of [1, 2, 3, 10]) expect(await list(limit)).toEqual(['3', '1', '2 gone']);
  }, 60_000);
});
