import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Update } from 'telegraf/types';
import { createChatMoves } from '../../../activities/chat-moves';
import { createAdminBot } from '../../../bots/admin/bot';
import { labelHash } from '../../../domain/review-data';
import { memoryStore } from '../../support/memory-store';
import { DEMO, fakeBotApi, fakeDesk, fakeLabels, fakeLedger, fakeLog, ME, OPS, T0 } from './fakes';

const REF = { chatId: DEMO, messageId: 42 };
const ME_AS_REVIEWER = { kind: 'bot', id: '9001', name: 'Bagas Putra' };
const LABELS = Array.from({ length: 20 }, (_, index) => `LABEL ${String(index + 1).padStart(2, '0')}`);
const inReview = { status: () => ({ cardVersion: 3, top: [], groupLabel: 'Demo <1>', reviewedBy: null }) };
const mine = () => ({ taken: true, holder: ME_AS_REVIEWER, until: new Date(Date.now() + 290_000).toISOString() });
const others = () => ({ taken: false, holder: { kind: 'bot', id: '9003', name: 'Ani' }, until: 'later' });

function aBot(answers: Parameters<typeof fakeDesk>[0]) {
  const { desk, calls } = fakeDesk(answers);
  const list = () => LABELS.map((label) => ({ label, added: null }));
  const { labels } = fakeLabels({ list });
  const config = { timeZone: 'Asia/Jakarta', language: 'id' as const, telegram: { adminUserIds: [9001] } };
  const moves = createChatMoves(memoryStore());
  const bot = createAdminBot({
    token: '2:x',
    apiRoot: 'http://127.0.0.1:9/',
    me: ME,
    desk,
    labels,
    ledger: fakeLedger().ledger,
    moves,
    config,
    log: fakeLog(),
  });
  return { bot, calls, sent: fakeBotApi() };
}

function aPress(data: string): Update {
  const message = { message_id: 7, date: T0, chat: { id: 9001, type: 'private' } };
  return {
    update_id: 800,
    callback_query: { id: 'q1', from: OPS, chat_instance: 'c', message, data },
  } as unknown as Update;
}

const refused =
  (type: string, ...details: unknown[]) =>
  () => {
    const cause = ApplicationFailure.create({ type, message: 'internal words', nonRetryable: true, details });
    throw new WorkflowUpdateFailedError('failed', cause);
  };
interface Markup {
  readonly inline_keyboard: readonly (readonly { text: string; callback_data: string }[])[];
}
const keyboardOf = (payload: Readonly<Record<string, unknown>> | undefined) =>
  (payload?.['reply_markup'] as Markup | undefined)?.inline_keyboard ?? [];

afterEach(() => jest.restoreAllMocks());

describe('the lock button', () => {
  test('the admin has the review for 5 minutes', async () => {
    const { bot, calls, sent } = aBot({ lockReview: mine });
    await bot.handleUpdate(aPress(`rl:${DEMO}:42:3`));
    expect(calls).toEqual([{ method: 'lockReview', args: [REF, { reviewer: ME_AS_REVIEWER }] }]);
    expect(sent[0]?.payload['text']).toBe('Review ini milik Anda selama 5 menit.');
  });

  test('somebody else has it: said by name, also when a decision is refused', async () => {
    const first = aBot({ lockReview: others });
    await first.bot.handleUpdate(aPress(`rl:${DEMO}:42:3`));
    expect(first.sent[0]?.payload['text']).toBe('Sedang direview oleh Ani.');
    jest.restoreAllMocks();
    const status = () => ({ cardVersion: 3, top: [{ label: 'X' }] });
    const second = aBot({ status, review: refused('ReviewLocked', { holder: { name: 'Ani' }, until: 'x' }) });
    await second.bot.handleUpdate(aPress(`rv:${DEMO}:42:3:0`));
    expect(second.sent[0]?.payload['text']).toBe('Sedang direview oleh Ani.');
  });

  test('a decided ticket: told who decided', async () => {
    const decision = { label: 'LABEL 01', reviewer: { name: 'Ani' } };
    const { bot, sent } = aBot({ lockReview: refused('AlreadyDecided', decision) });
    await bot.handleUpdate(aPress(`rl:${DEMO}:42:3`));
    expect(sent[0]?.payload['text']).toBe('Sudah diputuskan: LABEL 01 oleh Ani');
  });
});

