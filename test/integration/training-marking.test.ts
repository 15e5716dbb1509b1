import { generateKeyPairSync } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createSheetsClient } from '../../activities/adapters/sheets-client';
import { createMirror, type Mirror } from '../../activities/mirror';
import { createTrainingSourceRows } from '../../activities/mirror/training-sources';
import { createSheetActivities } from '../../activities/sheets';
import { createReadSpreadsheet } from '../../activities/sheet-sync/read-spreadsheet';
import { markingEntry } from '../../activities/training/marking';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { LedgerBatch, LedgerEntry } from '../../workflows/contracts/ledger';
import { aTrackingRow } from '../support/training-sheets';
import { aBatch, noRollOver, silentLog } from '../unit/activities/sheets-makers';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const quiet = (): void => undefined;

let sandbox: Sandbox;
let mirror: Mirror;

beforeEach(async () => {
  sandbox = await startSandbox({
    port: 0,
    settings: { sheets: { readsPerMinute: 100_000, writesPerMinute: 100_000 } },
  });
  mirror = await createMirror({ file: ':memory:' });
});
afterEach(async () => {
  await mirror.close();
  await sandbox.close();
});

async function post(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

test('of rows that the sync saw, those a person changed since keep what they say, though an answer of Google is lost', async () => {
  const root = `${sandbox.url}/`;
  const serviceAccount = {
    clientEmail: 'ledger@oncek-demo.iam.gserviceaccount.com',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const sheets = createSheetsClient(
    {
      ...{ serviceAccount, spreadsheetId: 'demo', spreadsheetName: null, shareWith: [] },
      ...{ apiRoot: root, driveRoot: root, tokenUrl: `${root}token` },
    },
    { callsPerMinute: 100_000, writeTimeoutMs: 2_000 },
  );
  const [log, now] = [silentLog(), () => new Date()];
  const activities = createSheetActivities({ ...noRollOver(), sheets, mirror, client: {} as Client, log, now });
  const write = (batch: LedgerBatch, attempt = 1) => {
    const logger = { ...console, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet, log: quiet };
    const environment = new MockActivityEnvironment({ attempt, scheduledTimestampMs: Date.now() }, { logger });
    return environment.run(() => activities.writeBatch(batch));
  };
  const rows = ['a1', 'a2', 'a3'].map((key) => aTrackingRow(key));
  const entries = rows.map((cells): LedgerEntry => {
    return { worksheet: 'ML_Tracking', key: String(cells[0]), sequence: 1, cells, ticketWorkflowId: null };
  });
  await write(aBatch(entries, { spreadsheetId: 'demo' }));
  const sync = createReadSpreadsheet({ sheets, mirror, log, now, timeZone: 'Asia/Jakarta', onProgress: quiet });
  await sync('demo');
  const marks: LedgerEntry[] = [];
  for await (const page of createTrainingSourceRows(mirror.db).tracking('demo')) {
    for (const { key, rowHash } of page)
      if (key.startsWith('a')) marks.push(markingEntry({ key, rowHash, markId: 'v2' }));
  }
  expect(marks).toHaveLength(3);

  const table = async (): Promise<unknown[][]> =>
    (await (await fetch(`${sandbox.url}/sheets/people/ML_Tracking`)).json()) as unknown[][];
  const row = (await table()).findIndex(([key]) => key === 'a2') + 1;
  await post('/sheets/people/edits', { worksheet: 'ML_Tracking', row, column: 'Symtomps', value: 'USER NOT FOUND' });
  await post('/faults', { service: 'sheets', method: 'batchUpdate', kind: 'afterApply', status: 503, times: 1 });
  const batch = aBatch(marks, { spreadsheetId: 'demo' });
  await expect(write(batch)).rejects.toMatchObject({ type: 'SheetUnavailable' });
  expect(await write(batch, 2)).toMatchObject({ kind: 'applied', repairs: [] });

  const found = Object.fromEntries((await table()).map((cells) => [cells[0], [cells[3], cells[5]]]));
  expect(found).toMatchObject({
    a1: ['KENDALA LOGIN', 'TRAINED'],
    a2: ['USER NOT FOUND', 'APPROVED'],
    a3: ['KENDALA LOGIN', 'TRAINED'],
  });
  expect(Object.fromEntries(await mirror.trainingMarks.outcomes('v2'))).toEqual({
    a1: 'marked',
    a2: 'skipped',
    a3: 'marked',
  });
  await sync('demo');
  expect((await mirror.peopleCells.untold(10)).map(({ key, cell }) => [key, cell])).toEqual([['a2', 'label']]);
});
