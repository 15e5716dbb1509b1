import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { createWebhookDesk, type WebhookDesk } from '../../temporal/webhook-desk';
import { createWebhookEmitter, messageIdOf, type WebhookEmitter } from '../../temporal/webhook-emitter';
import { deliveryWorkflowId } from '../../workflows/contracts/webhook-delivery';
import {
  createWebhookUpdate,
  deliveryEndedSignal,
  WEBHOOKS_WORKFLOW_ID,
  type DeliveryNews,
  type NewWebhook,
  type WebhookSubscription,
} from '../../workflows/contracts/webhooks';
import { nothing } from '../support/fake-activities';
import { aReviewer } from '../support/makers';
import { recordIfAsked } from '../support/record-history';
import { waitFor } from '../support/wait';
import { anAttempt, REFERENCE } from '../support/webhooks';
import { BENCH_QUEUE, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

const WISH: Omit<NewWebhook, 'id'> = {
  ...{ url: 'https://desk.example/hook?key=s3cret', events: ['ticket.opened', 'ticket.closed'], description: 'CRM' },
  ...{ secret: REFERENCE.secret, by: aReviewer() },
};
const OPENED = {
  type: 'ticket.opened',
  key: '-1-2',
  at: '2031-03-03T02:00:00.000Z',
  data: { ticketId: '-1-2' },
} as const;

let bench: WorkflowBench;
let emitter: WebhookEmitter;
let desk: WebhookDesk;

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.fakes.expect({ post: nothing, deliverWebhook: () => Promise.resolve(anAttempt()) });
  emitter = createWebhookEmitter({ client: bench.client, taskQueue: BENCH_QUEUE });
  desk = aDesk();
});
afterEach(async () => {
  try {
    await keeper().describe();
  } catch (error) {
    expect(error).toBeInstanceOf(WorkflowNotFoundError);
    return;
  }
  await recordIfAsked(keeper());
  await keeper().terminate();
});

/** As another process would have. */
const aDesk = () => createWebhookDesk({ client: bench.client, emitter, taskQueue: BENCH_QUEUE });
const keeper = () => bench.client.workflow.getHandle(WEBHOOKS_WORKFLOW_ID);
const ends = (id: string, outcome: DeliveryNews['outcome']) =>
  keeper().signal(deliveryEndedSignal, { id, outcome, language: 'en' });
const held = async (id: string): Promise<WebhookSubscription> => (await aDesk().find(id))!;
const delivery = (id: string, messageId = messageIdOf(OPENED)) =>
  bench.client.workflow.getHandle(deliveryWorkflowId(id, messageId));

test('before anybody subscribed nothing has to run, and an event starts nothing', async () => {
  await emitter.emit(OPENED);
  expect(await desk.list()).toEqual([]);
  expect(await desk.find('wh_1')).toBeNull();
  await expect(desk.change({ id: 'wh_1', description: 'x' })).rejects.toMatchObject({ type: 'UnknownWebhook' });
  await expect(desk.remove('wh_1')).rejects.toMatchObject({ type: 'UnknownWebhook' });
  await expect(desk.ping('wh_1')).rejects.toMatchObject({ type: 'UnknownWebhook' });
});

test('an event goes to those who want it, once, however often and wherever it is emitted', async () => {
  const one = await desk.create(WISH);
  const all = await desk.create({ ...WISH, events: [] });
  const none = await desk.create({ ...WISH, events: ['model.promoted'] });
  const elsewhere = createWebhookEmitter({ client: bench.client, taskQueue: BENCH_QUEUE });
  await Promise.all([emitter.emit(OPENED), elsewhere.emit(OPENED)]);
  await resultOf(delivery(one.id));
  await resultOf(delivery(all.id));
  await emitter.emit(OPENED);
  expect(
    bench.fakes
      .calls('deliverWebhook')
      .map(({ subscriptionId }) => subscriptionId)
      .sort(),
  ).toEqual([one.id, all.id].sort());
  await expect(delivery(none.id).describe()).rejects.toBeInstanceOf(WorkflowNotFoundError);
  expect(bench.fakes.calls('deliverWebhook')[0]?.message).toEqual({
    ...{ id: messageIdOf(OPENED), type: 'ticket.opened', timestamp: OPENED.at, data: OPENED.data },
  });
});

