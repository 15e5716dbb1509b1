import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { OutboxItem, OutboxStatus } from '../../workflows/contracts/outbox';
import { outboxStatusQuery, outboxWorkflowId, postSignal } from '../../workflows/contracts/outbox';
import type { outboxWorkflow } from '../../workflows/outbox.workflow';
import { nothing } from '../support/fake-activities';
import { aDirect, aNotice } from '../support/makers';
import { waitFor } from '../support/wait';
import {
  atRest,
  BENCH_QUEUE,
  endRun,
  firedTimers,
  startWorkflowBench,
  type WorkflowBench,
} from '../support/workflow-bench';

type Outbox = WorkflowHandle<typeof outboxWorkflow>;

let bench: WorkflowBench;
let open: Outbox | null = null;
let chatId = -2_000;
let messageId = 0;

beforeAll(async () => {
  bench = await startWorkflowBench();
});
afterAll(() => bench.close());
beforeEach(() => {
  messageId = 100;
  bench.fakes.expect({
    sendMessage: () => Promise.resolve({ messageId: (messageId += 1) }),
    editMessage: nothing,
  });
});
afterEach(async () => {
  await endRun(open);
  open = null;
  expect(bench.fakes.unexpected()).toEqual([]);
});

async function outboxWith(items: readonly OutboxItem[], perMinute = 20): Promise<Outbox> {
  chatId -= 1;
  const [first, ...rest] = items;
  if (!first) throw new Error('give at least one message');
  open = await bench.client.workflow.signalWithStart<typeof outboxWorkflow, [OutboxItem]>('outboxWorkflow', {
    workflowId: outboxWorkflowId({ bot: 'admin', chatId }),
    taskQueue: BENCH_QUEUE,
    args: [{ bot: 'admin', chatId, perMinute, carried: null }],
    signal: postSignal,
    signalArgs: [first],
  });
  for (const item of rest) await open.signal(postSignal, item);
  return open;
}

async function emptied(outbox: Outbox, sends: number): Promise<OutboxStatus> {
  return waitFor(
    async () => {
      const { pendingActivities } = (await outbox.describe()).raw;
      const status = await outbox.query(outboxStatusQuery);
      return status.waiting === 0 && !pendingActivities?.length && sent().length === sends ? status : null;
    },
    { describe: `${sends} messages sent, none waiting` },
  );
}

const sent = () => bench.fakes.calls('sendMessage').map(({ html }) => html);
const edits = () => bench.fakes.calls('editMessage').map(({ messageId: id, html }) => `${id}: ${html}`);
/** Lets the 3 seconds of gathering pass. */
const gather = () => bench.env.sleep(3_500);

test('notices that wait are merged into one message, a later one of the same ticket replaces its former', async () => {
  const outbox = await outboxWith([aNotice('1'), aNotice('2'), aNotice('1', 'catatan 1 baru')]);
  await gather();
  await emptied(outbox, 1);
  expect(bench.fakes.calls('sendMessage')).toEqual([
    { bot: 'admin', chatId, html: 'catatan 1 baru\n\ncatatan 2', replyToMessageId: null, ticketId: null },
  ]);
});

test('a notice sent alone is edited by a later one, and left alone when nothing changed', async () => {
  const outbox = await outboxWith([aNotice('1')]);
  await gather();
  await emptied(outbox, 1);
  await outbox.signal(postSignal, aNotice('1', 'sudah ditulis'));
  await gather();
  await waitFor(() => edits().length === 1, { describe: 'the edit' });
  expect(edits()).toEqual(['101: sudah ditulis']);
  await outbox.signal(postSignal, aNotice('1', 'sudah ditulis'));
  await gather();
  await emptied(outbox, 1);
  expect(edits()).toHaveLength(1);
});

test('a notice that was merged with others stays; a later one of its ticket is a new message', async () => {
  const outbox = await outboxWith([aNotice('1'), aNotice('2')]);
  await gather();
  await emptied(outbox, 1);
  await outbox.signal(postSignal, aNotice('1', 'lagi'));
  await gather();
  await emptied(outbox, 2);
  expect(sent()).toEqual(['catatan 1\n\ncatatan 2', 'lagi']);
  expect(edits()).toEqual([]);
});

test('a sender that had nothing to do for two days sends what comes then', async () => {
  const outbox = await outboxWith([aNotice('1')]);
  await gather();
  await emptied(outbox, 1);
  await atRest(outbox);
  await bench.env.sleep('49 hours');
  expect(await firedTimers(outbox, 'until something is posted')).toBe(2);
  await outbox.signal(postSignal, aNotice('2'));
  await gather();
  await emptied(outbox, 2);
  expect(sent()).toEqual(['catatan 1', 'catatan 2']);
});

test('direct messages go first, alone, and once, also when posted again while on their way', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  bench.fakes.change({ sendMessage: () => held.then(() => ({ messageId: 1 })) });
  const outbox = await outboxWith([aNotice('1'), aNotice('2'), aDirect('w', 'peringatan')]);
  await waitFor(() => sent().length === 1, { describe: 'the first message on its way' });
  await outbox.signal(postSignal, aDirect('w', 'peringatan'));
  release();
  await gather();
  await outbox.signal(postSignal, aDirect('w', 'peringatan'));
  await gather();
  await emptied(outbox, 2);
  expect(sent()).toEqual(['peringatan', 'catatan 1\n\ncatatan 2']);
});

test('of 21 messages at 20 a minute the last waits until the first is a minute old', async () => {
  const outbox = await outboxWith(Array.from({ length: 21 }, (_, index) => aDirect(String(index))));
  await waitFor(() => sent().length === 20, { describe: '20 messages' });
  await bench.env.sleep('30 seconds');
  expect(await outbox.query(outboxStatusQuery)).toMatchObject({ waiting: 1 });
  expect(sent()).toHaveLength(20);
  await bench.env.sleep('31 seconds');
  await emptied(outbox, 21);
});

