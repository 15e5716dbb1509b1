import { generateKeyPairSync } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Client } from '@temporalio/client';
import { createSheetsClient } from '../../activities/adapters/sheets-client';
import { createMirror, type Mirror } from '../../activities/mirror';
import { createSheetActivities } from '../../activities/sheets';
import type { Config } from '../../config/types';
import { HEADINGS } from '../../domain/sheet-rows';
import type { BatchResult, LedgerBatch } from '../../workflows/contracts/ledger';
import type { SheetActivities } from '../../workflows/ports';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { aBatch, anEntry, silentLog } from '../unit/activities/sheets-makers';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const APP = HEADINGS.Logs.indexOf('app_code');
const TEXT = HEADINGS.Logs.indexOf('tech_raw_text');

let sandbox: Sandbox;
let mirror: Mirror;
let activities: SheetActivities;
let log: ReturnType<typeof silentLog>;

const googleOf = (over: Partial<Config['google']> = {}): Config['google'] => ({
  serviceAccount: { clientEmail: 'ledger@oncek-demo.iam.gserviceaccount.com', privateKey: PEM },
  spreadsheetId: 'demo',
  spreadsheetName: null,
  apiRoot: `${sandbox.url}/`,
  driveRoot: `${sandbox.url}/`,
  tokenUrl: `${sandbox.url}/token`,
  ...over,
});

beforeEach(async () => {
  const sheets = { readsPerMinute: 100_000, writesPerMinute: 100_000 };
  sandbox = await startSandbox({ port: 0, settings: { sheets } });
  mirror = await createMirror({ file: ':memory:' });
  log = silentLog();
  activities = createSheetActivities({
    sheets: createSheetsClient(googleOf(), { callsPerMinute: 100_000, writeTimeoutMs: 2_000 }),
    mirror,
    client: {} as Client,
    log,
    now: () => new Date(),
  });
});
afterEach(async () => {
  await mirror.close();
  await sandbox.close();
});

/** Runs the activity as Temporal would at the given attempt. */
function write(batch: LedgerBatch, attempt = 1): Promise<BatchResult> {
  const logger = { ...console, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, log: quiet };
  const environment = new MockActivityEnvironment({ attempt }, { logger });
  return environment.run(() => activities.writeBatch(batch));
}
const quiet = (): void => undefined;

const demo = (over: Partial<LedgerBatch> = {}, ...entries: ReturnType<typeof anEntry>[]): LedgerBatch =>
  aBatch(entries, { spreadsheetId: 'demo', ...over });

