import type { RowWish, RowWriteResult } from '../../../activities/row-writer';
import { HEADINGS } from '../../../domain/sheet-rows';
import { expectProblem, KEYS, startTestApi, stopApis } from './kit';

afterEach(stopApis);

const CELLS = HEADINGS.Logs.map((_, column) => (column === 3 ? '42' : column === 16 ? 4.5 : null));
const READING = { spreadsheetId: 'demo', row: 7, key: '42', cells: CELLS };
const spreadsheets = () => Promise.resolve(['demo-2025', 'demo']);

async function writing(result: RowWriteResult, ledger = () => ({ pending: 3, blocked: null })) {
  const wishes: RowWish[] = [];
  const api = await startTestApi({
    temporal: { ledger },
    rows: {
      spreadsheets,
      write: (wish) => (wishes.push(wish), Promise.resolve(result)),
      logs: { all: () => none(), newest: () => Promise.reject(new Error()), at: () => Promise.resolve(READING) },
    },
  });
  return { ...api, wishes };
}

async function* none(): AsyncGenerator<never> {
  await Promise.resolve();
  yield* [];
}

describe('append', () => {
  test('writes the row by its key: minutes as numbers, all others as texts, unknown fields ignored', async () => {
    const { call, wishes } = await writing({ kind: 'written', row: 9 });
    const body = { tech_message_id: 42, sla_response_min: '4,5', is_oncek: true, solving: '', chat: 'x' };
    const answer = await call('POST', '/api/data/logs/append', { key: KEYS.write, body });
    expect([answer.status, answer.json]).toEqual([200, { success: true, row_index: 9, queued: false }]);
    const cells = HEADINGS.Logs.map(() => undefined as unknown);
    cells[3] = '42';
    cells[11] = null;
    cells[15] = 'true';
    cells[16] = 4.5;
    expect(wishes).toEqual([{ worksheet: 'Logs', key: '42', cells }]);
  });

  test('is 202 with the length of the queue while the sheet cannot be written', async () => {
    const { call } = await writing({ kind: 'queued' }, () => ({ pending: 12, blocked: 'denied' }) as never);
    const answer = await call('POST', '/api/data/logs/append', { body: { tech_message_id: '42' } });
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ success: false, queued: true, queue_size: 12, row_index: null });
    expect(answer.json.detail).toMatch(/closed \(denied\)/);
  });

  test('is 409 where the row was changed since it was read', async () => {
    const { call } = await writing({ kind: 'changed' });
    const answer = await call('POST', '/api/data/logs/append', { body: { tech_message_id: '42' } });
    expectProblem(answer, 409, 'RowChanged', /^row 42 was changed/);
  });

  test.each([
    ['no key', {}, /^tech_message_id: /],
    ['a blank key', { tech_message_id: ' ' }, /^tech_message_id: /],
    ['a list in a cell', { tech_message_id: 1, solving: [] }, /^solving: /],
    ['half a surrogate pair', `{"tech_message_id":1,"solving":"\\ud83d"}`, /^solving: .*NUL/],
  ])('%s is 400 and names the field', async (_what, body, detail) => {
    const { call } = await writing({ kind: 'queued' });
    expectProblem(await call('POST', '/api/data/logs/append', { body }), 400, 'InvalidInput', detail);
  });
});

describe('put', () => {
  test('changes the named cells of the row that stands at the number', async () => {
    const { call, wishes } = await writing({ kind: 'written', row: 7 });
    const answer = await call('PUT', '/api/data/logs/7', { key: KEYS.write, body: { solving: 'sudah direset' } });
    expect(answer.json).toEqual({ success: true, row_index: 7, queued: false });
    expect(wishes[0]?.key).toBe('42');
    expect(wishes[0]?.cells.filter((cell) => cell !== undefined)).toEqual(['42', 'sudah direset']);
  });

  test('where the body has a key, the key names the row and not the number, which people may have moved', async () => {
    const { call, wishes } = await writing({ kind: 'written', row: 8 });
    await call('PUT', '/api/data/logs/7', { body: { tech_message_id: 99, solving: 'x' } });
    expect(wishes[0]?.key).toBe('99');
  });

  test('is 404 where nobody saw a row and no key is given', async () => {
    const { call } = await startTestApi({
      rows: {
        spreadsheets,
        logs: { all: none, newest: () => Promise.reject(new Error('unexpected')), at: () => Promise.resolve(null) },
      },
    });
    expectProblem(await call('PUT', '/api/data/logs/7', { body: {} }), 404, 'NotFound', /tech_message_id/);
  });

  test.each(['0', '1', '-3', '2.5', 'abc', '..%2f..', '99999999999', '%00'])('%s is no row number', async (row) => {
    const { call } = await startTestApi();
    expectProblem(await call('PUT', `/api/data/logs/${row}`, { body: {} }), 400, 'InvalidInput', /^path: /);
  });
});

