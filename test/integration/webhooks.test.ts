import { Connection, Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createWebhookSender } from '../../activities/adapters/webhook-sender';
import { createWebhookActivities } from '../../activities/webhooks';
import { createWebhookDesk, type WebhookDesk } from '../../temporal/webhook-desk';
import { createWebhookEmitter, messageIdOf, type WebhookEmitter } from '../../temporal/webhook-emitter';
import { aReviewer } from '../support/makers';
import { quietRuntime, startDevServer, type DevServer } from '../support/temporal';
import { waitFor } from '../support/wait';
import { REFERENCE, startReceiver, type Receiver } from '../support/webhooks';
import { workflowCode } from '../support/workflow-code';

const QUEUE = 'webhooks-test';
const PATIENCE_MS = 400;

let server: DevServer;
let connection: Connection;
let native: NativeConnection;
let worker: Worker;
let running: Promise<void>;
let startWorker: () => Promise<void>;
const stopWorker = async (): Promise<void> => {
  worker?.shutdown();
  await running;
};
let emitter: WebhookEmitter;
let desk: WebhookDesk;
let receiver: Receiver;
const posts: string[] = [];
const attempted: string[] = [];
let keys = 0;

beforeAll(async () => {
  quietRuntime();
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
  const client = new Client({ connection });
  emitter = createWebhookEmitter({ client, taskQueue: QUEUE });
  desk = createWebhookDesk({ client, emitter, taskQueue: QUEUE });
  startWorker = async () => {
    worker = await Worker.create({
      ...{ connection: native, taskQueue: QUEUE, workflowBundle: await workflowCode() },
      activities: {
        ...createWebhookActivities({
          ...{ client, language: 'en', now: () => new Date() },
          find: (id) => desk.find(id),
          send: createWebhookSender({ allowsPrivate: true, timeoutMs: PATIENCE_MS }),
          observer: { attempted: (kind) => void attempted.push(kind), gaveUp: () => undefined },
        }),
        post: ({ item }: { item: { key: string } }) => Promise.resolve(void posts.push(item.key)),
      },
    });
    running = worker.run();
  };
  await startWorker();
}, 90_000);
afterAll(async () => {
  await stopWorker();
  await native?.close();
  await connection?.close();
  await server?.close();
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const { id } of await desk.list()) await desk.remove(id);
  await receiver.close();
});

const subscribe = () =>
  desk.create({ url: receiver.url, events: [], description: '', secret: REFERENCE.secret, by: aReviewer() });
const news = () =>
  ({ type: 'ticket.opened', key: `ticket ${(keys += 1)}`, at: new Date().toISOString(), data: { n: keys } }) as const;
/** The newest delivery, once it stands so. */
const deliveryWhere = (id: string, state: string, attempts: number) =>
  waitFor(
    async () => {
      const [newest] = await desk.deliveries(id, 5);
      return newest?.state === state && newest.attempts === attempts ? newest : null;
    },
    { describe: `a delivery is ${state} after ${attempts}`, timeoutMs: 20_000, intervalMs: 100 },
  );

test('an event emitted twenty times at once, by two processes, arrives once', async () => {
  const { id } = await subscribe();
  const event = news();
  const other = createWebhookEmitter({ client: new Client({ connection }), taskQueue: QUEUE });
  await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? emitter : other).emit(event)));
  await deliveryWhere(id, 'delivered', 1);
  await emitter.emit(event);
  expect(await desk.deliveries(id, 5)).toHaveLength(1);
  expect(receiver.received).toHaveLength(1);
});

test('what happens while no worker runs is delivered once one does', async () => {
  const { id } = await subscribe();
  await stopWorker();
  emitter.forget();
  await emitter.emit(news());
  await startWorker();
  await deliveryWhere(id, 'delivered', 1);
});

