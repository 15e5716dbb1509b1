import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { ONCEK_QUEUE } from '../../temporal/queues';
import { createTicketOpener, type OpenTicketByKey } from '../../temporal/ticket-opener';
import { openTicketWorkflowId } from '../../workflows/contracts/open-ticket';
import { recordIfAsked } from '../support/record-history';
import { startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';
import { workflowCode } from '../support/workflow-code';

const REQUEST = { chatId: -77, groupLabel: 'Demo', text: 'login gagal', reporter: 'Andi' };
const POSTED = { chatId: -77, messageId: 42, runId: 'run-1' };

let bench: WorkflowBench;
let worker: Worker;
let running: Promise<void>;
let open: OpenTicketByKey;

beforeAll(async () => {
  bench = await startWorkflowBench();
  // The opener names the product's own queue.
  worker = await Worker.create({
    connection: bench.env.nativeConnection,
    taskQueue: ONCEK_QUEUE,
    workflowBundle: await workflowCode(),
    activities: bench.fakes.activities,
  });
  running = worker.run();
  open = createTicketOpener(bench.client);
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await bench.close();
});
afterEach(() => expect(bench.fakes.unexpected()).toEqual([]));

test('a key posts once; asked for again it gives what became of the first request', async () => {
  bench.fakes.expect({ postProblem: () => Promise.resolve(POSTED) });
  const first = await open('a', REQUEST);
  expect(first).toEqual({ ...POSTED, request: REQUEST });
  expect(await open('a', REQUEST)).toEqual(first);
  expect(await open('a', { ...REQUEST, text: 'lain' })).toEqual(first);
  expect(bench.fakes.calls('postProblem')).toHaveLength(1);
});

test('nothing was posted: the caller learns why, and the same key may try again', async () => {
  const busy = ApplicationFailure.create({
    ...{ type: 'TelegramBusy', message: 'later', nonRetryable: true },
    details: [{ retryAfterMs: 5_000 }],
  });
  bench.fakes.expect({ postProblem: () => Promise.reject(busy) });
  const error = await open('b', REQUEST).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(WorkflowFailedError);
  expect((error as WorkflowFailedError).cause).toMatchObject({
    ...{ type: 'TelegramBusy', details: [{ retryAfterMs: 5_000 }] },
  });
  await recordIfAsked(bench.client.workflow.getHandle(openTicketWorkflowId('b')));
  bench.fakes.change({ postProblem: () => Promise.resolve(POSTED) });
  expect(await open('b', REQUEST)).toMatchObject(POSTED);
});
