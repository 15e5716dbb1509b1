import type { TicketRow } from '../../../activities/mirror/ticket-row';
import type { ApiDeps } from '../../../api/deps';
import { expectProblem, GROUP, HOSTILE, KEYS, startTestApi, stopApis, TICKET } from './kit';

afterEach(stopApis);

const key = KEYS.read;

function aRow(over: Partial<TicketRow> = {}): TicketRow {
  return {
    ...{ group: 'Demo', text: 'lupa sandi', mediaUrl: '', app: 'MIT', solver: 'Bagas', solving: 'sudah direset' },
    ...{ opsText: 'sudah direset, MIT -bg', isOncek: false, label: 'KENDALA LOGIN' },
    ...{ receivedAt: '2031-01-02T03:00:00.000Z', respondedAt: '2031-01-02T03:04:30.000Z' },
    ...{ sla: { status: 'OK', responseMin: 4.5, remainingMin: 10.5 }, confidence: 0.9, source: 'lightgbm' },
    ...over,
  };
}

/** The rows of the sheet by their keys; no workflow knows any of them. */
async function anApi(rows: Readonly<Record<string, TicketRow>>, plainChatId: number | null = GROUP) {
  const asked: string[] = [];
  const ticketRow: ApiDeps['ticketRow'] = (keyIn) => {
    asked.push(keyIn(plainChatId));
    return Promise.resolve(rows[asked.at(-1) ?? ''] ?? null);
  };
  return { ...(await startTestApi({ ticketRow, desk: { status: () => null, events: () => null } })), asked };
}

test('a ticket that only its row knows is shown as the row has it: rows of the former system answered 404', async () => {
  const { call } = await anApi({ 42: aRow() });
  const { status, json } = await call('GET', `/api/tickets/${TICKET}`, { key });
  expect(status).toBe(200);
  expect(json).toEqual({
    ...{ ticketId: TICKET, chatId: GROUP, messageId: 42, groupLabel: 'Demo', phase: 'closed', outcome: 'recorded' },
    ...{ text: 'lupa sandi', receivedAt: '2031-01-02T03:00:00.000Z', dueAt: null },
    ...{ sla: { responseMin: 4.5, status: 'OK', remainingMin: 10.5 }, label: 'KENDALA LOGIN', confidence: 0.9 },
    ...{ source: 'lightgbm', reasons: null, top: [], reviewedBy: null, reviewLock: null, appCode: 'MIT' },
    ...{ solverName: 'Bagas', solving: 'sudah direset', cardVersion: 0, mediaUrls: [], rowsPending: false },
  });
  expect((await call('GET', `/api/tickets/${TICKET}/events`, { key })).json).toEqual({
    items: [
      { at: '2031-01-02T03:00:00.000Z', kind: 'opened', who: null, detail: 'lupa sandi' },
      { at: '2031-01-02T03:04:30.000Z', kind: 'solution', who: 'Bagas', detail: 'sudah direset, MIT -bg' },
    ],
    ...{ sla: null, nextCursor: null },
  });
});

test.each([
  ['cancelled', { label: 'DIBATALKAN' }, { outcome: 'cancelled', label: null }],
  ['without an answer', { solving: '', opsText: '', solver: '' }, { outcome: 'unanswered', solverName: null }],
  ['looked at only', { solving: '', opsText: '', isOncek: true }, { outcome: 'recorded', solving: null }],
  ['with cells that cannot be read', { receivedAt: null, sla: null }, { receivedAt: null, sla: null }],
  ['with files', { mediaUrl: 'https://a/1\nhttps://a/2' }, { mediaUrls: ['https://a/1', 'https://a/2'] }],
  ['with hostile text', { text: HOSTILE }, { text: HOSTILE }],
])('a row %s', async (_what, over, expected) => {
  const { call } = await anApi({ 42: aRow(over) });
  expect((await call('GET', `/api/tickets/${TICKET}`, { key })).json).toMatchObject(expected);
});

test('the key is the plain message id in the first group alone', async () => {
  const { call, asked } = await anApi({ [`42@${GROUP}`]: aRow() }, -1002);
  expect((await call('GET', `/api/tickets/${TICKET}`, { key })).status).toBe(200);
  expect(asked).toEqual([`42@${GROUP}`]);
});

test.each(['', '/events'])('without a row as well it is unknown: /api/tickets/{id}%s', async (path) => {
  const { call } = await anApi({ 43: aRow() });
  expectProblem(await call('GET', `/api/tickets/${TICKET}${path}`, { key }), 404, 'UnknownTicket', /no open ticket/);
});
