import { generateKeyPairSync } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createDriveClient } from '../../activities/adapters/drive-client';
import { createSheetsClient } from '../../activities/adapters/sheets-client';
import { createMirror, type Mirror } from '../../activities/mirror';
import { createSheetActivities } from '../../activities/sheets';
import { createSheetSyncActivities } from '../../activities/sheet-sync';
import { createReadSpreadsheet } from '../../activities/sheet-sync/read-spreadsheet';
import { spreadsheetsOf } from '../../activities/sheets/spreadsheets-of';
import { HEADINGS, type Cell, type Worksheet } from '../../domain/sheet-rows';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { LedgerEntry, UpsertContext } from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, ledgerWorkflowId, retryParkedSignal, upsertSignal } from '../../workflows/contracts/ledger';
import type { ledgerWorkflow } from '../../workflows/ledger.workflow';
import { fakeActivities, nothing } from '../support/fake-activities';
import { memoryStore } from '../support/memory-store';
import { createTimeSkippingEnv } from '../support/temporal';
import { waitFor } from '../support/wait';
import { endRun } from '../support/workflow-bench';
import { workflowCode } from '../support/workflow-code';
import { anEntry, silentLog } from '../unit/activities/sheets-makers';

const QUEUE = 'roll-over';
/** The demo's blank worksheet, Logs and ML_Tracking are 1,000 x 26 cells each: full from the fifth row on. */
const LIMIT = 3 * 26_000 + 5 * 26;
const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

let env: TestWorkflowEnvironment;
let sandbox: Sandbox;
let mirror: Mirror;
let store: ReturnType<typeof memoryStore>;
let failingPuts: number;
let log: ReturnType<typeof silentLog>;
let ledger: WorkflowHandle<typeof ledgerWorkflow>;
let sheets: ReturnType<typeof createSheetsClient>;
const fakes = fakeActivities();

beforeAll(async () => {
  env = await createTimeSkippingEnv();
});
afterAll(() => env.teardown());

beforeEach(async () => {
  const quota = { readsPerMinute: 100_000, writesPerMinute: 100_000 };
  sandbox = await startSandbox({ port: 0, settings: { sheets: quota } });
  mirror = await createMirror({ file: ':memory:' });
  [store, failingPuts, log] = [memoryStore(), 0, silentLog()];
  fakes.expect({ post: nothing, tellTickets: nothing, tellParked: nothing });
});
afterEach(async () => {
  await endRun(ledger);
  await stopWorker();
  await mirror.close();
  await sandbox.close();
});

let stopWorker = (): Promise<void> => Promise.resolve();

/** Starts the only worker, with nothing in memory of an earlier one. */
async function startWorker(): Promise<void> {
  const google = {
    serviceAccount: { clientEmail: 'ledger@oncek-demo.iam.gserviceaccount.com', privateKey: PEM },
    ...{ spreadsheetId: 'demo', spreadsheetName: null, shareWith: [] },
    ...{ apiRoot: `${sandbox.url}/`, driveRoot: `${sandbox.url}/`, tokenUrl: `${sandbox.url}/token` },
  };
  sheets = createSheetsClient(google, { callsPerMinute: 100_000, writeTimeoutMs: 2_000 });
  const put: typeof store.put = (...file) => {
    if (failingPuts === 0) return store.put(...file);
    failingPuts -= 1;
    return Promise.reject(new Error('the store is down'));
  };
  const batchUpdate: typeof sheets.batchUpdate = async (spreadsheetId, requests) => {
    const broken = spreadsheetId === 'demo' ? undefined : furnishingFaults.shift();
    if (broken !== 'before') await sheets.batchUpdate(spreadsheetId, requests);
    if (broken) throw ApplicationFailure.retryable('no answer', 'SheetUnavailable');
  };
  const real = createSheetActivities({
    ...{
      sheets: { ...sheets, batchUpdate },
      drive: createDriveClient(google),
      mirror,
      store: { ...store, put },
      client: env.client,
    },
    ...{ shareWith: ['eri@oncek.example'], timeZone: 'Asia/Jakarta', rollOverCells: LIMIT, log },
    now: () => new Date('2026-12-31T18:00:00.000Z'),
  });
  const { writeBatch, placeRows, rollOver } = real;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: QUEUE,
    workflowBundle: await workflowCode(),
    activities: { ...fakes.activities, writeBatch, placeRows, rollOver },
  });
  const running = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await running;
    stopWorker = () => Promise.resolve();
  };
}

const tracked = (key: string, label: string, sequence = 1): LedgerEntry =>
  anEntry(key, { Symtomps: label }, { worksheet: 'ML_Tracking', sequence, ticketWorkflowId: null });
