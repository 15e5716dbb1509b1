import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createLabelDesk } from '../../temporal/label-desk';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes';
import { executeUpdate } from '../../temporal/update';
import { createWebhookDesk } from '../../temporal/webhook-desk';
import { createWebhookEmitter } from '../../temporal/webhook-emitter';
import type { alertsWorkflow } from '../../workflows/alerts.workflow';
import { LABELS_WORKFLOW_ID } from '../../workflows/contracts/labels';
import type { LedgerEntry, UpsertContext } from '../../workflows/contracts/ledger';
import { ledgerStatusQuery, ledgerWorkflowId, upsertSignal } from '../../workflows/contracts/ledger';
import type { OutboxItem } from '../../workflows/contracts/outbox';
import { outboxStatusQuery, outboxWorkflowId, postSignal } from '../../workflows/contracts/outbox';
import type { JudgeRequest } from '../../workflows/contracts/report';
import { alertsQuery, judgeSignal } from '../../workflows/contracts/report';
import { reviewUpdate, staffMessageSignal, statusQuery, ticketWorkflowId } from '../../workflows/contracts/ticket';
import { deliveryEndedSignal, WEBHOOKS_WORKFLOW_ID } from '../../workflows/contracts/webhooks';
import type { ledgerWorkflow } from '../../workflows/ledger.workflow';
import type { outboxWorkflow } from '../../workflows/outbox.workflow';
import type { ticketWorkflow } from '../../workflows/ticket.workflow';
import { fakeActivities, nothing } from '../support/fake-activities';
import { applied, entry } from '../support/ledger-run';
import { aDirect, aDoubt, aProblem, aReviewer, aSolution, aTicketInput } from '../support/makers';
import { recordIfAsked } from '../support/record-history';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { waitPastLostTask } from '../support/wait';
import { anAttempt, REFERENCE } from '../support/webhooks';
import { endRun } from '../support/workflow-bench';
import { workflowCode } from '../support/workflow-code';

/** The server suggests a new run after so many events, not after its 4,096: what takes months is seen in seconds. */
const SUGGESTED_AT = 40;
const MANY = 40;
const QUEUE = 'hand-over';
const ADMIN = aReviewer();

/** How many signals came with the last task of a run. */
async function signalsOfLastTask(run: WorkflowHandle): Promise<number> {
  const { events } = await run.fetchHistory();
  const ends = (events ?? []).flatMap((event, at) => (event.workflowTaskCompletedEventAttributes ? [at] : []));
  const [before = 0, last = 0] = ends.slice(-2);
  const ofTask = (events ?? []).slice(before + 1, last);
  return ofTask.filter((event) => event.workflowExecutionSignaledEventAttributes).length;
}

