import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { aBot, aCommand, ADMIN, aPress, REPORTING, STRANGER } from './admin-bot-kit';
import { DEMO, fakeBotApi, T0 } from './fakes';

const CARD = `rv:${DEMO}:42:3`;

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

  test('others get no answer, in private or in a group, and are counted', async () => {
    const sent = fakeBotApi();
    let strangers = 0;
    const { bot } = aBot({}, { onStranger: () => void (strangers += 1) });
    await bot.handleUpdate(aCommand('/help', STRANGER));
    await bot.handleUpdate(aCommand('/stats', STRANGER, REPORTING));
    await bot.handleUpdate(aPress('pq:0', STRANGER));
    expect([sent, strangers]).toEqual([[], 3]);
  });

  test('in a group an admin is told that they are answered in private', async () => {
    const sent = fakeBotApi();
    for (const text of ['/pendingreview', '/apa@oncek_bot', '/apa', '/stats@lain_bot']) {
      await aBot().bot.handleUpdate(aCommand(text, ADMIN, REPORTING));
    }
    expect(sent.map(({ payload }) => payload['text'])).toEqual(
      Array(2).fill(expect.stringContaining('hanya dijawab di obrolan pribadi')),
    );
  });

  test('an unknown command, and a button of another time, get a polite answer', async () => {
    const sent = fakeBotApi();
    await aBot().bot.handleUpdate(aCommand('/apa'));
    await aBot().bot.handleUpdate(aPress('xx:<b>'));
    expect(sent.map(({ payload }) => payload['text'])).toEqual([
      expect.stringContaining('tidak dikenal'),
      expect.stringContaining('tidak berlaku lagi'),
    ]);
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