const logged = (key: string, text: string, sequence = 1): LedgerEntry =>
  anEntry(key, { tech_raw_text: text }, { sequence, ticketWorkflowId: null });

/** Hands entries over and waits until as many rows were written altogether. */
async function write(entries: readonly LedgerEntry[], written: number): Promise<void> {
  ledger = await env.client.workflow.signalWithStart<typeof ledgerWorkflow, [readonly LedgerEntry[], UpsertContext?]>(
    'ledgerWorkflow',
    {
      workflowId: ledgerWorkflowId('demo'),
      taskQueue: QUEUE,
      args: [{ spreadsheetId: 'demo', carried: null }],
      signal: upsertSignal,
      signalArgs: [entries],
    },
  );
  await untilWritten(written);
}

async function untilWritten(written: number): Promise<void> {
  await waitFor(
    async () => {
      await env.sleep(3_000);
      const status = await ledger.query(ledgerStatusQuery);
      return status.written === written && status.pending === 0;
    },
    { describe: `${written} rows written, none pending`, timeoutMs: 20_000 },
  );
}

async function http<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(sandbox.url + path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
const fault = (body: object): Promise<unknown> => http('POST', '/faults', body);
const known = (): Promise<string[]> => spreadsheetsOf(store, 'demo');
const newest = async (): Promise<string> => (await known()).at(-1) ?? '';
async function rowsOf(spreadsheetId: string, worksheet: Worksheet, heading: string): Promise<string[]> {
  const rows = await http<Cell[][]>('GET', `/sheets/people/${worksheet}?spreadsheetId=${spreadsheetId}`);
  const key = worksheet === 'Logs' ? 3 : 0;
  return rows.slice(1).map((row) => `${row[key]}: ${row[HEADINGS[worksheet].indexOf(heading)]}`);
}
const texts = (spreadsheetId: string): Promise<string[]> => rowsOf(spreadsheetId, 'Logs', 'tech_raw_text');
const labels = (spreadsheetId: string): Promise<string[]> => rowsOf(spreadsheetId, 'ML_Tracking', 'Symtomps');
const alerts = (): string[] => fakes.calls('post').map(({ item }) => item.html);

/** Rows 1 to 5, the last of which makes the spreadsheet nearly full. */
const FIRST = [tracked('1', 'A'), tracked('2', 'A'), tracked('3', 'A'), logged('1', 'satu'), logged('2', 'dua')];

test('a nearly full spreadsheet is followed by a new one: old rows are updated where they stand, new keys go there', async () => {
  await startWorker();
  await write([tracked('1', 'A'), logged('1', 'satu')], 2);
  expect(await known()).toEqual(['demo']);
  await sheets.batchUpdate('demo', [
    {
      addProtectedRange: {
        protectedRange: {
          range: { sheetId: 1001, endRowIndex: 1 },
          description: 'judul',
          editors: { users: ['bagas@oncek.example'] },
        },
      },
    },
  ]);
  await write([tracked('2', 'A'), tracked('3', 'A'), logged('2', 'dua')], 5);
  await waitFor(() => alerts().length === 1, { describe: 'the alert' });
  const next = await newest();
  expect(await known()).toEqual(['demo', next]);

  await write([tracked('1', 'B', 2), tracked('4', 'A'), logged('2', 'dua lagi', 2), logged('3', 'tiga')], 9);
  await write([tracked('4', 'C', 2), tracked('3', 'B', 2), tracked('5', 'A')], 12);
  expect(await labels('demo')).toEqual(['1: B', '2: A', '3: B']);
  expect(await labels(next)).toEqual(['4: C', '5: A']);
  expect(await texts('demo')).toEqual(['1: satu', '2: dua lagi']);
  expect(await texts(next)).toEqual(['3: tiga']);

  const { title, worksheets } = await sheets.readLayout(next);
  // In Jakarta the new year has begun.
  expect(title).toBe('Oncek demo-2027');
  expect(worksheets.map((sheet) => [sheet.title, sheet.columnCount])).toEqual([
    ['Logs', 20],
    ['ML_Tracking', 8],
    ['Monitoring', 9],
  ]);
  expect(worksheets[0]?.protections).toMatchObject([
    { description: 'judul', startRow: 0, endRow: 1, editors: { users: ['bagas@oncek.example'] } },
  ]);
  expect(await sheets.readRanges(next, ["'Monitoring'!A1:I1"])).toEqual([[HEADINGS.Monitoring]]);
  expect(alerts()).toHaveLength(1);
  expect(alerts()[0]).toContain(`<a href="${sandbox.url}/sheets?spreadsheetId=${next}">Oncek demo-2027</a>`);
});

test('those who may use the old spreadsheet may use the new one, and those of the settings', async () => {
  await startWorker();
  await write(FIRST, 5);
  await waitFor(async () => (await known()).length === 2, { describe: 'the new spreadsheet' });
  const drive = createDriveClient({
    serviceAccount: { clientEmail: 'ledger@oncek-demo.iam.gserviceaccount.com', privateKey: PEM },
    ...{ spreadsheetId: 'demo', spreadsheetName: null, shareWith: [] },
    ...{ apiRoot: `${sandbox.url}/`, driveRoot: `${sandbox.url}/`, tokenUrl: `${sandbox.url}/token` },
  });
  const grants = await drive.grantsOf(await newest());
  expect(grants.map(({ type, role, emailAddress, domain }) => `${type} ${emailAddress ?? domain}: ${role}`)).toEqual([
    'user ledger@oncek-demo.iam.gserviceaccount.com: owner',
    'user bagas@oncek.example: writer',
    'user damas@oncek.example: writer',
    'domain oncek.example: reader',
    'user eri@oncek.example: writer',
  ]);
});

test('the sync reads both spreadsheets into the mirror, whose rows then stand each under its own', async () => {
  await startWorker();
  await write(FIRST, 5);
  await write([logged('3', 'tiga')], 6);
  const read = createReadSpreadsheet({
    ...{
      sheets,
      mirror,
      timeZone: 'Asia/Jakarta',
      log: silentLog(),
      now: () => new Date(),
      onProgress: () => undefined,
    },
  });
  for (const id of await known()) await read(id);
  const rows = await mirror.db
    .selectFrom('logs_rows')
    .select(['spreadsheet_id', 'row_key'])
    .orderBy('row_key')
    .execute();
  expect(rows).toEqual([
    { spreadsheet_id: 'demo', row_key: '1' },
    { spreadsheet_id: 'demo', row_key: '2' },
    { spreadsheet_id: await newest(), row_key: '3' },
  ]);
});

/** What happens to the next requests to the new spreadsheet. */
let furnishingFaults: ('before' | 'after')[] = [];
const BROKEN: [string, () => unknown][] = [
  ['the answer to the creation is lost', () => fault({ service: 'drive', method: 'files.create', kind: 'afterApply' })],
  ['the worksheets are made, the answer is lost', () => (furnishingFaults = ['after'])],
  ['the worksheets are not made, twice', () => (furnishingFaults = ['before', 'before'])],
  [
    'sharing breaks off in the middle',
    () => fault({ service: 'drive', method: 'permissions.create', kind: 'afterApply', times: 2 }),
  ],
  ['the new spreadsheet cannot be noted', () => (failingPuts = 2)],
];

test.each(BROKEN)(
  'when %s, the next try finds what there is: one new spreadsheet, no row twice',
  async (_, breakIt) => {
    await startWorker();
    await write(FIRST.slice(0, 4), 4);
    await breakIt();
    await write(FIRST.slice(4), 5);
    await write([tracked('9', 'A'), tracked('1', 'B', 2), logged('9', 'baru')], 8);
    expect([furnishingFaults, failingPuts]).toEqual([[], 0]);
    expect(await made()).toEqual([await newest()]);
    expect(await known()).toHaveLength(2);
    // Known for our own by what is written on it: one that people made would keep its blank worksheet.
    expect((await sheets.readLayout(await newest())).worksheets).toHaveLength(3);
    expect(await labels('demo')).toEqual(['1: B', '2: A', '3: A']);
    expect(await labels(await newest())).toEqual(['9: A']);
    expect(await texts(await newest())).toEqual(['9: baru']);
    expect(alerts()).toHaveLength(1);
  },
);

/** Spreadsheets beside the first. */
async function made(): Promise<string[]> {
  const answer = await fetch(`${sandbox.url}/sheets/people?spreadsheetId=none`);
  const { error } = (await answer.json()) as { error: string };
  return (error.split('there are: ')[1] ?? '').split(', ').filter((id) => id !== 'demo');
}

test('where we may not make one, rows go on into the old one, admins hear once, and take the one that people make', async () => {
  await startWorker();
  await fault({ service: 'drive', method: 'files.create', kind: 'status', status: 403, forMs: 600_000 });
  await write(FIRST, 5);
  await write([logged('3', 'tiga')], 6);
  await waitFor(() => alerts().length === 1, { describe: 'the alert' });
  expect(alerts()[0]).toContain('<code>Oncek demo-2027</code>');
  expect(alerts()[0]).toContain('<code>ledger@oncek-demo.iam.gserviceaccount.com</code>');
  expect(await texts('demo')).toHaveLength(3);

  const { spreadsheetId } = await http<{ spreadsheetId: string }>('POST', '/sheets/people/spreadsheets', {
    title: 'Oncek demo-2027',
  });
  await write([logged('4', 'empat')], 7);
  expect(await known()).toEqual(['demo']);
  await env.sleep('61 minutes');
  await write([logged('5', 'lima')], 8);
  await waitFor(async () => (await newest()) === spreadsheetId, { describe: 'the spreadsheet is taken' });
  await write([logged('6', 'enam'), logged('1', 'satu lagi', 2)], 10);
  expect(await texts('demo')).toEqual(['1: satu lagi', '2: dua', '3: tiga', '4: empat', '5: lima']);
  expect(await texts(spreadsheetId)).toEqual(['6: enam']);
  expect(alerts()).toHaveLength(2);
});

test('where Google refuses rows for its limit of cells they are written into the new spreadsheet, none is parked', async () => {
  await startWorker();
  await write(FIRST.slice(0, 3), 3);
  const rowCount = Math.floor((10_000_000 - 2 * 26_000 - 3 * 26) / 100);
  const properties = { title: 'Arsip', gridProperties: { rowCount, columnCount: 100 } };
  await sheets.batchUpdate('demo', [{ addSheet: { properties } }]);
  await write(FIRST.slice(3), 5);
  expect(await labels('demo')).toHaveLength(3);
  expect(
    log.lines.filter(({ fields }) => 'result' in fields).map(({ fields }) => (fields as { result: string }).result),
  ).toEqual(['applied', 'full', 'applied']);
  expect(await texts(await newest())).toEqual(['1: satu', '2: dua']);
  expect((await ledger.query(ledgerStatusQuery)).parked).toEqual([]);
});

test('a ledger begun anew, without a mirror, finds its spreadsheets and every key in them', async () => {
  await startWorker();
  await write(FIRST, 5);
  await write([logged('3', 'tiga')], 6);
  await endRun(ledger);
  await stopWorker();
  await mirror.close();
  mirror = await createMirror({ file: ':memory:' });
  await startWorker();
  await write([logged('1', 'satu lagi', 7), logged('3', 'tiga lagi', 7), logged('4', 'empat', 7)], 3);
  expect(await texts('demo')).toEqual(['1: satu lagi', '2: dua']);
  expect(await texts(await newest())).toEqual(['3: tiga lagi', '4: empat']);
});

test('an old spreadsheet that people closed holds up no new row: its own are parked and can be retried', async () => {
  await startWorker();
  await write(FIRST, 5);
  await waitFor(async () => (await known()).length === 2, { describe: 'the new spreadsheet' });
  await http('PUT', '/sheets/people/Logs/access', { mode: 'read' });
  await write([logged('1', 'satu lagi', 2), logged('3', 'tiga')], 6);
  await waitFor(() => alerts().length === 2, { describe: 'the second alert' });
  expect(alerts()[1]).toContain('Logs 1');
  expect((await ledger.query(ledgerStatusQuery)).parked).toMatchObject([{ key: '1' }]);
  expect(await texts(await newest())).toEqual(['3: tiga']);
  await http('PUT', '/sheets/people/Logs/access', { mode: 'edit' });
  await ledger.signal(retryParkedSignal);
  await untilWritten(7);
  expect(await texts('demo')).toEqual(['1: satu lagi', '2: dua']);
});

test('a sync reads on where people have put an older spreadsheet away; the newest one it must read', async () => {
  await startWorker();
  await write(FIRST, 5);
  await write([logged('3', 'tiga')], 6);
  const sync = createSheetSyncActivities({
    ...{ sheets, mirror, client: env.client, post: nothing, spreadsheetsOf: known, log, now: () => new Date() },
    ...{ timeZone: 'Asia/Jakarta', language: 'id', plainChat: () => Promise.resolve(null) },
  });
  const read = () => new MockActivityEnvironment().run(() => sync.readSheets({ spreadsheetId: 'demo' }));
  expect(await read()).toMatchObject({ rows: 6 });
  await http('PUT', '/sheets/people/*/access', { mode: 'none' });
  expect(await read()).toMatchObject({ rows: 1 });
  await http('PUT', `/sheets/people/*/access?spreadsheetId=${await newest()}`, { mode: 'none' });
  await expect(read()).rejects.toThrow('403');
});
