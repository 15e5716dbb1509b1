import { generateKeyPairSync } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Client } from '@temporalio/client';
import { createSheetsClient } from '../../activities/adapters/sheets-client';
import { createMirror, type Mirror } from '../../activities/mirror';
import { createSheetActivities } from '../../activities/sheets';
import type { Config } from '../../config/types';
import { HEADINGS, textCell } from '../../domain/sheet-rows';
import type { BatchResult, LedgerBatch } from '../../workflows/contracts/ledger';
import type { SheetActivities } from '../../workflows/ports';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { aBatch, anEntry, noRollOver, silentLog } from '../unit/activities/sheets-makers';

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
  shareWith: [],
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
    ...noRollOver(),
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
  const environment = new MockActivityEnvironment({ attempt, scheduledTimestampMs: Date.now() }, { logger });
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

it('gets another token where the one it has was revoked, and writes with that', async () => {
  await write(demo({}, anEntry('1')));
  await fetch(`${sandbox.url}/sheets/tokens`, { method: 'DELETE' });
  expect(await write(demo({}, anEntry('2')))).toMatchObject({ kind: 'applied' });
});

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

  it('writes nothing under a renamed heading, and goes on with the same batch once it is put back', async () => {
    await write(demo({}, anEntry('1')));
    await http('POST', '/sheets/people/edits', { worksheet: 'Logs', row: 1, column: 'D', value: 'nomor' });
    const before = await logs();
    const batch = demo({}, anEntry('2'));
    expect(await write(batch)).toMatchObject({
      ...{ kind: 'blocked', cause: 'headings', worksheet: 'Logs' },
      reason: expect.stringContaining('column D must be "tech_message_id", is "nomor"'),
    });
    expect(await logs()).toEqual(before);
    await http('POST', '/sheets/people/edits', { worksheet: 'Logs', row: 1, column: 'D', value: 'tech_message_id' });
    expect(await write({ ...batch, mayBeSent: true })).toMatchObject({ kind: 'applied' });
    expect(await column(3)).toEqual(['1', '2']);
  });

  it('accepts headings in the spelling of older sheets, and reads their old cells without touching them', async () => {
    await write(demo({}, anEntry('1')));
    const edit = (row: number, letter: string, value: unknown) =>
      http('POST', '/sheets/people/edits', { worksheet: 'Logs', row, column: letter, value });
    for (const [letter, heading] of [
      ...[
        ['B', 'Date'],
        ['G', ' Tech Raw Text '],
        ['N', 'App'],
        ['O', 'Solver'],
        ['R', 'SLA Status'],
      ],
    ]) {
      await edit(1, letter ?? '', heading);
    }
    // A row of an older system: a number as key, a decimal comma, a day-first date, another SLA word.
    for (const [letter, value] of [
      ['D', 77],
      ['B', '02/03/2025'],
      ['Q', '12,5'],
      ['R', 'MET'],
    ] as const) {
      await edit(3, letter, value);
    }
    expect(await write(demo({}, anEntry('2'), anEntry('77', { app_code: 'MIT' })))).toMatchObject({ kind: 'applied' });
    expect(await column(3)).toEqual(['1', 77, '2']);
  });

  it('keeps to its rows where people filter, sort, insert and delete rows', async () => {
    const entries = ['1', '2', '3', '4'].map((key) =>
      anEntry(key, { group_label: `g${9 - Number(key)}`, app_code: 'MIT' }),
    );
    await write(demo({}, ...entries));
    await http('POST', '/sheets/people/Logs/filter', { column: 'N', hiddenValues: ['MIT'] });
    await http('POST', '/sheets/people/sort', { worksheet: 'Logs', column: 'group_label' });
    await http('POST', '/sheets/people/rows', { worksheet: 'Logs', at: 3, count: 2 });
    await http('DELETE', '/sheets/people/rows', { worksheet: 'Logs', at: 2, count: 1 });
    const again = entries.map((entry) => ({ ...anEntry(entry.key, { app_code: 'MIS' }), sequence: 2 }));
    const result = await write(demo({}, ...again, anEntry('5', { app_code: 'MIS' })));

    expect(result).toMatchObject({ kind: 'applied', alerts: { deleted: [{ key: '4' }] }, repairs: [] });
    const rows = (await logs()).slice(1).map((row) => [row[3], row[APP]]);
    expect(rows).toEqual([
      ['', ''],
      ['', ''],
      ['3', 'MIS'],
      ['2', 'MIS'],
      ['1', 'MIS'],
      ['5', 'MIS'],
    ]);
  });

  it('writes the first of two rows with one key, and says so once', async () => {
    await write(demo({}, anEntry('1'), anEntry('2')));
    await http('POST', '/sheets/people/edits', { worksheet: 'Logs', row: 3, column: 'D', value: '1' });
    const change = (app: string, sequence: number) => write(demo({}, anEntry('1', { app_code: app }, { sequence })));
    await change('MIT', 2);
    await change('MIS', 3);
    expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
      { fields: { rows: [{ worksheet: 'Logs', key: '1' }] } },
    ]);
    expect(await column(APP)).toEqual(['MIS', expect.not.stringContaining('MIS')]);
  });

  it('cuts a text of 60,000 characters with a mark, which then is no edit by a person', async () => {
    const text = textCell('x'.repeat(60_000));
    await write(demo({}, anEntry('1', { tech_raw_text: text })));
    const [stored] = await column(TEXT);
    expect(String(stored)).toHaveLength(49_000);
    expect(stored).toMatch(/ …\[dipotong\]$/);
    const again = anEntry('1', { tech_raw_text: text, app_code: 'MIT' }, { sequence: 2 });
    expect(await write(demo({}, again))).toMatchObject({ rows: [{ outcome: 'written', keptCells: [] }] });
  });

  it('cuts a text of 60,000 characters that comes uncut, in one sending, and the rows beside it are written', async () => {
    const long = 'y'.repeat(60_000);
    const entries = [anEntry('1', { tech_raw_text: long }), anEntry('2', { tech_raw_text: 'biasa' })];
    expect(await write(demo({}, ...entries))).toMatchObject({ kind: 'applied' });
    const [cut, plain] = (await column(TEXT)) as string[];
    expect([cut?.length, cut?.slice(-12), plain]).toEqual([49_000, '…[dipotong]'.padStart(12), 'biasa']);
    const again = demo({}, anEntry('1', { tech_raw_text: long, app_code: 'MIT' }, { sequence: 2 }));
    expect(await write(again)).toMatchObject({ kind: 'applied', rows: [{ keptCells: [] }] });
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

  it.each(['Logs', '*'])('is blocked, with Google’s words, where it may only read (%s)', async (worksheet) => {
    await write(demo({}, anEntry('1')));
    const access = (mode: string) => http('PUT', `/sheets/people/${encodeURIComponent(worksheet)}/access`, { mode });
    await access('read');
    const batch = demo({}, anEntry('2'));
    expect(await write(batch)).toMatchObject({
      ...{ kind: 'blocked', cause: 'denied' },
      reason: expect.stringMatching(/Google answered 403: ./),
    });
    expect(await column(3)).toEqual(['1']);
    await access('edit');
    expect(await write({ ...batch, mayBeSent: true })).toMatchObject({ kind: 'applied' });
    expect(await column(3)).toEqual(['1', '2']);
  });

  it('is blocked by a worksheet protected as a whole; a protected row makes only its own entry bad', async () => {
    await write(demo({}, anEntry('1', { app_code: 'MIT' }), anEntry('2', { app_code: 'MIT' })));
    const protect = (protectedRange: string) =>
      http('PUT', '/sheets/people/Logs/access', { mode: 'edit', protectedRange });
    await protect('A2:T2');
    const change = (key: string) => write(demo({}, anEntry(key, { app_code: 'MIS' }, { sequence: 2 })));
    expect(await change('1')).toMatchObject({ kind: 'refused', reason: expect.stringContaining('protected') });
    expect(await change('2')).toMatchObject({ kind: 'applied' });
    expect(await write(demo({}, anEntry('3')))).toMatchObject({ kind: 'applied' });

    await protect('A:T');
    expect(await write(demo({}, anEntry('4')))).toMatchObject({
      kind: 'blocked',
      cause: 'protected',
      worksheet: 'Logs',
    });
    expect(await column(3)).toEqual(['1', '2', '3']);
  });

  it('waits for a token server that refuses, instead of calling the rows bad', async () => {
    await http('POST', '/faults', { service: 'token', kind: 'status', status: 400, times: 10 });
    await expect(write(demo({}, anEntry('1')))).rejects.toMatchObject({
      type: 'SheetUnavailable',
      nonRetryable: false,
    });
  });

  it('is blocked by a spreadsheet that is not there: its rows must not be lost', async () => {
    expect(await write(demo({ spreadsheetId: 'nowhere' }, anEntry('1')))).toMatchObject({
      ...{ kind: 'blocked', cause: 'notFound', worksheet: null },
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
