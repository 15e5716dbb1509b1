import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insertRows, mark, refusal, startSheetsKit, write, type SheetsKit } from './sheets-kit';

let kit: SheetsKit;
let nowMs = Date.now();
const clock = (): Date => new Date(nowMs);
const id = { spreadsheetId: 'demo' };

async function start(options: Parameters<typeof startSheetsKit>[0] = {}): Promise<number> {
  nowMs = Date.now();
  kit = await startSheetsKit({ clock, ...options });
  const [reply] = await kit.batch([
    { addSheet: { properties: { title: 'Logs', gridProperties: { rowCount: 100, columnCount: 4 } } } },
  ]);
  const sheetId = reply!.addSheet!.properties!.sheetId!;
  const rows = [
    ['group', 'key', 'minutes', 'note'],
    ['Demo', '3', 3, null],
    ['Demo', '1', 1.5, 'x'],
    ['Demo', '2', 2, true],
  ];
  await kit.batch([write(sheetId, 0, rows)]);
  return sheetId;
}
const folder = mkdtempSync(join(tmpdir(), 'oncek-sheets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => kit.sandbox.close());

describe('the first start', () => {
  it('has one spreadsheet, demo, with an empty Sheet1, found by its name in Drive', async () => {
    kit = await startSheetsKit();
    const { data } = await kit.api.spreadsheets.get({
      ...id,
      fields: 'properties.title,sheets.properties(title,sheetId)',
    });
    expect(data).toEqual({
      properties: { title: 'Oncek demo' },
      sheets: [{ properties: { title: 'Sheet1', sheetId: 0 } }],
    });
    const files = async (q: string): Promise<unknown> =>
      (await kit.drive.files.list({ q, fields: 'files(id,name)' })).data;
    const found = { files: [{ id: 'demo', name: 'Oncek demo' }] };
    const sheetType = "mimeType = 'application/vnd.google-apps.spreadsheet'";
    expect(await files(`name='Oncek demo' and ${sheetType} and trashed=false`)).toEqual(found);
    expect(await files("name = 'a and b\\'s'")).toEqual({ files: [] });
    expect(await refusal(kit.drive.files.list({ q: "'me' in owners" }))).toContain('400 INVALID_ARGUMENT');
  });

  it('makes a spreadsheet through Drive, finds it by what its maker wrote on it, and shares it', async () => {
    kit = await startSheetsKit();
    const { drive, api } = kit.client('ledger@oncek-demo.iam.gserviceaccount.com', [
      'https://www.googleapis.com/auth/spreadsheets',
      'https://www.googleapis.com/auth/drive.file',
    ]);
    const mimeType = 'application/vnd.google-apps.spreadsheet';
    const requestBody = { name: 'Oncek-2026', mimeType, appProperties: { follows: "demo's" } };
    expect(await refusal(kit.drive.files.create({ requestBody }))).toContain('insufficient authentication scopes');
    const { data: made } = await drive.files.create({ requestBody, fields: 'id,webViewLink' });
    expect(made.webViewLink).toContain(made.id);
    const marked = async (value: string): Promise<unknown> =>
      (
        await drive.files.list({
          q: `appProperties has { key='follows' and value='${value}' } and trashed = false`,
          fields: 'files(id,name)',
        })
      ).data.files;
    expect(await marked("demo\\'s")).toEqual([{ id: made.id, name: 'Oncek-2026' }]);
    expect(await marked('other')).toEqual([]);
    const { data: book } = await api.spreadsheets.get({ spreadsheetId: made.id! });
    expect(book.sheets).toMatchObject([{ properties: { title: 'Sheet1', sheetId: 0 } }]);

    const permission = { type: 'user', role: 'writer', emailAddress: 'bagas@oncek.example' };
    for (const role of ['reader', 'writer']) {
      await drive.permissions.create({ fileId: made.id!, requestBody: { ...permission, role } });
    }
    const fields = 'permissions(type,role,emailAddress)';
    const { data: shared } = await drive.permissions.list({ fileId: made.id!, fields });
    const owner = { type: 'user', role: 'owner', emailAddress: 'ledger@oncek-demo.iam.gserviceaccount.com' };
    expect(shared.permissions).toEqual([owner, permission]);
    // The scope `drive.file` reaches only what the app made itself.
    expect(await refusal(drive.permissions.create({ fileId: 'demo', requestBody: permission }))).toContain('403');
  });

  it('creates further spreadsheets; an unknown one is not found', async () => {
    kit = await startSheetsKit();
    const requestBody = { properties: { title: 'Oncek-2027' }, sheets: [{ properties: { title: 'Logs' } }] };
    const { data } = await kit.api.spreadsheets.create({ requestBody });
    expect(data.sheets?.map((sheet) => sheet.properties?.title)).toEqual(['Logs']);
    await kit.batch([write(0, 0, [['x']])], data.spreadsheetId!);
    expect(await refusal(kit.api.spreadsheets.get({ spreadsheetId: 'nope' }))).toBe(
      '404 NOT_FOUND: Requested entity was not found.',
    );
  });
});

describe('tokens', () => {
  it('lets in no request without one, with a revoked or with an expired one', async () => {
    await start({ settings: { sheets: { tokenSeconds: 1000 } } });
    expect(await kit.http('GET', '/v4/spreadsheets/demo')).toMatchObject({
      status: 401,
      body: { error: { status: 'UNAUTHENTICATED' } },
    });
    const token = (await kit.client().auth.getAccessToken()).token!;
    const status = async (): Promise<number> =>
      (await fetch(`${kit.sandbox.url}/v4/spreadsheets/demo`, { headers: { authorization: `Bearer ${token}` } }))
        .status;
    expect(await status()).toBe(200);
    nowMs += 1_000_000;
    expect(await status()).toBe(401);
    nowMs -= 1_000_000;
    await kit.people('DELETE', 'tokens');
    expect(await status()).toBe(401);
  });

  it('refuses another grant, a broken assertion, and a scope that does not fit', async () => {
    await start();
    const ask = async (form: Record<string, string>): Promise<unknown> =>
      (await fetch(`${kit.sandbox.url}/token`, { method: 'POST', body: new URLSearchParams(form) })).json();
    expect(await ask({ grant_type: 'password' })).toMatchObject({ error: 'unsupported_grant_type' });
    const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    expect(await ask({ grant_type: grant, assertion: 'a.b.c' })).toMatchObject({ error: 'invalid_grant' });
    const { api, drive } = kit.client('other@x.iam.gserviceaccount.com', [
      'https://www.googleapis.com/auth/spreadsheets.readonly',
    ]);
    expect((await api.spreadsheets.get(id)).status).toBe(200);
    expect(await refusal(drive.files.list())).toContain(
      '403 PERMISSION_DENIED: Request had insufficient authentication scopes',
    );
    const requestBody = { requests: [insertRows(0, 1)] };
    expect(await refusal(api.spreadsheets.batchUpdate({ ...id, requestBody }))).toContain('403');
  });
});

describe('values', () => {
  it('answers several ranges, without trailing empty rows and cells, typed or as shown', async () => {
    await start();
    const ranges = ['Logs!B:B', "'Logs'!A2:T", 'Logs!D3', 'Sheet1', 'logs!A9:B10'];
    const { data } = await kit.api.spreadsheets.values.batchGet({
      ...id,
      ranges,
      valueRenderOption: 'UNFORMATTED_VALUE',
    });
    expect(data.valueRanges).toEqual([
      { range: 'Logs!B1:B100', majorDimension: 'ROWS', values: [['key'], ['3'], ['1'], ['2']] },
      {
        range: 'Logs!A2:D100',
        majorDimension: 'ROWS',
        values: [
          ['Demo', '3', 3],
          ['Demo', '1', 1.5, 'x'],
          ['Demo', '2', 2, true],
        ],
      },
      { range: 'Logs!D3', majorDimension: 'ROWS', values: [['x']] },
      { range: 'Sheet1!A1:Z1000', majorDimension: 'ROWS' },
      { range: 'Logs!A9:B10', majorDimension: 'ROWS' },
    ]);
    const shown = await kit.api.spreadsheets.values.get({ ...id, range: 'Logs!C2:D', majorDimension: 'COLUMNS' });
    expect(shown.data.values).toEqual([
      ['3', '1.5', '2'],
      ['', 'x', 'TRUE'],
    ]);
  });

  it.each(['Nope!A1', 'Nope', 'Logs!', 'Logs!A0', 'Logs!ABCD1', "'Logs!A1"])('cannot parse %s', async (range) => {
    await start();
    expect(await refusal(kit.values(range))).toBe(`400 INVALID_ARGUMENT: Unable to parse range: ${range}`);
  });

  it('reads a title with spaces and quotes, and nothing behind the grid', async () => {
    await start();
    await kit.batch([{ addSheet: { properties: { title: "ML 'Tracking'", sheetId: 5 } } }, write(5, 0, [['a']])]);
    const { data } = await kit.api.spreadsheets.values.get({ ...id, range: "'ML ''Tracking'''!A:A" });
    expect(data).toMatchObject({ range: "'ML ''Tracking'''!A1:A1000", values: [['a']] });
    expect(await refusal(kit.values('Logs!A101'))).toContain('exceeds grid limits. Max rows: 100, max columns: 4');
  });

  it('updates, appends and updates several ranges at once or not at all', async () => {
    await start();
    const valueInputOption = 'RAW';
    const values = kit.api.spreadsheets.values;
    const update = await values.update({
      ...id,
      range: 'Logs!A5',
      valueInputOption,
      requestBody: { values: [['Demo', '=1', null, '']] },
    });
    expect(update.data).toMatchObject({ updatedRange: 'Logs!A5:D5', updatedCells: 3 });
    await values.append({ ...id, range: 'Logs!A1', valueInputOption, requestBody: { values: [['Demo', '6']] } });
    expect(await kit.values('Logs!A5:D')).toEqual([
      ['Demo', '=1'],
      ['Demo', '6'],
    ]);
    const data = [
      { range: 'Logs!A7', values: [['a']] },
      { range: 'Nope!A1', values: [['b']] },
    ];
    expect(await refusal(values.batchUpdate({ ...id, requestBody: { valueInputOption, data } }))).toContain('Nope!A1');
    expect(await kit.values('Logs!A7')).toBeUndefined();
    expect(await refusal(values.update({ ...id, range: 'Logs!A5', requestBody: { values: [['x']] } }))).toContain(
      'valueInputOption',
    );
  });
});

describe('quota', () => {
  it('refuses the third write of a user within a minute, a batch counting once, and lets other users and reads on', async () => {
    const sheetId = await start({ settings: { sheets: { writesPerMinute: 2, readsPerMinute: 2 } } });
    expect(await refusal(kit.batch([insertRows(sheetId, 1)]))).toMatch(
      /^429 RESOURCE_EXHAUSTED: Quota exceeded for quota metric 'Write requests'/,
    );
    expect(await kit.values('Logs!A:A')).toHaveLength(4);
    expect(await kit.values('Logs!A:A')).toHaveLength(4);
    expect(await refusal(kit.values('Logs!A:A'))).toContain("'Read requests'");
    await kit.client('other@oncek.iam.gserviceaccount.com').api.spreadsheets.get(id);
    nowMs += 60_000;
    await kit.batch([insertRows(sheetId, 1)]);
  });
});

describe('people', () => {
  it('edit, sort, insert and delete rows; headings stay', async () => {
    await start();
    const edit = { worksheet: 'Logs', row: 2, column: 'NOTE', value: 'betul' };
    await kit.people('POST', 'people/edits', edit);
    await kit.people('POST', 'people/edits', { worksheet: 'Logs', row: 3, column: 'D', value: null });
    await kit.people('POST', 'people/sort', { worksheet: 'Logs', column: 'minutes' });
    await kit.people('POST', 'people/rows', { worksheet: 'Logs', at: 2, count: 1 });
    expect(await kit.people('GET', 'people/Logs')).toEqual([
      ['group', 'key', 'minutes', 'note'],
      ['', '', '', ''],
      ['Demo', '1', 1.5, ''],
      ['Demo', '2', 2, true],
      ['Demo', '3', 3, 'betul'],
    ]);
    await kit.people('DELETE', 'people/rows', { worksheet: 'Logs', at: 2, count: 2 });
    expect(await kit.values('Logs!B:B')).toEqual([['key'], ['2'], ['3']]);
    expect(await kit.http('POST', '/sheets/people/edits', { ...edit, column: 'nope' })).toMatchObject({ status: 400 });
    expect(await kit.http('POST', '/sheets/people/edits', { ...edit, row: 0 })).toMatchObject({ status: 400 });
    expect(await kit.http('GET', '/sheets/people/Nope')).toMatchObject({ status: 404 });
    await kit.people('POST', 'people/Logs/filter', { column: 'key', hiddenValues: ['2'] });
    expect((await kit.api.spreadsheets.get(id)).data.sheets?.[1]?.basicFilter?.criteria).toEqual({
      1: { hiddenValues: ['2'] },
    });
    await kit.people('DELETE', 'people/Logs');
    expect(await refusal(kit.values('Logs!A:A'))).toContain('Unable to parse range');
  });

  it('take away access: read-only and hidden worksheets, protected ranges; nothing of a refused batch is applied', async () => {
    const sheetId = await start();
    const put = (path: string, body: object): Promise<unknown> => kit.people('PUT', `people/${path}/access`, body);
    const batch = [write(0, 0, [['x']]), write(sheetId, 1, [['x']])];
    const denied = '403 PERMISSION_DENIED: The caller does not have permission';
    await put('Logs', { mode: 'read' });
    expect(await refusal(kit.batch(batch))).toBe(denied);
    expect(await kit.values('Logs!A2')).toEqual([['Demo']]);
    await put('Logs', { mode: 'none' });
    expect(await refusal(kit.values('Logs!A2'))).toBe(denied);
    await put('Logs', { mode: 'edit', protectedRange: 'C:D' });
    expect(await refusal(kit.batch([write(0, 0, [['x']]), write(sheetId, 1, [['y']], 3)]))).toContain(
      'Invalid requests[1].updateCells: You are trying to edit a protected cell or object.',
    );
    expect(await refusal(kit.batch([insertRows(sheetId, 2)]))).toContain('protected');
    expect(await kit.values('Sheet1!A1')).toBeUndefined();
    await put('*', { mode: 'read' });
    expect(await refusal(kit.batch([mark(1)]))).toBe(denied);
    await put('*', { mode: 'edit' });
    await put('Logs', { mode: 'edit' });
    await kit.batch([...batch, write(sheetId, 1, [['y']], 3)]);
  });

  it('see pages of the rows and find text in them', async () => {
    await start();
    const page = await kit.people('GET', 'people/Logs/window?limit=1&from=1&find=DEMO');
    expect(page).toMatchObject({
      columnCount: 4,
      total: 3,
      found: 3,
      rows: [{ row: 3, cells: ['Demo', '1', 1.5, 'x'] }],
    });
    const html = await fetch(`${kit.sandbox.url}/sheets`);
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
    const script = await fetch(`${kit.sandbox.url}/pages/sheets/main.js`);
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  });
});

describe('faults', () => {
  it('applies a batch and cuts the connection: the retry is refused by its mark', async () => {
    const sheetId = await start();
    await kit.fault({ method: 'batchUpdate', kind: 'afterApply', times: 1 });
    const batch = [insertRows(sheetId, 4), write(sheetId, 4, [['Demo', '4']]), mark(9)];
    await expect(kit.batch(batch)).rejects.toThrow();
    expect(await refusal(kit.batch(batch))).toContain('already exists');
    expect(await kit.values('Logs!B2:B')).toEqual([['3'], ['1'], ['2'], ['4']]);
  });

  it('answers a set status in Google’s shape and applies nothing, by service and method', async () => {
    const sheetId = await start();
    await kit.fault({ method: 'batchUpdate', kind: 'status', status: 503, retryAfter: 7, times: 1 });
    expect(await kit.values('Logs!B2')).toEqual([['3']]);
    expect(await refusal(kit.batch([write(sheetId, 1, [['x']])]))).toBe(
      '503 UNAVAILABLE: The service is currently unavailable.',
    );
    expect(await kit.values('Logs!A2')).toEqual([['Demo']]);
    await kit.http('POST', '/faults', { service: 'drive', method: 'files.list', kind: 'status', status: 403 });
    expect(await refusal(kit.drive.files.list())).toContain('403 PERMISSION_DENIED');
    await kit.http('POST', '/faults', { service: 'token', kind: 'status', status: 400 });
    await expect(kit.client().api.spreadsheets.get(id)).rejects.toThrow();
  });

  it.each([undefined, 'batchUpdate', 'values.get'])(
    'sorts between a read and the next write, named %s',
    async (method) => {
      const sheetId = await start();
      await kit.fault({ method, kind: 'sortBetween' });
      expect(await kit.values('Logs!B:B')).toEqual([['key'], ['3'], ['1'], ['2']]);
      await kit.batch([write(sheetId, 1, [['x']], 3)]);
      expect(await kit.values('Logs!B:B')).not.toEqual([['key'], ['3'], ['1'], ['2']]);
      expect((await kit.values('Logs!B2:B'))?.flat().sort()).toEqual(['1', '2', '3']);
      const after = await kit.values('Logs!B:B');
      await kit.batch([write(sheetId, 1, [['x']], 3)]);
      expect(await kit.values('Logs!B:B')).toEqual(after);
    },
  );
});

it('survives a restart: cells, marks, protections, given ids and tokens', async () => {
  const dataFile = join(folder, 'state.json');
  const sheetId = await start({ dataFile });
  await kit.batch([write(sheetId, 4, [['=A1', 'é', 0.1, false]]), mark(3, 'three')]);
  await kit.people('PUT', 'people/Logs/access', { mode: 'edit', protectedRange: 'A1:D1' });
  const before = [
    await kit.people('GET', 'people/Logs'),
    (await kit.api.spreadsheets.get({ ...id, fields: '*' })).data.sheets,
  ];
  const token = (await kit.client().auth.getAccessToken()).token!;
  await kit.sandbox.close();
  kit = await startSheetsKit({ dataFile, clock });
  const after = [
    await kit.people('GET', 'people/Logs'),
    (await kit.api.spreadsheets.get({ ...id, fields: '*' })).data.sheets,
  ];
  expect(after).toEqual(before);
  expect(await refusal(kit.batch([mark(3)]))).toContain('already exists');
  const answer = await fetch(`${kit.sandbox.url}/v4/spreadsheets/demo`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
});
