import type { WorkflowHandle } from '@temporalio/client';
import { RETRY_WAITS_MS } from '../../domain/webhooks';
import { createWebhookEmitter } from '../../temporal/webhook-emitter';
import { DELIVERY_MEMO, deliveryWorkflowId } from '../../workflows/contracts/webhook-delivery';
import type { webhookDeliveryWorkflow } from '../../workflows/webhook-delivery.workflow';
import { nothing } from '../support/fake-activities';
import { anAttempt } from '../support/webhooks';
import { BENCH_QUEUE, endRun, resultOf, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

const FAILED = anAttempt({ kind: 'failed', status: 503, error: 'HTTP 503', answer: '' });
const MINUTE = 60_000;

let bench: WorkflowBench;
let runs = 0;
let open: WorkflowHandle | null = null;

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.fakes.expect({ noteDelivery: nothing }));
afterEach(async () => {
  await endRun(open);
  open = null;
  expect(bench.fakes.unexpected()).toEqual([]);
});

/** Starts a delivery of its own. */
async function start() {
  const id = `wh_${(runs += 1)}`;
  const message = {
    id: 'msg_1',
    type: 'ticket.opened',
    timestamp: await bench.now(),
    data: { ticketId: '-1-2' },
  } as const;
  const emitter = createWebhookEmitter({ client: bench.client, taskQueue: BENCH_QUEUE });
  const deliver = () => emitter.deliver({ id, host: 'desk.example' }, message, message.id);
  expect(await deliver()).toBe(true);
  const handle = bench.client.workflow.getHandle<typeof webhookDeliveryWorkflow>(deliveryWorkflowId(id, message.id));
  open = handle;
  return { id, handle, deliver };
}

test('what arrives at once takes one attempt, and nobody has to hear of it', async () => {
  bench.fakes.change({ deliverWebhook: () => Promise.resolve(anAttempt()) });
  const { handle } = await start();
  expect(await resultOf(handle)).toMatchObject({ state: 'delivered', attempts: 1, nextAttemptAt: null });
  expect(bench.fakes.calls('noteDelivery')).toEqual([]);
});

test('a receiver that is down for hours gets the same message again, the waits growing to ten hours', async () => {
  const at: number[] = [];
  bench.fakes.change({
    deliverWebhook: async () => {
      at.push(Date.parse(await bench.now()));
      return at.length < 8 ? FAILED : anAttempt();
    },
  });
  const { handle } = await start();
  expect(await resultOf(handle)).toMatchObject({ state: 'delivered', attempts: 8, lastAttempt: { status: 200 } });
  const waits = at.slice(1).map((instant, index) => instant - at[index]!);
  waits.forEach((wait, index) => {
    expect(wait).toBeGreaterThanOrEqual(RETRY_WAITS_MS[index]!);
    expect(wait).toBeLessThanOrEqual(RETRY_WAITS_MS[index]! * 1.1 + 5_000);
  });
  const [first] = bench.fakes.calls('deliverWebhook');
  expect(bench.fakes.calls('deliverWebhook')).toEqual(Array.from({ length: 8 }, () => first));
});

test('after eleven attempts in a day it is a dead letter, which stays to be seen, and the keeper hears of it', async () => {
  bench.fakes.change({ deliverWebhook: () => Promise.resolve(FAILED) });
  const startedAt = Date.parse(await bench.now());
  const { id, handle } = await start();
  const status = await resultOf(handle);
  expect(status).toMatchObject({ state: 'dead', attempts: 11, nextAttemptAt: null });
  expect(status.lastAttempt).toMatchObject({ status: 503, error: 'HTTP 503' });
  const tookMin = (Date.parse(status.lastAttempt!.at) - startedAt) / MINUTE;
  expect(tookMin).toBeGreaterThanOrEqual(23 * 60 + 42);
  expect(tookMin).toBeLessThanOrEqual(26.2 * 60);
  expect(bench.fakes.calls('noteDelivery')).toEqual([{ id, outcome: 'dead' }]);
  const { memo } = await handle.describe();
  expect(memo?.[DELIVERY_MEMO]).toEqual(status);
});

test('Retry-After makes a wait longer, at most a day, and never shorter', async () => {
  const asked = [20 * MINUTE, 1_000, 100 * 24 * 60 * MINUTE];
  const at: number[] = [];
  bench.fakes.change({
    deliverWebhook: async () => {
      at.push(Date.parse(await bench.now()));
      const retryAfterMs = asked[at.length - 1];
      return retryAfterMs === undefined ? anAttempt() : { ...FAILED, retryAfterMs };
    },
  });
  const { handle } = await start();
  expect(await resultOf(handle)).toMatchObject({ state: 'delivered', attempts: 4 });
  const seconds = at.slice(1).map((instant, index) => Math.round((instant - at[index]!) / 1_000));
  expect(seconds[0]).toBeGreaterThanOrEqual(1_200);
  expect(seconds[0]).toBeLessThanOrEqual(1_205);
  expect(seconds[1]).toBeGreaterThanOrEqual(30);
  expect(seconds[1]).toBeLessThanOrEqual(38);
  expect(seconds[2]).toBeGreaterThanOrEqual(86_400);
  expect(seconds[2]).toBeLessThanOrEqual(86_405);
});

test('410 ends it at once: the receiver wants no more', async () => {
  const gone = anAttempt({ kind: 'gone', status: 410, error: 'HTTP 410: the receiver wants no more' });
  bench.fakes.change({ deliverWebhook: () => Promise.resolve(gone) });
  const { id, handle } = await start();
  expect(await resultOf(handle)).toMatchObject({ state: 'gone', attempts: 1 });
  expect(bench.fakes.calls('noteDelivery')).toEqual([{ id, outcome: 'gone' }]);
});

test('a subscription that was switched off meanwhile ends it, and that is no attempt', async () => {
  const answers = [FAILED, anAttempt({ kind: 'off', status: null })];
  bench.fakes.change({ deliverWebhook: () => Promise.resolve(answers.shift()!) });
  const { handle } = await start();
  expect(await resultOf(handle)).toMatchObject({ state: 'off', attempts: 1, lastAttempt: { status: 503 } });
  expect(bench.fakes.calls('noteDelivery')).toEqual([]);
});

test('the first arrival after dead letters is told to the keeper', async () => {
  bench.fakes.change({ deliverWebhook: () => Promise.resolve(anAttempt({ isAwaited: true })) });
  const { id, handle } = await start();
  expect(await resultOf(handle)).toMatchObject({ state: 'delivered' });
  expect(bench.fakes.calls('noteDelivery')).toEqual([{ id, outcome: 'delivered' }]);
});

test('the same event again is known, while its delivery runs and after it has ended', async () => {
  bench.fakes.change({ deliverWebhook: () => Promise.resolve(anAttempt()) });
  const { handle, deliver } = await start();
  expect(await deliver()).toBe(false);
  await resultOf(handle);
  expect(await deliver()).toBe(false);
  expect(bench.fakes.calls('deliverWebhook')).toHaveLength(1);
});