test('a receiver that answers 500 gets the same again after five seconds', async () => {
  const { id } = await subscribe();
  receiver.answerWith((response, earlier) => void response.writeHead(earlier === 0 ? 500 : 204).end('oh'));
  await emitter.emit(news());
  const waiting = await deliveryWhere(id, 'waiting', 1);
  expect(waiting.lastAttempt).toMatchObject({ status: 500, error: 'HTTP 500', answer: 'oh' });
  const waitMs = Date.parse(waiting.nextAttemptAt!) - Date.parse(waiting.lastAttempt!.at);
  expect(waitMs).toBeGreaterThanOrEqual(5_000);
  expect(waitMs).toBeLessThanOrEqual(5_500);
  await deliveryWhere(id, 'delivered', 2);
  const [first, second] = receiver.received;
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
});

test('one that hangs is waited for no longer than so, and tried again', async () => {
  const { id } = await subscribe();
  receiver.answerWith((response, earlier) => void (earlier > 0 && response.end()));
  await emitter.emit(news());
  const waiting = await deliveryWhere(id, 'waiting', 1);
  expect(waiting.lastAttempt).toMatchObject({ status: null, error: 'no answer within 0.4 s' });
  await deliveryWhere(id, 'delivered', 2);
});

test('410 switches the webhook off, admins are told, and its later events start nothing', async () => {
  const { id } = await subscribe();
  receiver.answerWith((response) => void response.writeHead(410).end());
  await emitter.emit(news());
  await deliveryWhere(id, 'gone', 1);
  await waitFor(async () => (await desk.list())[0]?.disabledBecause === 'gone', { describe: 'it is switched off' });
  await waitFor(() => posts.some((key) => key.startsWith(`webhook ${id} gone`)), { describe: 'admins are told' });
  emitter.forget();
  await emitter.emit(news());
  expect(receiver.received).toHaveLength(1);
  expect(await desk.deliveries(id, 5)).toHaveLength(1);
});

test('a delivery can be sent again, under its id; one that nobody knows cannot', async () => {
  const { id } = await subscribe();
  const event = news();
  await emitter.emit(event);
  const { deliveryId } = await deliveryWhere(id, 'delivered', 1);
  const again = await desk.redeliver(id, deliveryId);
  expect(again).toMatch(new RegExp(`^${deliveryId}-[0-9a-f]{8}$`));
  await waitFor(() => receiver.received.length === 2, { describe: 'it arrives once more' });
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    messageIdOf(event),
    messageIdOf(event),
  ]);
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
  await waitFor(async () => (await desk.deliveries(id, 5)).length === 2, { describe: 'both are listed' });
  await expect(desk.redeliver(id, `msg_${'0'.repeat(32)}`)).rejects.toMatchObject({ type: 'UnknownWebhook' });
});

test('what happened before a webhook was created is not sent to it', async () => {
  const { id } = await subscribe();
  await emitter.emit({ ...news(), at: new Date(Date.now() - 120_000).toISOString() });
  await emitter.emit(news());
  await deliveryWhere(id, 'delivered', 1);
  expect(await desk.deliveries(id, 5)).toHaveLength(1);
});

test('a webhook that is deleted while a delivery waits gets nothing more', async () => {
  const { id } = await subscribe();
  receiver.answerWith((response) => void response.writeHead(503).end());
  await emitter.emit(news());
  await deliveryWhere(id, 'waiting', 1);
  const before = attempted.length;
  await desk.remove(id);
  await expect(desk.deliveries(id, 5)).rejects.toMatchObject({ type: 'UnknownWebhook' });
  const open = () =>
    new Client({ connection }).workflow.count(
      `WorkflowType = "webhookDeliveryWorkflow" AND ExecutionStatus = "Running"`,
    );
  await waitFor(async () => (await open()).count === 0, { describe: 'the delivery ends', timeoutMs: 20_000 });
  expect(attempted).toHaveLength(before);
  expect(receiver.received).toHaveLength(1);
});
