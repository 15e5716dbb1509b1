import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, TypedSearchAttributes } from '@temporalio/common';
import type { Update } from 'telegraf/types';
import { createChatMoves } from '../../../activities/chat-moves';
import { createAdminBot } from '../../../bots/admin/bot';
import type { ModelStatus } from '../../../bots/render/model-status';
import { searchKeys } from '../../../workflows/search-attributes';
import { memoryStore } from '../../support/memory-store';
import { DEMO, fakeBotApi, fakeDesk, fakeLabels, fakeLedger, fakeLog, ME, OPS, T0 } from './fakes';

const ADMIN = OPS;
const STRANGER = { id: 9105, is_bot: false, first_name: 'Eko' };
const CARD = `rv:${DEMO}:42:3`;

function aBot(
  answers: Parameters<typeof fakeDesk>[0] = {},
  {
    adminUserIds = [9001],
    modelStatus,
  }: { adminUserIds?: number[]; modelStatus?: () => Promise<ModelStatus | null> } = {},
) {
  const { desk, calls } = fakeDesk(answers);
  const { labels } = fakeLabels();
  const { ledger } = fakeLedger({ retryParked: () => null });
  const log = fakeLog();
  const config = { telegram: { adminUserIds } };
  const account = { token: '2:x', apiRoot: 'http://127.0.0.1:9/', me: ME };
  const moves = createChatMoves(memoryStore());
  const bot = createAdminBot({ ...account, desk, labels, ledger, moves, config, log, modelStatus });
  return { bot, calls, log, moves };
}

function aPress(data: string, from: object = ADMIN): Update {
  const message = { message_id: 7, date: T0, chat: { id: 9001, type: 'private' } };
  return { update_id: 800, callback_query: { id: 'q1', from, chat_instance: 'c', message, data } } as unknown as Update;
}

function aCommand(text: string, from: object = ADMIN, chat: object = { id: 9001, type: 'private' }): Update {
  const entities = [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length }];
  return { update_id: 801, message: { message_id: 8, date: T0, chat, from, text, entities } } as unknown as Update;
}

const inReview = {
  status: () => ({
    cardVersion: 3,
    top: [
      { label: 'KENDALA LOGIN', confidence: 0.6 },
      { label: 'USER NOT FOUND', confidence: 0.2 },
    ],
  }),
};
const decidedNow = (label: string) => ({
  review: () => ({
    decided: 'now',
    label,
    status: 'APPROVED',
    reviewer: { kind: 'bot', id: '9001', name: 'Bagas Putra' },
  }),
});

afterEach(() => jest.restoreAllMocks());

describe('buttons of a review card', () => {
  test('the label of the pressed option is decided in the name of the admin, who is told', async () => {
    const sent = fakeBotApi();
    const { bot, calls } = aBot({ ...inReview, ...decidedNow('USER NOT FOUND') });
    await bot.handleUpdate(aPress(`${CARD}:1`));
    const ref = { chatId: DEMO, messageId: 42 };
    expect(calls).toEqual([
      { method: 'status', args: [ref] },
      {
        method: 'review',
        args: [ref, { label: 'USER NOT FOUND', reviewer: { kind: 'bot', id: '9001', name: 'Bagas Putra' } }],
      },
    ]);
    expect(sent).toEqual([
      { method: 'answerCallbackQuery', payload: { callback_query_id: 'q1', text: 'Tersimpan: USER NOT FOUND' } },
    ]);
  });

  test('who comes second is told who decided', async () => {
    const sent = fakeBotApi();
    const review = () => ({ decided: 'before', label: 'KENDALA LOGIN', reviewer: { name: 'Damas' } });
    await aBot({ ...inReview, review }).bot.handleUpdate(aPress(`${CARD}:1`));
    expect(sent[0]?.payload['text']).toBe('Sudah diputuskan: KENDALA LOGIN oleh Damas');
  });

  test('somebody who is no admin decides nothing and gets no answer, not even an empty one', async () => {
    const sent = fakeBotApi();
    const { bot, calls } = aBot();
    await bot.handleUpdate(aPress(`${CARD}:0`, STRANGER));
    expect([sent, calls]).toEqual([[], []]);
  });

  test('with an empty list nobody is admin', async () => {
    const { bot, calls } = aBot({}, { adminUserIds: [] });
    await bot.handleUpdate(aPress(`${CARD}:0`));
    expect(calls).toEqual([]);
  });

  test.each([
    ['an older card', `rv:${DEMO}:42:2:0`],
    ['an option the card no longer has', `${CARD}:9`],
  ])('a press on %s is out of date and decides nothing', async (_what, data) => {
    const sent = fakeBotApi();
    const { bot, calls } = aBot(inReview);
    await bot.handleUpdate(aPress(data));
    expect(calls.map(({ method }) => method)).toEqual(['status']);
    expect(sent[0]?.payload['text']).toBe('Kartu ini sudah diperbarui. Lihat kartu terbaru.');
  });

  test.each([
    ['TicketClosed', 'Tiket ini sudah selesai.'],
    ['NotUnderReview', 'Tiket ini sedang tidak dalam review.'],
    ['UnknownLabel', 'Label ini tidak dikenal lagi. Admin dapat menambahkannya.'],
    ['InvalidInput', 'Keputusan ini tidak dapat disimpan.'],
  ])('a refusal %s becomes an answer', async (type, text) => {
    const sent = fakeBotApi();
    const review = () => {
      throw new WorkflowUpdateFailedError('failed', ApplicationFailure.nonRetryable('internal words', type));
    };
    await aBot({ ...inReview, review }).bot.handleUpdate(aPress(`${CARD}:0`));
    expect(sent).toMatchObject([{ method: 'answerCallbackQuery', payload: { text } }]);
  });

  test('a ticket that is gone, and one never heard of, are answered', async () => {
    const sent = fakeBotApi();
    const review = () => {
      throw new WorkflowNotFoundError('gone', 'w', undefined);
    };
    await aBot({ ...inReview, review }).bot.handleUpdate(aPress(`${CARD}:0`));
    await aBot({ status: () => null }).bot.handleUpdate(aPress(`${CARD}:0`));
    expect(sent.map(({ payload }) => payload['text'])).toEqual([
      'Tiket ini sudah selesai.',
      'Tiket ini tidak ditemukan.',
    ]);
  });

  test('an outage of Temporal is thrown on, so that the press is taken again', async () => {
    const sent = fakeBotApi();
    const { bot } = aBot({ ...inReview, review: () => Promise.reject(new Error('14 UNAVAILABLE')) });
    await expect(bot.handleUpdate(aPress(`${CARD}:0`))).rejects.toThrow('14 UNAVAILABLE');
    expect(sent).toEqual([]);
  });

  test('a decision whose answer comes too late for Telegram is not taken again', async () => {
    fakeBotApi(() => {
      throw new Error('query is too old');
    });
    const { bot, log } = aBot({ ...inReview, ...decidedNow('KENDALA LOGIN') });
    await bot.handleUpdate(aPress(`${CARD}:0`));
    expect(log.lines.map(({ level }) => level)).toContain('warn');
  });
});