/** A run whose history grows hands over to the next, and nobody notices. */
describe('workflows that hand over', () => {
  const fakes = fakeActivities();
  let server: DevServer;
  let connection: Connection;
  let native: NativeConnection;
  let worker: Worker;
  let running: Promise<void>;
  let client: Client;
  let open: WorkflowHandle | null = null;

  beforeAll(async () => {
    quietRuntime();
    server = await startDevServer({
      searchAttributes: SEARCH_ATTRIBUTES,
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AT },
    });
    connection = await Connection.connect({ address: server.address });
    client = new Client({ connection });
    native = await NativeConnection.connect({ address: server.address });
    const { activities } = fakes;
    worker = await Worker.create({
      ...{ connection: native, taskQueue: QUEUE, workflowBundle: await workflowCode(), activities },
      // Each task from the history, as after a restart: then a run that cannot be replayed does not go on.
      maxCachedWorkflows: 0,
    });
    running = worker.run();
  });
  afterEach(async () => {
    await endRun(open);
    open = null;
    expect(fakes.unexpected()).toEqual([]);
  });
  afterAll(async () => {
    worker.shutdown();
    await running;
    await native.close();
    await connection.close();
    await server.close();
  });

  /** Waits until a run came after the first one, and gives that one, ended, for its history. */
  async function handedOver(id: string, firstRunId: string): Promise<void> {
    open = client.workflow.getHandle(id);
    const handle = open;
    await waitPastLostTask(`a next run of ${id}`, async () => (await handle.describe()).runId !== firstRunId);
    const first = client.workflow.getHandle(id, firstRunId);
    expect((await first.describe()).status.name).toBe('CONTINUED_AS_NEW');
    await recordIfAsked(first, { part: 'handing-over' });
  }

  test('a ticket: edits go on counting, what was done is not done again', async () => {
    fakes.expect({
      ...{
        classify: () => Promise.resolve(aDoubt()),
        sendReviewCards: () => Promise.resolve([]),
        enqueueRows: nothing,
      },
      ...{ knownLabel: ({ label }) => Promise.resolve(label), post: nothing, editReviewCards: nothing },
    });
    const problem = aProblem({ sentAt: new Date().toISOString() });
    const input = aTicketInput({ problem });
    const id = ticketWorkflowId(input);
    const ticket = client.workflow.getHandle<typeof ticketWorkflow>(id);
    const start = { workflowId: id, taskQueue: QUEUE, args: [input] as [typeof input] };
    const first = await client.workflow.start<typeof ticketWorkflow>('ticketWorkflow', start);
    const message = aSolution({ sentAt: problem.sentAt });
    await ticket.signal(staffMessageSignal, { updateId: '1', message });
    await waitPastLostTask('in review', async () => (await ticket.query(statusQuery)).phase === 'inReview');
    const before = await ticket.query(statusQuery);
    // Telegram tells of reactions by edits in which nothing differs.
    for (let number = 0; number < MANY; number += 1) {
      await ticket.signal(staffMessageSignal, { updateId: `r${number}`, message });
    }
    await handedOver(id, first.firstExecutionRunId);
    expect(await ticket.query(statusQuery)).toEqual(before);
    expect(fakes.calls('classify')).toHaveLength(1);
    expect(fakes.calls('sendReviewCards')).toHaveLength(1);
    const decision = { label: 'KENDALA LUPA PASSWORD', reviewer: ADMIN };
    expect(await executeUpdate(ticket, reviewUpdate, [decision])).toMatchObject({ decided: 'now' });
  });

  test('the labels: none is lost, none comes twice, and who added it stays known', async () => {
    fakes.expect({});
    const desk = createLabelDesk({ client, modelLabels: () => ['KENDALA LOGIN'], taskQueue: QUEUE });
    await desk.add('LABEL 0', ADMIN);
    const { runId } = await client.workflow.getHandle(LABELS_WORKFLOW_ID).describe();
    for (let number = 1; number <= MANY; number += 1) {
      expect(await desk.add(`LABEL ${number}`, ADMIN)).toEqual({ outcome: 'added', label: `LABEL ${number}` });
    }
    await desk.remove('LABEL 3', ADMIN);
    await handedOver(LABELS_WORKFLOW_ID, runId);
    const added = (await desk.list()).filter((one) => one.added !== null);
    const expected = Array.from({ length: MANY + 1 }, (_, number) => `LABEL ${number}`).filter((l) => l !== 'LABEL 3');
    expect(added.map(({ label }) => label).sort()).toEqual(expected.sort());
    expect(added[0]?.added?.by).toEqual(ADMIN);
    expect(await desk.add('label 7', ADMIN)).toEqual({ outcome: 'known', label: 'LABEL 7' });
  });

  test('the webhooks: none is lost with its secrets and its trouble, and emitters go on knowing them', async () => {
    fakes.expect({ post: nothing, deliverWebhook: () => Promise.resolve(anAttempt()) });
    const emitter = createWebhookEmitter({ client, taskQueue: QUEUE });
    const desk = createWebhookDesk({ client, emitter, taskQueue: QUEUE });
    const wish = { url: 'https://desk.example/hook', events: [], description: '', secret: REFERENCE.secret, by: ADMIN };
    const { id } = await desk.create(wish);
    const { runId } = await client.workflow.getHandle(WEBHOOKS_WORKFLOW_ID).describe();
    await desk.create({ ...wish, events: ['model.promoted'] });
    const news = { id, outcome: 'dead', language: 'id' } as const;
    for (let number = 0; number < MANY; number += 1) {
      await client.workflow.getHandle(WEBHOOKS_WORKFLOW_ID).signal(deliveryEndedSignal, news);
    }
    await handedOver(WEBHOOKS_WORKFLOW_ID, runId);
    const [first, second] = await desk.list();
    expect(first).toMatchObject({ id, secrets: [{ secret: REFERENCE.secret, until: null }] });
    expect(first?.failingSince).not.toBeNull();
    expect(second?.events).toEqual(['model.promoted']);
    emitter.forget();
    await emitter.emit({ type: 'ticket.opened', key: 'k', at: new Date().toISOString(), data: {} });
    await waitPastLostTask('the event goes out', () => fakes.calls('deliverWebhook').length === 1);
    expect(fakes.calls('post')).toHaveLength(1);
  });

  test('the outbox: each message goes out once, in order, and one that was sent is not sent again', async () => {
    let messageId = 100;
    fakes.expect({ sendMessage: () => Promise.resolve({ messageId: (messageId += 1) }), editMessage: nothing });
    const to = { bot: 'admin', chatId: -2_001 } as const;
    const items = Array.from({ length: MANY }, (_, index) => aDirect(`kunci-${index}`, `pesan ${index}`));
    const first = await client.workflow.signalWithStart<typeof outboxWorkflow, [OutboxItem]>('outboxWorkflow', {
      ...{ workflowId: outboxWorkflowId(to), taskQueue: QUEUE, args: [{ ...to, perMinute: 100_000, carried: null }] },
      ...{ signal: postSignal, signalArgs: [items[0]!] },
    });
    const outbox = client.workflow.getHandle<typeof outboxWorkflow>(outboxWorkflowId(to));
    for (const item of [...items.slice(1), items[2]!]) await outbox.signal(postSignal, item);
    await waitPastLostTask('all sent', () => fakes.calls('sendMessage').length === MANY);
    await handedOver(outboxWorkflowId(to), first.signaledRunId);
    // The server refuses a hand-over during which a message comes, so none is tried in a task that brings one.
    expect(await signalsOfLastTask(client.workflow.getHandle(outboxWorkflowId(to), first.signaledRunId))).toBe(0);
    await outbox.signal(postSignal, items[0]!);
    await outbox.signal(postSignal, aDirect('kunci-akhir', 'akhir'));
    await waitPastLostTask('the last one is sent', () => fakes.calls('sendMessage').length > MANY);
    await waitPastLostTask('nothing waits', async () => (await outbox.query(outboxStatusQuery)).waiting === 0);
    const texts = [...items.map(({ html }) => html), 'akhir'];
    expect(fakes.calls('sendMessage').map(({ html }) => html)).toEqual(texts);
  });

  test('the ledger: each row is written once, though runs end between the batches', async () => {
    fakes.expect({ writeBatch: (batch) => Promise.resolve(applied(batch)), tellTickets: nothing, post: nothing });
    const id = ledgerWorkflowId('book');
    const ledger = client.workflow.getHandle<typeof ledgerWorkflow>(id);
    const first = await client.workflow.signalWithStart<
      typeof ledgerWorkflow,
      [readonly LedgerEntry[], UpsertContext?]
    >('ledgerWorkflow', {
      ...{ workflowId: id, taskQueue: QUEUE, args: [{ spreadsheetId: 'book', carried: null }] },
      ...{ signal: upsertSignal, signalArgs: [[entry('0')]] },
    });
    const written = async () => (await ledger.query(ledgerStatusQuery)).written;
    for (let key = 1; key <= MANY; key += 1) await ledger.signal(upsertSignal, [entry(String(key))]);
    await handedOver(id, first.signaledRunId);
    await waitPastLostTask('all rows written', async () => (await written()) === MANY + 1);
    const keys = fakes.calls('writeBatch').flatMap(({ entries }) => entries.map(({ key }) => key));
    expect([...keys].sort()).toEqual(Array.from({ length: MANY + 1 }, (_, key) => String(key)).sort());
  });

  test('the alerts: one that was told stays told, and its end is told once', async () => {
    fakes.expect({ post: nothing });
    const bad = { total: 40, automationShare: 0.1, reviewShare: 0.9, avgConfidence: 0.3, pending: 7 };
    const good = { total: 40, automationShare: 0.9, reviewShare: 0.1, avgConfidence: 0.9, pending: 0 };
    const hourOf = (number: number) =>
      `2026-11-${String(1 + Math.floor(number / 24)).padStart(2, '0')} ${String(number % 24).padStart(2, '0')}:00`;
    const first = await client.workflow.signalWithStart<typeof alertsWorkflow, [JudgeRequest]>('alertsWorkflow', {
      ...{ workflowId: 'alerts', taskQueue: QUEUE, args: [{ carried: null }] },
      ...{ signal: judgeSignal, signalArgs: [{ ...bad, hour: hourOf(0) }] },
    });
    const alerts = client.workflow.getHandle<typeof alertsWorkflow>('alerts');
    for (let number = 1; number <= MANY; number += 1) {
      await alerts.signal(judgeSignal, { ...bad, hour: hourOf(number) });
    }
    await handedOver('alerts', first.signaledRunId);
    await alerts.signal(judgeSignal, { ...good, hour: hourOf(MANY + 1) });
    await waitPastLostTask('judged', async () => (await alerts.query(alertsQuery)).judged === hourOf(MANY + 1));
    expect((await alerts.query(alertsQuery)).active).toEqual({});
    expect(fakes.calls('post')).toHaveLength(2);
  });
});