test('row answers the cells of the spreadsheet that takes new rows, or that there is none', async () => {
  const asked: unknown[] = [];
  const at = (...args: unknown[]) => (asked.push(args), Promise.resolve(args[1] === 7 ? READING : null));
  const { call } = await startTestApi({
    rows: { spreadsheets, logs: { all: none, newest: () => Promise.reject(new Error('unexpected')), at } },
  });
  const there = await call('GET', '/api/data/logs/row/7', { key: KEYS.read });
  expect(there.json).toEqual({ row: CELLS, found: true });
  expect((await call('GET', '/api/data/logs/row/8')).json).toEqual({ row: null, found: false });
  expect(asked).toEqual([
    ['demo', 7],
    ['demo', 8],
  ]);
});

test('find says where the row of a message stands', async () => {
  const find = (_sheet: string, key: string) =>
    Promise.resolve(key === '42@-5' ? { spreadsheetId: 'demo', row: 7, hashes: [], wished: null } : null);
  const { call } = await startTestApi({ rows: { spreadsheets, places: { find } } });
  expect((await call('GET', '/api/data/logs/find/42@-5')).json).toEqual({ row_index: 7, found: true });
  expect((await call('GET', '/api/data/logs/find/43')).json).toEqual({ row_index: null, found: false });
  expectProblem(await call('GET', '/api/data/logs/find/%20'), 400, 'InvalidInput', /^path: /);
});

test('all has the headings first and the rows of every spreadsheet, oldest first', async () => {
  const all = async function* (spreadsheetId: string) {
    await Promise.resolve();
    yield [{ ...READING, spreadsheetId, cells: [spreadsheetId] }];
    yield [{ ...READING, spreadsheetId, cells: ['"', null] }];
  };
  const { call } = await startTestApi({
    rows: {
      spreadsheets,
      logs: {
        all,
        newest: () => Promise.reject(new Error('unexpected')),
        at: () => Promise.reject(new Error('unexpected')),
      },
    },
  });
  const { json, headers } = await call('GET', '/api/data/logs/all', { key: KEYS.read });
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(json).toEqual({ rows: [HEADINGS.Logs, ['demo-2025'], ['"', null], ['demo'], ['"', null]], total: 4 });
});

describe('pages', () => {
  test('rows come by their headings, and the cursor leads on', async () => {
    const asked: unknown[] = [];
    const next = { day: '2031-03-03', spreadsheetId: 'demo', rowKey: '42' };
    const newest = (query: { after: unknown }) => {
      asked.push(query);
      return Promise.resolve({ rows: query.after ? [] : [READING], next: query.after ? null : next });
    };
    const { call } = await startTestApi({
      rows: { logs: { all: none, newest, at: () => Promise.reject(new Error()) } },
    });
    const { json } = await call('GET', '/api/data/logs?from=2031-03-01&limit=1', { key: KEYS.read });
    expect(json.items).toEqual([
      expect.objectContaining({ row_index: 7, spreadsheet_id: 'demo', tech_message_id: '42', sla_response_min: 4.5 }),
    ]);
    const rest = await call('GET', `/api/data/logs?cursor=${json.nextCursor}`);
    expect(rest.json).toEqual({ items: [], nextCursor: null });
    expect(asked).toEqual([
      { days: { from: '2031-03-01', to: null }, after: null, limit: 1 },
      { days: { from: null, to: null }, after: next, limit: 100 },
    ]);
  });

  test.each(['x', 'W10', 'eyJhIjoxfQ', '../..'])('%s is no cursor', async (cursor) => {
    const { call } = await startTestApi();
    const answer = await call('GET', `/api/data/logs?cursor=${encodeURIComponent(cursor)}`);
    expectProblem(answer, 400, 'InvalidInput', /^cursor: /);
  });

  test('a field nobody knows is refused and named: the path is new', async () => {
    const { call } = await startTestApi();
    expectProblem(await call('GET', '/api/data/logs?day=1'), 400, 'InvalidInput', /"day"/);
  });
});