test('a message that Telegram refuses is counted, and the next goes on', async () => {
  bench.fakes.change({
    sendMessage: ({ html }) =>
      html === 'pesan buruk'
        ? Promise.reject(ApplicationFailure.nonRetryable('chat not found', 'TelegramRefused'))
        : Promise.resolve({ messageId: 7 }),
  });
  const outbox = await outboxWith([aDirect('1', 'pesan buruk'), aDirect('2')]);
  expect(await emptied(outbox, 2)).toMatchObject({ failed: 1 });
});

test('a message with a picture goes once, with its words and buttons, as a message of its own', async () => {
  bench.fakes.change({ sendPicture: nothing });
  const buttons = [[{ text: 'CSV', data: 'csv:x' }]];
  const report: OutboxItem = { ...aDirect('report 08:00', 'laporan'), pictureKey: 'reports/hour-001.png', buttons };
  const outbox = await outboxWith([report, aDirect('ketik'), report]);
  await emptied(outbox, 1);
  await waitFor(() => bench.fakes.calls('sendPicture').length === 1, { describe: 'the picture went' });
  await outbox.signal(postSignal, report);
  await atRest(outbox);
  const [{ bot, ...sentPicture } = { bot: null }, ...others] = bench.fakes.calls('sendPicture');
  expect(others).toEqual([]);
  expect(bot).toBe('admin');
  expect(sentPicture).toEqual({ chatId, html: 'laporan', pictureKey: 'reports/hour-001.png', buttons });
  expect(sent()).toEqual(['pesan ketik']);
});

test('what is merged fits into 4,096 characters', async () => {
  const outbox = await outboxWith(['1', '2', '3'].map((key) => aNotice(key, key.repeat(2_000))));
  await gather();
  await gather();
  await emptied(outbox, 2);
  expect(sent().map(({ length }) => length)).toEqual([4_002, 2_000]);
});

test('malformed messages are left alone', async () => {
  const badQuiet = { ...aDirect('3'), quietMs: 'soon' };
  const outbox = await outboxWith([aDirect('1')]);
  for (const argument of [
    null,
    7,
    {},
    { kind: 'shout', key: 'a', html: 'b' },
    { kind: 'direct', key: 'a' },
    badQuiet,
  ]) {
    await outbox.signal('post', argument);
  }
  await outbox.signal(postSignal, aDirect('2'));
  await gather();
  await emptied(outbox, 2);
});

describe('the chat became a supergroup', () => {
  const moved = () =>
    Promise.reject(
      ApplicationFailure.create({
        ...{ type: 'TelegramRefused', message: 'upgraded', nonRetryable: true },
        details: [{ method: 'sendMessage', code: 400, description: 'upgraded', migrateToChatId: -100_777 }],
      }),
    );
  const posts = () => bench.fakes.calls('post').map(({ to, item }) => [to, item.key, item.replyToMessageId]);

  test('what waits here, and what comes later, goes to the new chat’s outbox in order, without quoting', async () => {
    bench.fakes.change({ sendMessage: moved, post: nothing });
    const to = { role: 'chat', bot: 'admin', chatId: -100_777 };
    const outbox = await outboxWith([{ ...aDirect('1'), replyToMessageId: 42 }, aDirect('2')]);
    await waitFor(() => posts().length === 2, { describe: 'two handed on' });
    await outbox.signal(postSignal, aNotice('3'));
    await outbox.signal(postSignal, aDirect('2'));
    await waitFor(() => posts().length === 3, { describe: 'the third handed on' });
    expect(posts()).toEqual([
      [to, '1', null],
      [to, '2', null],
      [to, '3', null],
    ]);
    expect(await outbox.query(outboxStatusQuery)).toMatchObject({ waiting: 0, failed: 0 });
    expect(sent()).toHaveLength(1);
  });

  test('a notice that was sent before is sent anew there: the old one can no longer be edited', async () => {
    const outbox = await outboxWith([aNotice('1')]);
    await gather();
    await emptied(outbox, 1);
    bench.fakes.change({ editMessage: moved, post: nothing });
    await outbox.signal(postSignal, aNotice('1', 'sudah ditulis'));
    await gather();
    await waitFor(() => posts().length === 1, { describe: 'the notice handed on' });
    expect(bench.fakes.calls('post')[0]?.item).toMatchObject({ kind: 'notice', key: '1', html: 'sudah ditulis' });
  });
});

test('a direct message takes along the ticket it speaks of', async () => {
  const outbox = await outboxWith([{ ...aDirect('w'), ticketId: '-77-42' }]);
  await emptied(outbox, 1);
  expect(bench.fakes.calls('sendMessage')[0]).toMatchObject({ ticketId: '-77-42' });
});

test('a message that may come again is sent once in its quiet time, by whichever process, and again after it', async () => {
  const alert = { ...aDirect('gemini-quota', 'kuota habis'), quietMs: 30 * 60_000 };
  const outbox = await outboxWith([alert, alert]);
  await emptied(outbox, 1);
  await bench.env.sleep('29 minutes');
  await outbox.signal(postSignal, alert);
  await outbox.signal(postSignal, { ...alert, key: 'gemini-key', html: 'kunci ditolak' });
  await emptied(outbox, 2);
  await bench.env.sleep('2 minutes');
  await outbox.signal(postSignal, alert);
  await gather();
  await emptied(outbox, 3);
  expect(sent()).toEqual(['kuota habis', 'kunci ditolak', 'kuota habis']);
});
