import { generateKeyPairSync } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createSheetsClient } from '../../activities/adapters/sheets-client';
import { createLedgerPort } from '../../activities/ledger-port';
import { createMirror, type Mirror } from '../../activities/mirror';
import { createSheetSyncActivities } from '../../activities/sheet-sync';
import { createSheetActivities } from '../../activities/sheets';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { ONCEK_QUEUE } from '../../temporal/queues';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import type { SheetSyncResult } from '../../workflows/contracts/sheet-sync';
import { staffMessageSignal, statusQuery, ticketWorkflowId } from '../../workflows/contracts/ticket';
import type { StaffMessageSignal, TicketStatus } from '../../workflows/contracts/ticket';
import type { sheetSyncWorkflow } from '../../workflows/sheet-sync.workflow';
import type { ticketWorkflow } from '../../workflows/ticket.workflow';
import { noRollOver, silentLog } from '../unit/activities/sheets-makers';
import { fakeActivities, nothing } from '../support/fake-activities';
import { CHAT, aDoubt, aProblem, aSolution, aTicketInput } from '../support/makers';
import { peopleOf } from '../support/people';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { waitFor } from '../support/wait';
import { workflowCode } from '../support/workflow-code';

const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const MESSAGE = 812;

let server: DevServer;
let sandbox: Sandbox;
let mirror: Mirror;
let client: Client;
let stop: () => Promise<void>;

beforeAll(async () => {
  quietRuntime();
  server = await startDevServer({ searchAttributes: SEARCH_ATTRIBUTES });
  sandbox = await startSandbox({ port: 0 });
  mirror = await createMirror({ file: ':memory:' });
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  client = new Client({ connection });
  const sheets = createSheetsClient({
    serviceAccount: { clientEmail: 'ledger@oncek-demo.iam.gserviceaccount.com', privateKey: PEM },
    ...{ spreadsheetId: 'demo', spreadsheetName: null, shareWith: [] },
    ...{ apiRoot: `${sandbox.url}/`, driveRoot: `${sandbox.url}/`, tokenUrl: `${sandbox.url}/token` },
  });
  const shared = { sheets, mirror, client, log: silentLog(), now: () => new Date() };
  const fakes = fakeActivities();
  fakes.expect({
    classify: () => Promise.resolve(aDoubt()),
    knownLabel: ({ label }) => Promise.resolve(label.startsWith('KENDALA') ? label : null),
    post: nothing,
    sendReviewCards: () => Promise.resolve([]),
    editReviewCards: nothing,
    archiveStory: nothing,
  });
  const worker = await Worker.create({
    ...{ connection: native, taskQueue: ONCEK_QUEUE, workflowBundle: await workflowCode() },
    activities: {
      ...fakes.activities,
      ...createLedgerPort({ client, language: 'id', noteSymptom: nothing }),
      ...createSheetActivities({ ...noRollOver(), ...shared }),
      ...createSheetSyncActivities({
        ...{
          ...shared,
          timeZone: 'Asia/Jakarta',
          language: 'id',
          plainChat: () => Promise.resolve(CHAT),
          post: nothing,
        },
        spreadsheetsOf: (id) => Promise.resolve([id]),
      }),
    },
  });
  const running = worker.run();
  stop = async () => {
    worker.shutdown();
    await running;
    await native.close();
    await connection.close();
  };
});
afterAll(async () => {
  await stop();
  await mirror.close();
  await sandbox.close();
  await server.close();
});

let syncs = 0;
function sync(): Promise<SheetSyncResult> {
  syncs += 1;
  return client.workflow.execute<typeof sheetSyncWorkflow>('sheetSyncWorkflow', {
    ...{ workflowId: `sheet-sync-${syncs}`, taskQueue: ONCEK_QUEUE, args: [{ spreadsheetId: 'demo' }] },
  });
}

test('a label that a person writes into the sheet decides the waiting ticket, within one sync', async () => {
  const people = peopleOf(sandbox.url);
  const input = aTicketInput({
    messageId: MESSAGE,
    problem: aProblem({ sentAt: new Date(Date.now() - 60_000).toISOString() }),
    settings: { spreadsheetId: 'demo' },
  });
  const solution = { updateId: '1', message: aSolution({ sentAt: new Date().toISOString() }) };
  const ticket = await client.workflow.signalWithStart<typeof ticketWorkflow, [StaffMessageSignal]>('ticketWorkflow', {
    ...{ workflowId: ticketWorkflowId(input), taskQueue: ONCEK_QUEUE, args: [input] },
    ...{ signal: staffMessageSignal, signalArgs: [solution] },
  });
  const statusWhere = (describe: string, isRight: (status: TicketStatus) => boolean) =>
    waitFor(
      async () => {
        const status = await ticket.query(statusQuery);
        return isRight(status) ? status : null;
      },
      { describe, timeoutMs: 30_000 },
    );
  await statusWhere('in review, rows written', ({ phase, rowsPending }) => phase === 'inReview' && !rowsPending);
  expect(await sync()).toMatchObject({ outcome: 'read', reading: { edited: 0, untold: 0 } });

  const rows = await people.rows('ML_Tracking');
  const row = rows.findIndex((cells) => cells[0] === String(MESSAGE)) + 1;
  const edit = { worksheet: 'ML_Tracking', row, column: 'Symtomps', value: 'KENDALA LUPA PASSWORD' };
  await fetch(`${sandbox.url}/sheets/people/edits`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(edit) },
  });
  expect(await sync()).toMatchObject({ reading: { edited: 1 }, told: { tickets: 1 } });

  const decided = await statusWhere(
    'decided, rows written',
    ({ phase, rowsPending }) => phase === 'done' && !rowsPending,
  );
  expect(decided).toMatchObject({ label: 'KENDALA LUPA PASSWORD', reviewedBy: { kind: 'sheet' } });
  const tracking = await people.waitForRow('ML_Tracking', MESSAGE, (cells) => cells[5] === 'CORRECTED');
  expect(tracking[3]).toBe('KENDALA LUPA PASSWORD');
  await people.waitForRow('Logs', MESSAGE, (cells) => cells[19] === 'KENDALA LUPA PASSWORD');
  // What the ledger now wrote is nobody's edit.
  expect(await sync()).toMatchObject({ reading: { edited: 0, untold: 0 }, told: null });
  await ticket.terminate();
}, 120_000);
