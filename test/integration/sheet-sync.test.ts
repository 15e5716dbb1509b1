import { generateKeyPairSync } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createSheetsClient } from '../../activities/adapters/sheets-client';
import { createMirror, type Mirror } from '../../activities/mirror';
import { createSheetSyncActivities } from '../../activities/sheet-sync';
import { HEADINGS, type Cell, type Worksheet } from '../../domain/sheet-rows';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { SheetReview } from '../../workflows/contracts/ticket';
import type { SheetSyncActivities } from '../../workflows/ports';
import { silentLog } from '../unit/activities/sheets-makers';

const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const ROWS = 50_000;

let sandbox: Sandbox;
let mirror: Mirror;
let activities: SheetSyncActivities;
let sheets: ReturnType<typeof createSheetsClient>;
let signals: { workflowId: string; review: SheetReview }[];
let posts: string[];
/** Requests to the Sheets API so far. */
let requests = 0;

function openSheets(): ReturnType<typeof createSheetsClient> {
  return createSheetsClient(
    {
      serviceAccount: { clientEmail: 'ledger@oncek-demo.iam.gserviceaccount.com', privateKey: PEM },
      ...{ spreadsheetId: 'demo', spreadsheetName: null, shareWith: [] },
      ...{ apiRoot: `${sandbox.url}/`, driveRoot: `${sandbox.url}/`, tokenUrl: `${sandbox.url}/token` },
    },
    { callsPerMinute: 100_000 },
  );
}

