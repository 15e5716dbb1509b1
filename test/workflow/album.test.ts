import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { albumWorkflow } from '../../workflows/album.workflow';
import { albumSignal, albumWorkflowId, type AlbumSignal } from '../../workflows/contracts/album';
import { aProblem, aStaffMessage } from '../support/makers';
import { waitFor } from '../support/wait';
import { BENCH_QUEUE, endRun, resultInTime, startWorkflowBench, type WorkflowBench } from '../support/workflow-bench';

let bench: WorkflowBench;
let open: WorkflowHandle<typeof albumWorkflow> | null = null;
let group = 0;

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
beforeEach(() => {
  group += 1;
  bench.fakes.expect({ settleAlbum: () => Promise.resolve({ ticketId: '-77-42' }) });
});
afterEach(async () => {
  await endRun(open);
  open = null;
  expect(bench.fakes.unexpected()).toEqual([]);
});

const anItem = (messageId: number, text = ''): AlbumSignal => ({
  item: { messageId, problem: aProblem({ text }) },
  reply: null,
});
const anAnswer: AlbumSignal = {
  item: null,
  reply: { kind: 'answer', signal: { updateId: 'u', message: aStaffMessage() } },
};

const result = () => (open ? resultInTime(open) : null);

async function tell(signal: AlbumSignal): Promise<void> {
  const address = { chatId: -77, mediaGroupId: String(group) };
  open = await bench.client.workflow.signalWithStart<typeof albumWorkflow, [AlbumSignal]>('albumWorkflow', {
    workflowId: albumWorkflowId(address),
    taskQueue: BENCH_QUEUE,
    args: [{ ...address, groupLabel: 'Demo' }],
    signal: albumSignal,
    signalArgs: [signal],
  });
}

const batches = () =>
  bench.fakes
    .calls('settleAlbum')
    .map(({ items, replies }) => [items.map(({ messageId }) => messageId), replies.map(({ kind }) => kind)]);

test('all items that come with less than 2 s between them, and a reply among them, are settled at once', async () => {
  await tell(anItem(43));
  await bench.env.sleep('1500 ms');
  await tell(anItem(42, 'login gagal'));
  await bench.env.sleep('1500 ms');
  await tell(anAnswer);
  await bench.env.sleep('1500 ms');
  await tell(anItem(43));
  expect(batches()).toEqual([]);
  expect(await result()).toEqual({ ticketId: '-77-42' });
  expect(batches()).toEqual([[[43, 42, 43], ['answer']]]);
});

test('an item that comes while the first ones are settled is settled after them by the same run', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ settleAlbum: () => held.then(() => ({ ticketId: '-77-42' })) });
  await tell(anItem(42));
  await bench.env.sleep('3 s');
  await waitFor(() => batches().length === 1, { describe: 'the first batch on its way' });
  await tell(anItem(43));
  release();
  await result();
  expect(batches()).toEqual([
    [[42], []],
    [[43], []],
  ]);
});

test('what comes after the end starts another run', async () => {
  await tell(anItem(42));
  await result();
  await tell(anAnswer);
  await result();
  expect(batches()).toEqual([
    [[42], []],
    [[], ['answer']],
  ]);
});

test('a batch that fails for good is settled later; malformed signals are left alone', async () => {
  let isBroken = true;
  bench.fakes.change({
    settleAlbum: () => {
      const result = isBroken ? ApplicationFailure.nonRetryable('store', 'InvalidId') : null;
      isBroken = false;
      return result ? Promise.reject(result) : Promise.resolve({ ticketId: '-77-42' });
    },
  });
  await tell(anItem(42));
  for (const argument of [null, 7, {}, { item: 5 }, { item: { messageId: 'x' } }, { reply: { kind: 'shout' } }]) {
    await open?.signal('album', argument);
  }
  expect(await result()).toEqual({ ticketId: '-77-42' });
  expect(batches()).toEqual([
    [[42], []],
    [[42], []],
  ]);
});