describe('the label picker', () => {
  test('"lainnya…" takes the review and opens the first of 3 pages of 20 labels in the admin’s own chat', async () => {
    const { bot, sent } = aBot({ ...inReview, lockReview: mine });
    await bot.handleUpdate(aPress(`ro:${DEMO}:42:3`));
    expect(sent[0]).toMatchObject({ method: 'sendMessage', payload: { chat_id: 9001 } });
    expect(sent[0]?.payload['text']).toContain('Demo &lt;1&gt; #42');
    const rows = keyboardOf(sent[0]?.payload);
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
      ...LABELS.slice(0, 8).map((label) => [label]),
      ['1/3', '▶️'],
      ['🔎 Cari…', '✖️ Tutup'],
    ]);
    expect(rows[8]?.[1]?.callback_data).toBe(`rp:${DEMO}:42:3:1`);
  });

  test('the last page holds the other 4 and leads back', async () => {
    const { bot, sent } = aBot(inReview);
    await bot.handleUpdate(aPress(`rp:${DEMO}:42:3:2`));
    expect(sent[0]?.method).toBe('editMessageText');
    expect(keyboardOf(sent[0]?.payload).map((row) => row.map(({ text }) => text))).toEqual([
      ...LABELS.slice(16).map((label) => [label]),
      ['◀️', '3/3'],
      ['🔎 Cari…', '✖️ Tutup'],
    ]);
  });

  test('a label pressed is decided, and the picker says so', async () => {
    const review = () => ({ decided: 'now', label: 'LABEL 17', status: 'CORRECTED', reviewer: ME_AS_REVIEWER });
    const { bot, calls, sent } = aBot({ ...inReview, review });
    await bot.handleUpdate(aPress(`rk:${DEMO}:42:3:${labelHash('LABEL 17')}`));
    expect(calls.at(-1)).toEqual({ method: 'review', args: [REF, { label: 'LABEL 17', reviewer: ME_AS_REVIEWER }] });
    expect(sent.map(({ method, payload }) => [method, payload['text']])).toEqual([
      ['editMessageText', '🏷 Tersimpan: <b>LABEL 17</b>'],
      ['answerCallbackQuery', 'Tersimpan: LABEL 17'],
    ]);
  });

  test.each([
    [
      'a label that was removed meanwhile',
      `rk:${DEMO}:42:3:00000000`,
      'Label ini tidak dikenal lagi. Admin dapat menambahkannya.',
    ],
    ['a picker of an older card', `rp:${DEMO}:42:2:0`, 'Kartu ini sudah diperbarui. Lihat kartu terbaru.'],
  ])('%s decides nothing', async (_what, data, text) => {
    const { bot, calls, sent } = aBot(inReview);
    await bot.handleUpdate(aPress(data));
    expect(calls.map(({ method }) => method)).toEqual(['status']);
    expect(sent).toMatchObject([{ method: 'answerCallbackQuery', payload: { text } }]);
  });

  const question = (text: string, from: object = ME) => ({
    message_id: 7,
    date: T0,
    chat: { id: 9001, type: 'private' },
    from,
    text,
  });
  const answerTo = (asked: object, text: string) => {
    const chat = { id: 9001, type: 'private' };
    const message = { message_id: 8, date: T0, chat, from: OPS, text, reply_to_message: asked };
    return { update_id: 801, message } as unknown as Update;
  };
  const ASKED = `🔎 Balas pesan ini dengan satu atau beberapa kata …\nrs:${DEMO}:42:3`;

  test('"Cari…" asks for words; the question ends with what the answer is for', async () => {
    const { bot, sent } = aBot(inReview);
    await bot.handleUpdate(aPress(`rs:${DEMO}:42:3`));
    expect(sent[0]).toMatchObject({ method: 'sendMessage', payload: { reply_markup: { force_reply: true } } });
    expect(sent[0]?.payload['text']).toContain(`Demo &lt;1&gt; #42</b>.\n<code>rs:${DEMO}:42:3</code>`);
  });

  test('the reply gets the labels that hold all its words, whatever their case, with the buttons of the picker', async () => {
    const { bot, sent } = aBot(inReview);
    await bot.handleUpdate(answerTo(question(ASKED), ' 1 LABEL '));
    expect(sent[0]?.payload['text']).toBe('🔎 11 label dengan “1 LABEL” untuk tiket <b>Demo &lt;1&gt; #42</b>:');
    const rows = keyboardOf(sent[0]?.payload);
    const holding = LABELS.filter((label) => label.includes('1'));
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
      ...holding.map((label) => [label]),
      ['🔎 Cari…', '✖️ Tutup'],
    ]);
    expect(rows[0]?.[0]?.callback_data).toBe(`rk:${DEMO}:42:3:${labelHash(holding[0] ?? '')}`);
  });

  test('20 labels found: 16 are shown, 4 more are told of', async () => {
    const { bot, sent } = aBot(inReview);
    await bot.handleUpdate(answerTo(question(ASKED), 'label'));
    expect(sent[0]?.payload['text']).toContain('…dan 4 label lagi');
    expect(keyboardOf(sent[0]?.payload)).toHaveLength(17);
  });

  test('nothing found: said, with the words escaped, and one may search again', async () => {
    const { bot, sent } = aBot(inReview);
    await bot.handleUpdate(answerTo(question(ASKED), '<b>&'));
    expect(sent[0]?.payload['text']).toBe('🔎 Tidak ada label dengan “&lt;b&gt;&amp;”.');
    expect(keyboardOf(sent[0]?.payload)).toHaveLength(1);
  });

  test.each([
    [
      'a card that was decided meanwhile',
      question(ASKED.replace(':3', ':2')),
      'Kartu ini sudah diperbarui. Lihat kartu terbaru.',
    ],
    ['a question that another wrote', question(ASKED, OPS), null],
    ['a message of the bot that asks nothing', question('halo'), null],
  ])('a reply to %s searches nothing', async (_what, asked, text) => {
    const { bot, sent } = aBot(inReview);
    await bot.handleUpdate(answerTo(asked, 'label'));
    expect(sent.map(({ payload }) => payload['text'])).toEqual(text === null ? [] : [text]);
  });

  test('somebody else at the review: no picker', async () => {
    const { bot, sent } = aBot({ ...inReview, lockReview: others });
    await bot.handleUpdate(aPress(`ro:${DEMO}:42:3`));
    expect(sent).toMatchObject([{ method: 'answerCallbackQuery', payload: { text: 'Sedang direview oleh Ani.' } }]);
  });
});