beforeAll(async () => {
  // The client takes the process's own `fetch` when it is made.
  const { fetch: send } = globalThis;
  jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    if (String(input instanceof Request ? input.url : input).includes('/v4/spreadsheets/')) requests += 1;
    return send(input, init);
  });
  sandbox = await startSandbox({
    port: 0,
    settings: { sheets: { readsPerMinute: 100_000, writesPerMinute: 100_000 } },
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

beforeEach(async () => {
  requests = 0;
  mirror = await createMirror({ file: ':memory:' });
  [signals, posts] = [[], []];
  sheets = openSheets();
  const signal = (workflowId: string) => (_: unknown, review: SheetReview) =>
    Promise.resolve(void signals.push({ workflowId, review }));
  activities = createSheetSyncActivities({
    ...{
      sheets,
      mirror,
      log: silentLog(),
      now: () => new Date(),
      timeZone: 'Asia/Jakarta',
      language: 'id',
      plainChat: () => Promise.resolve(-1001),
    },
    client: { workflow: { getHandle: (id: string) => ({ signal: signal(id) }) } } as unknown as Client,
    post: ({ item }) => Promise.resolve(void posts.push(item.html)),
    spreadsheetsOf: (id) => Promise.resolve([id]),
  });
});
afterEach(() => mirror.close());

const quiet = (): void => undefined;
const logger = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, log: quiet };
const environment = () => new MockActivityEnvironment({}, { logger });
const read = () => environment().run(() => activities.readSheets({ spreadsheetId: 'demo' }));
const tell = () => environment().run(() => activities.tellSheetFindings());

async function http(method: string, path: string, body: object): Promise<void> {
  const response = await fetch(sandbox.url + path, {
    ...{ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}
const edit = (worksheet: Worksheet, row: number, column: string, value: Cell) =>
  http('POST', '/sheets/people/edits', { worksheet, row, column, value });

/** Puts a worksheet with so many rows in the place of an earlier one. */
async function fill(worksheet: Worksheet, count: number, cellsOf: (row: number) => Cell[]): Promise<void> {
  const known = (await sheets.listWorksheets('demo')).find(({ title }) => title === worksheet);
  const sheetId = 5_000 + Math.floor(Math.random() * 1e6);
  const gridProperties = { rowCount: count + 1, columnCount: HEADINGS[worksheet].length };
  const title = known ? `${worksheet} new` : worksheet;
  await sheets.batchUpdate('demo', [{ addSheet: { properties: { sheetId, title, gridProperties } } }]);
  if (known) {
    await sheets.batchUpdate('demo', [
      { deleteSheet: { sheetId: known.sheetId } },
      { updateSheetProperties: { properties: { sheetId, title: worksheet }, fields: 'title' } },
    ]);
  }
  const all = Array.from({ length: count + 1 }, (_, index) => (index === 0 ? HEADINGS[worksheet] : cellsOf(index)));
  for (let start = 0; start < all.length; start += 2_500) {
    const rows = all.slice(start, start + 2_500).map((cells) => ({
      values: cells.map((cell) =>
        typeof cell === 'number'
          ? { userEnteredValue: { numberValue: cell } }
          : cell === null
            ? {}
            : { userEnteredValue: { stringValue: String(cell) } },
      ),
    }));
    await sheets.batchUpdate('demo', [
      { updateCells: { start: { sheetId, rowIndex: start, columnIndex: 0 }, rows, fields: 'userEnteredValue' } },
    ]);
  }
}

const trackingCells = (row: number): Cell[] => [
  ...[`${row}`, `mohon bantuan tidak bisa login mytech nomor ${row}`, 'sudah direset, silakan login ulang'],
  ...['KENDALA LOGIN', 0.93, row % 3 === 0 ? 'pending' : 'auto_approved', '2026-03-02 10:00:00', 'lightgbm'],
];
const logsCells = (row: number): Cell[] => [
  ...['Demo', '2026-03-02', '10:04:00', `${row}`, '2026-03-02', '10:00:00', `mohon bantuan tidak bisa login ${row}`],
  ...[null, null, `${row + 1}`, 'oncek, sudah direset', 'sudah direset', '10:04:00', 'MIT', 'Bagas', 'true'],
  ...[4, 'OK', 11, row % 3 === 0 ? null : 'KENDALA LOGIN'],
];

describe('50,000 rows', () => {
  beforeAll(async () => {
    sheets = openSheets();
    await fill('ML_Tracking', ROWS, trackingCells);
    await fill('Logs', 20_000, logsCells);
    await fill('Monitoring', 0, () => []);
  }, 180_000);

  it('a lost mirror is rebuilt within two requests and tells nobody; then each sync takes one', async () => {
    expect(await read()).toEqual({
      ...{ rows: ROWS + 20_000, changed: ROWS + 20_000, removed: 0, edited: 0, keyless: 0, duplicates: 0 },
      ...{ refusedWorksheets: 0, untold: 0 },
    });
    expect(requests).toBe(2);
    await edit('ML_Tracking', 40_001, 'Symtomps', 'KENDALA LUPA PASSWORD');
    await edit('ML_Tracking', 40_001, 'review_status', 'APPROVED');
    let turns = 0;
    const count = (): void => {
      turns += 1;
      immediate = setImmediate(count);
    };
    let immediate = setImmediate(count);
    const startedMs = performance.now();
    expect(await read()).toMatchObject({ changed: 1, edited: 2, untold: 2 });
    clearImmediate(immediate);
    expect(requests).toBe(3);
    // Whoever waits for the event loop gets his turn at least once every 250 rows.
    expect(turns).toBeGreaterThan((ROWS + 20_000) / 250);
    expect(performance.now() - startedMs).toBeLessThan(40_000);
    expect(await tell()).toEqual({ tickets: 1, passedOver: 0, alerts: 0 });
    expect(signals).toMatchObject([
      {
        workflowId: 'ticket--1001-40000',
        review: { worksheet: 'ML_Tracking', label: 'KENDALA LUPA PASSWORD', status: 'APPROVED' },
      },
    ]);
  }, 180_000);
});

describe('Google in trouble', () => {
  beforeEach(async () => {
    await fill('ML_Tracking', 5, trackingCells);
    await fill('Logs', 5, logsCells);
    await fill('Monitoring', 0, () => []);
    await read();
  });
  const fault = (body: object) => http('POST', '/faults', { service: 'sheets', ...body });

  it('passes on how long Google asks to wait, and loses no edit', async () => {
    await edit('ML_Tracking', 2, 'Symtomps', 'X');
    await fault({ kind: 'status', status: 429, retryAfter: 7, times: 1 });
    await expect(read()).rejects.toMatchObject({ type: 'SheetBusy', nextRetryDelay: 7_000 });
    await fault({ kind: 'status', status: 503, times: 1 });
    await expect(read()).rejects.toMatchObject({ type: 'SheetUnavailable', nonRetryable: false });
    expect(await read()).toMatchObject({ edited: 1, untold: 1 });
    expect(await tell()).toMatchObject({ tickets: 1 });
  });

  it('an answer that breaks off is read again', async () => {
    await edit('Logs', 2, 'symtomps', 'X');
    await fault({ kind: 'drop', times: 1 });
    await expect(read()).rejects.toMatchObject({ type: 'SheetUnavailable' });
    expect(await read()).toMatchObject({ edited: 1 });
  });

  it('Google’s words of a refusal come through', async () => {
    await fault({ kind: 'status', status: 400, times: 1 });
    await expect(read()).rejects.toMatchObject({
      type: 'SheetRefused',
      message: expect.stringMatching(/Google answered 400: ./),
    });
  });

  it('tells the admins of duplicates and a renamed heading, once; the other worksheets are read', async () => {
    await edit('ML_Tracking', 3, 'tech_message_id', '1');
    await edit('Logs', 1, 'L', 'jawaban');
    expect(await read()).toMatchObject({ duplicates: 1, refusedWorksheets: 1, untold: 2 });
    expect(await tell()).toEqual({ tickets: 0, passedOver: 0, alerts: 2 });
    expect(posts.join('\n')).toMatch(/Judul kolom Logs berubah.*L: &quot;jawaban&quot; instead of &quot;solving&quot;/);
    expect(posts.join('\n')).toContain('<b>Nomor pesan ganda di ML_Tracking</b>: <code>1</code>.');
    expect(await read()).toMatchObject({ untold: 0 });
  });
});