describe('commands of admins', () => {
  test.each(['/start', '/help', '/helpml'])('%s lists the commands that exist', async (command) => {
    const sent = fakeBotApi();
    await aBot().bot.handleUpdate(aCommand(command));
    expect(sent[0]?.payload['text']).toMatch(/\/pendingreview/);
    expect(sent[0]?.payload['text']).not.toMatch(/\/modelstatus/);
  });

  test('they are answered in private chats only, and to nobody else', async () => {
    const sent = fakeBotApi();
    await aBot().bot.handleUpdate(aCommand('/help', STRANGER));
    await aBot().bot.handleUpdate(aCommand('/help', ADMIN, { id: -1001000000002, type: 'supergroup', title: 'x' }));
    expect(sent).toEqual([]);
  });

  test('/pendingreview counts the queue and links its first 10 tickets, group names escaped', async () => {
    const sent = fakeBotApi();
    const group = new TypedSearchAttributes([{ key: searchKeys.group, value: 'Demo <1>' }]);
    const found = Array.from({ length: 12 }, (_, index) => ({
      workflowId: `ticket-${DEMO}-${100 + index}`,
      typedSearchAttributes: group,
    }));
    const { bot, calls } = aBot({ list: () => found });
    await bot.handleUpdate(aCommand('/pendingreview'));
    expect(calls[0]?.args[0]).toBe("OncekPhase='inReview' AND ExecutionStatus='Running'");
    const text = String(sent[0]?.payload['text']);
    expect(text).toContain('<b>12</b> tiket');
    expect(text).toContain('10. Demo &lt;1&gt; #109 · <a href="https://t.me/c/1000000001/109">');
    expect(text).not.toContain('#110');
    expect(text).toContain('2 lainnya');
  });

  test('/pendingreview says so when nothing waits', async () => {
    const sent = fakeBotApi();
    await aBot({ list: () => [] }).bot.handleUpdate(aCommand('/pendingreview'));
    expect(sent[0]?.payload['text']).toBe('✅ Tidak ada tiket yang menunggu review.');
  });

  test('/retryrows has parked rows tried again and names them', async () => {
    const sent = fakeBotApi();
    await aBot().bot.handleUpdate(aCommand('/retryrows'));
    expect(sent.map(({ payload }) => payload.text)).toEqual(['✅ Tidak ada baris yang disisihkan.']);
  });

  test('/modelstatus shows version, labels and the origin of the training rows, or that there is no model', async () => {
    const sent = fakeBotApi();
    const status = { version: 'v7', classes: 35, origin: 'generated', trainedAt: null, autoThreshold: 0.82 };
    await aBot({}, { modelStatus: () => Promise.resolve(status) }).bot.handleUpdate(aCommand('/modelstatus'));
    await aBot({}, { modelStatus: () => Promise.resolve(null) }).bot.handleUpdate(aCommand('/modelstatus'));
    const [first, second] = sent.map(({ payload }) => String(payload['text']));
    expect(first).toMatch(/v7[\s\S]*35[\s\S]*generated[\s\S]*82%/);
    expect(second).toBe('⚠️ Belum ada model yang dimuat.');
  });
});

test('a reporting group that becomes a supergroup is noted, whoever did it', async () => {
  const { bot, moves } = aBot();
  const chat = { id: -4002, type: 'group' };
  await bot.handleUpdate({
    update_id: 3,
    message: { message_id: 9, date: T0, chat, from: { id: 5, is_bot: false }, migrate_to_chat_id: -1001000000777 },
  } as never);
  expect(await moves.currentOf(-4002)).toBe(-1001000000777);
});