test('one that is switched off or deleted gets no more, one that is switched on again does', async () => {
  const { id } = await desk.create(WISH);
  expect(await desk.change({ id, status: 'disabled' })).toMatchObject({ status: 'disabled', disabledBecause: 'admin' });
  await emitter.emit(OPENED);
  await expect(delivery(id).describe()).rejects.toBeInstanceOf(WorkflowNotFoundError);
  await expect(desk.ping(id)).rejects.toMatchObject({ type: 'WebhookDisabled' });
  expect(await desk.change({ id, status: 'active' })).toMatchObject({ status: 'active', disabledBecause: null });
  await emitter.emit(OPENED);
  await resultOf(delivery(id));
  await desk.remove(id);
  await emitter.emit({ ...OPENED, key: 'another' });
  expect(bench.fakes.calls('deliverWebhook')).toHaveLength(1);
});

test('a new secret signs beside the former one until its hour, and no longer than an earlier hour', async () => {
  const { id } = await desk.create(WISH);
  const now = Date.parse(await bench.now());
  const inHours = (hours: number): string => new Date(now + hours * 3_600_000).toISOString();
  await desk.change({ id, secret: { secret: 'second', formerUntil: inHours(24) } });
  expect((await held(id)).secrets).toEqual([
    { secret: 'second', until: null },
    { secret: REFERENCE.secret, until: inHours(24) },
  ]);
  await desk.change({ id, secret: { secret: 'third', formerUntil: inHours(48) } });
  expect((await held(id)).secrets).toEqual([
    { secret: 'third', until: null },
    { secret: 'second', until: inHours(48) },
    { secret: REFERENCE.secret, until: inHours(24) },
  ]);
  await desk.change({ id, secret: { secret: 'fourth', formerUntil: inHours(0) } });
  expect((await held(id)).secrets).toEqual([{ secret: 'fourth', until: null }]);
});

test('the first dead letter is told to admins, later ones are not; after three days it is switched off, and that is told', async () => {
  const { id } = await desk.create(WISH);
  await ends(id, 'dead');
  await ends(id, 'dead');
  await waitFor(() => bench.fakes.calls('post').length === 1, { describe: 'admins are told' });
  const failingSince = (await held(id)).failingSince!;
  expect(Date.parse(failingSince)).toBeGreaterThan(0);
  await bench.sleepUntil(new Date(Date.parse(failingSince) + 3 * 86_400_000 + 60_000).toISOString());
  await ends(id, 'dead');
  await waitFor(() => bench.fakes.calls('post').length === 2, { describe: 'admins are told of the end' });
  expect(await held(id)).toMatchObject({ status: 'disabled', disabledBecause: 'failing', failingSince });
  const [first, second] = bench.fakes.calls('post');
  expect(first).toMatchObject({
    to: { role: 'admins' },
    item: { kind: 'direct', key: `webhook ${id} unreachable ${failingSince}` },
  });
  expect(first?.item.html).toContain('desk.example ');
  expect(first?.item.html).not.toContain('s3cret');
  expect(second?.item.html).toContain('switched off');
});

test('an arrival in between clears the slate', async () => {
  const { id } = await desk.create(WISH);
  await ends(id, 'dead');
  await ends(id, 'delivered');
  expect((await held(id)).failingSince).toBeNull();
  await ends(id, 'dead');
  await waitFor(() => bench.fakes.calls('post').length === 2, { describe: 'the second trouble is told as well' });
});

test('410 switches it off at once, which admins hear once', async () => {
  const { id } = await desk.create(WISH);
  await ends(id, 'gone');
  await ends(id, 'gone');
  await waitFor(() => bench.fakes.calls('post').length > 0, { describe: 'admins are told' });
  expect(await held(id)).toMatchObject({ status: 'disabled', disabledBecause: 'gone' });
  expect(bench.fakes.calls('post')).toHaveLength(1);
});

test('malformed tidings are left alone, and a 51st is refused by name', async () => {
  const { id } = await desk.create(WISH);
  for (const news of [null, {}, { id, outcome: 'off', language: 'en' }, { id: 7, outcome: 'dead', language: 'en' }]) {
    await keeper().signal(deliveryEndedSignal, news as never);
  }
  expect(await held(id)).toMatchObject({ status: 'active', failingSince: null });
  for (let count = 1; count < 50; count += 1) await desk.create(WISH);
  const error: unknown = await desk.create(WISH).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  expect((error as WorkflowUpdateFailedError).cause).toMatchObject({
    ...{ type: 'InvalidInput', message: 'there are 50 webhooks already: delete one first' },
  });
  await expect(keeper().executeUpdate(createWebhookUpdate, { args: [null as never] })).rejects.toBeInstanceOf(
    WorkflowUpdateFailedError,
  );
});