describe('undo', () => {
  const undone = () => ({ undone: { label: 'LABEL 01', status: 'APPROVED', reviewer: ME_AS_REVIEWER } });
  const text = 'Diurungkan: LABEL 01. Tiket menunggu review lagi.';

  test('the button of the card takes the decision back; that of an older card does not', async () => {
    const { bot, calls, sent } = aBot({ ...inReview, undoReview: undone });
    await bot.handleUpdate(aPress(`ru:${DEMO}:42:3`));
    expect(calls.at(-1)).toEqual({ method: 'undoReview', args: [REF, { reviewer: ME_AS_REVIEWER }] });
    await bot.handleUpdate(aPress(`ru:${DEMO}:42:2`));
    expect(sent.map(({ payload }) => payload['text'])).toEqual([
      text,
      'Kartu ini sudah diperbarui. Lihat kartu terbaru.',
    ]);
  });

  test.each(['urungkan', ' Urungkan ', '/urungkan', '/urungkan@oncek_bot'])(
    '%j in reply to the card does, too',
    async (word) => {
      const { bot, calls, sent } = aBot({ undoReview: undone });
      const reply_markup = { inline_keyboard: [[{ text: 'x', callback_data: `ru:${DEMO}:42:3` }]] };
      const card = { message_id: 7, date: T0, chat: { id: 9001, type: 'private' }, text: 'kartu', reply_markup };
      const message = { message_id: 8, date: T0, chat: card.chat, from: OPS, text: word, reply_to_message: card };
      await bot.handleUpdate({ update_id: 801, message } as unknown as Update);
      expect(calls).toEqual([{ method: 'undoReview', args: [REF, { reviewer: ME_AS_REVIEWER }] }]);
      expect(sent[0]).toMatchObject({ method: 'sendMessage', payload: { text } });
    },
  );

  test('the word in reply to anything else is left alone; nothing to undo is said', async () => {
    const { bot, calls, sent } = aBot({ ...inReview, undoReview: refused('NothingToUndo') });
    const message = { message_id: 8, date: T0, chat: { id: 9001, type: 'private' }, from: OPS, text: 'urungkan' };
    await bot.handleUpdate({ update_id: 801, message } as unknown as Update);
    expect(calls).toEqual([]);
    await bot.handleUpdate(aPress(`ru:${DEMO}:42:3`));
    expect(sent[0]?.payload['text']).toBe('Belum ada keputusan yang dapat diurungkan.');
  });
});