async function http(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(sandbox.url + path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}
const logs = async (): Promise<unknown[][]> => (await http('GET', '/sheets/people/Logs')) as unknown[][];
const fault = (body: object): Promise<unknown> => http('POST', '/faults', { service: 'sheets', ...body });
const column = async (index: number): Promise<unknown[]> => (await logs()).slice(1).map((row) => row[index]);

describe('the writer against the Google stand-in', () => {
  it('creates the worksheet, adds rows, and changes a known one', async () => {
    await write(demo({}, anEntry('1', { app_code: 'MIT' }), anEntry('2', { app_code: 'MIS', sla_response_min: 12.5 })));
    await write(demo({}, anEntry('1', { app_code: 'MIS' }, { sequence: 2 }), anEntry('3')));

    const rows = await logs();
    expect(rows[0]).toEqual(HEADINGS.Logs);
    expect(rows.slice(1).map((row) => [row[3], row[APP], row[16]])).toEqual([
      ['1', 'MIS', expect.anything()],
      ['2', 'MIS', 12.5],
      ['3', expect.anything(), expect.anything()],
    ]);
  });

  it('stores what looks like a formula, a date or a number as text', async () => {
    const texts = ['=1+1', '+62', '2026-03-02', '007', "'quoted", '=IMPORTXML("http://x","//y")'];
    await write(demo({}, ...texts.map((text, index) => anEntry(`${index + 1}`, { tech_raw_text: text }))));
    expect(await column(TEXT)).toEqual(texts);

    const again = texts.map((text, index) =>
      anEntry(`${index + 1}`, { tech_raw_text: text, app_code: 'MIT' }, { sequence: 2 }),
    );
    expect(await write(demo({}, ...again))).toMatchObject({
      kind: 'applied',
      rows: texts.map(() => ({ keptCells: [] })),
    });
  });

  it('writes one row when the connection broke after Google had applied the batch', async () => {
    await fault({ method: 'batchUpdate', kind: 'afterApply' });
    const batch = demo({}, anEntry('1'));
    await expect(write(batch)).rejects.toMatchObject({ type: 'SheetUnavailable', nonRetryable: false });

    expect(await write(batch, 2)).toMatchObject({
      kind: 'applied',
      rows: [{ key: '1', outcome: 'written' }],
      repairs: [],
    });
    expect(await column(3)).toEqual(['1']);
  });

  it('has the same batch come again after a time-out, and lands it once', async () => {
    await fault({ method: 'batchUpdate', kind: 'delay', delayMs: 5_000 });
    const batch = demo({}, anEntry('1'));
    await expect(write(batch)).rejects.toMatchObject({ type: 'SheetUnavailable', nonRetryable: false });
    expect(await write(batch, 2)).toMatchObject({ kind: 'applied' });
    expect(await column(3)).toEqual(['1']);
  });

  it('tells a mark that is in use as a collision', async () => {
    await write(demo({ metadataId: 77 }, anEntry('1')));
    expect(await write(demo({ metadataId: 77 }, anEntry('2')))).toEqual({ kind: 'collision' });
    expect(await column(3)).toEqual(['1']);
  });

  it('refuses to write under foreign headings', async () => {
    await write(demo({}, anEntry('1')));
    await http('POST', '/sheets/people/edits', { worksheet: 'Logs', row: 1, column: 'D', value: 'nomor' });
    expect(await write(demo({}, anEntry('2')))).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('column D must be "tech_message_id", is "nomor"'),
    });
  });

  it('passes on how long Google asks to wait at 429', async () => {
    await fault({ method: 'batchUpdate', kind: 'status', status: 429, retryAfter: 7 });
    const batch = demo({}, anEntry('1'));
    await expect(write(batch)).rejects.toMatchObject({ type: 'SheetBusy', nonRetryable: false, nextRetryDelay: 7_000 });
    expect(await write(batch, 2)).toMatchObject({ kind: 'applied' });
  });

  it.each([500, 503])('has the batch come again after a %i', async (status) => {
    await fault({ kind: 'status', status });
    const batch = demo({}, anEntry('1'));
    await expect(write(batch)).rejects.toMatchObject({ type: 'SheetUnavailable', nonRetryable: false });
    expect(await write(batch, 2)).toMatchObject({ kind: 'applied' });
  });

  it('repairs rows when somebody sorts between reading and writing', async () => {
    const rows = ['1', '2', '3', '4'].map((key, index) =>
      anEntry(key, { group_label: `g${9 - index}`, app_code: `a${key}` }),
    );
    await write(demo({}, ...rows));
    await fault({ method: 'batchUpdate', kind: 'sortBetween' });
    let next = await write(demo({}, anEntry('1', { group_label: 'g9', app_code: 'new' }, { sequence: 2 })));

    let rounds = 0;
    for (; next.kind === 'applied' && next.repairs.length > 0 && rounds < 5; rounds += 1) {
      next = await write(demo({}, ...next.repairs));
    }
    expect(rounds).toBeGreaterThan(0);
    const found = (await logs()).slice(1).map((row) => [row[3], row[APP]]);
    expect(found.sort()).toEqual([
      ['1', 'new'],
      ['2', 'a2'],
      ['3', 'a3'],
      ['4', 'a4'],
    ]);
  });

  it('does not bring back a row that a person deleted', async () => {
    await write(demo({}, anEntry('1'), anEntry('2')));
    await http('DELETE', '/sheets/people/rows', { worksheet: 'Logs', at: 2, count: 1 });
    expect(await write(demo({}, anEntry('1', { app_code: 'MIT' }, { sequence: 2 })))).toMatchObject({
      kind: 'applied',
      rows: [{ key: '1', outcome: 'deletedByPerson' }],
    });
    expect(await column(3)).toEqual(['2']);
  });

  it('makes a worksheet anew that a person deleted', async () => {
    await write(demo({}, anEntry('1')));
    await http('DELETE', '/sheets/people/Logs');
    expect(await write(demo({}, anEntry('2')))).toMatchObject({ kind: 'applied', rows: [{ outcome: 'written' }] });
    expect(await column(3)).toEqual(['2']);
  });

  it('is refused, with Google’s words, where it may only read', async () => {
    await write(demo({}, anEntry('1')));
    await http('PUT', '/sheets/people/Logs/access', { mode: 'read' });
    const result = await write(demo({}, anEntry('2')));
    expect(result).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/Google answered 40[03]: ./) });
    expect(await column(3)).toEqual(['1']);
  });

  it('waits for a token server that refuses, instead of calling the rows bad', async () => {
    await http('POST', '/faults', { service: 'token', kind: 'status', status: 400, times: 10 });
    await expect(write(demo({}, anEntry('1')))).rejects.toMatchObject({
      type: 'SheetUnavailable',
      nonRetryable: false,
    });
  });

  it('keeps waiting for a spreadsheet that is not there: its rows must not be lost', async () => {
    await expect(write(demo({ spreadsheetId: 'nowhere' }, anEntry('1')))).rejects.toMatchObject({
      type: 'SheetNotFound',
      nonRetryable: false,
    });
  });
});

describe('findSpreadsheet', () => {
  it('takes the id, and else asks for an exact and only name', async () => {
    expect(await createSheetsClient(googleOf()).findSpreadsheet()).toBe('demo');
    const byName = (spreadsheetName: string | null) =>
      createSheetsClient(googleOf({ spreadsheetId: null, spreadsheetName })).findSpreadsheet();
    await expect(byName("no such 'sheet'")).rejects.toMatchObject({ name: 'InvalidSetting' });
    await expect(byName(null)).rejects.toMatchObject({ name: 'InvalidSetting' });
  });
});
