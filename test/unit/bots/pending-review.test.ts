import { TypedSearchAttributes } from '@temporalio/common';
import { searchKeys } from '../../../workflows/search-attributes';
import { aBot, aCommand, ADMIN, aPress } from './admin-bot-kit';
import { DEMO, fakeBotApi } from './fakes';

/** Tickets 100, 101, … of which the later ones are less sure. */
function waiting(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    workflowId: `ticket-${DEMO}-${100 + index}`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: searchKeys.group, value: 'Demo <1>' },
      { key: searchKeys.symptom, value: 'KENDALA & LOGIN' },
      { key: searchKeys.confidence, value: 0.7 - index / 100 },
    ]),
  }));
}

const reportDesk = { reports: { predictions: () => Promise.resolve({ total: 1_200, reviewed: 30 }) } } as never;
const sheetUrl = 'https://docs.google.com/spreadsheets/d/demo';

interface Shown {
  readonly text: string;
  readonly reply_markup: { readonly inline_keyboard: { text: string; callback_data: string }[][] };
}
const shown = ({ payload }: { payload: object }) => payload as Shown;
const dataOf = ({ reply_markup: { inline_keyboard: rows } }: Shown) =>
  rows.flat().map((button) => button.callback_data);

const status = (fields: object = {}) => ({
  ...{ chatId: DEMO, messageId: 42, groupLabel: 'Demo <1>', text: 'gagal <login>', solving: 'reset', cardVersion: 3 },
  ...{ phase: 'inReview', outcome: null, label: 'KENDALA LOGIN', reviewedBy: null },
  top: [
    { label: 'KENDALA LOGIN', confidence: 0.41 },
    { label: 'USER NOT FOUND', confidence: 0.3 },
  ],
  mediaUrls: ['https://x.example/media/a?b=1&c=2'],
  ...fields,
});

afterEach(() => jest.restoreAllMocks());

test('the queue: count, share, the least sure first with guess and link, a button each, the sheet, the next page', async () => {
  const sent = fakeBotApi();
  const { bot, calls } = aBot({ list: () => waiting(12) }, { reportDesk, sheetUrl: () => Promise.resolve(sheetUrl) });
  await bot.handleUpdate(aCommand('/pendingreview'));
  expect(calls[0]?.args[0]).toBe("OncekPhase='inReview' AND ExecutionStatus='Running'");
  const page = shown(sent[0]!);
  expect(page.text).toContain('<b>12</b> tiket');
  expect(page.text).toContain('1% dari 1.200 prediksi; 30 sudah direview');
  expect(page.text).toContain(
    '1. Demo &lt;1&gt; #111 · 59% KENDALA &amp; LOGIN · <a href="https://t.me/c/1000000001/111">',
  );
  expect(page.text).toContain('10. Demo &lt;1&gt; #102');
  expect(page.text).not.toContain('#101');
  expect(page.text).toContain(`<a href="${sheetUrl}">`);
  const cards = Array.from({ length: 10 }, (_, index) => `pc:${DEMO}:${111 - index}`);
  expect(dataOf(page)).toEqual([...cards, 'pq:0', 'pq:1']);
  expect(Math.max(...dataOf(page).map((data) => Buffer.byteLength(data)))).toBeLessThanOrEqual(64);
});

test('its buttons turn the page; one that there is not any more shows the last', async () => {
  const sent = fakeBotApi();
  const { bot } = aBot({ list: () => waiting(12) });
  await bot.handleUpdate(aPress('pq:7'));
  expect(sent.map(({ method }) => method)).toEqual(['editMessageText', 'answerCallbackQuery']);
  const page = shown(sent[0]!);
  expect(page.text).toContain('11. Demo &lt;1&gt; #101');
  expect(dataOf(page)).toEqual([`pc:${DEMO}:101`, `pc:${DEMO}:100`, 'pq:0', 'pq:1']);
});

test('more than 500 are said to be more', async () => {
  const sent = fakeBotApi();
  await aBot({ list: () => waiting(501) }).bot.handleUpdate(aCommand('/pendingreview'));
  expect(shown(sent[0]!).text).toContain('<b>500+</b> tiket');
});

test('a ticket’s button shows its card: text, attachments, proposals, and the way back', async () => {
  const sent = fakeBotApi();
  await aBot({ status }).bot.handleUpdate(aPress(`pc:${DEMO}:42`));
  const card = shown(sent[0]!);
  expect(card.text).toContain('<blockquote>gagal &lt;login&gt;</blockquote>');
  expect(card.text).toContain('<a href="https://x.example/media/a?b=1&amp;c=2">lampiran 1</a>');
  const ref = `${DEMO}:42:3`;
  expect(dataOf(card)).toEqual([`rv:${ref}:0`, `rv:${ref}:1`, `ro:${ref}`, `rl:${ref}`, 'pq:0']);
});

test('a press on such a card decides, and the card shows it', async () => {
  const sent = fakeBotApi();
  let isDecided = false;
  const reviewedBy = { kind: 'bot', id: '9001', name: 'Bagas & Co' };
  const { bot, calls } = aBot({
    status: () => status(isDecided ? { phase: 'done', label: 'USER NOT FOUND', reviewedBy } : {}),
    review: () => {
      isDecided = true;
      return { decided: 'now', label: 'USER NOT FOUND', status: 'CORRECTED', reviewer: reviewedBy };
    },
  });
  await bot.handleUpdate(aPress(`rv:${DEMO}:42:3:1`, ADMIN, [`rv:${DEMO}:42:3:1`, 'pq:0']));
  expect(calls.map(({ method }) => method)).toEqual(['status', 'review', 'status']);
  const edit = sent.find(({ method }) => method === 'editMessageText');
  expect(shown(edit!).text).toContain('✏️ Dikoreksi: <b>USER NOT FOUND</b> oleh Bagas &amp; Co');
});

test('a card that the ticket itself keeps is left to the ticket', async () => {
  const sent = fakeBotApi();
  const review = () => ({ decided: 'now', label: 'KENDALA LOGIN', reviewer: { name: 'B' } });
  await aBot({ status, review }).bot.handleUpdate(aPress(`rv:${DEMO}:42:3:0`, ADMIN, [`rv:${DEMO}:42:3:0`]));
  expect(sent.map(({ method }) => method)).toEqual(['answerCallbackQuery']);
});

test.each([
  ['of a ticket that is unknown', `pc:${DEMO}:42`, { status: () => null }, 'Tiket ini tidak ditemukan.'],
  ['with data that is none', 'pq:x', {}, 'Tombol ini tidak berlaku lagi. Kirim ulang perintahnya.'],
  ['with an id that is none', 'pc:1:2:3', {}, 'Tiket ini tidak ditemukan.'],
])('a button %s gets a polite answer', async (_what, data, answers, says) => {
  const sent = fakeBotApi();
  await aBot(answers).bot.handleUpdate(aPress(data));
  expect(sent).toEqual([{ method: 'answerCallbackQuery', payload: { callback_query_id: 'q1', text: says } }]);
});

test('the card of a review that is over says how it ended', async () => {
  const sent = fakeBotApi();
  const reviewedBy = { kind: 'sheet', id: 'sheet', name: 'sheet' };
  const over = () => status({ phase: 'done', reviewedBy });
  await aBot({ status: over }).bot.handleUpdate(aPress(`pc:${DEMO}:42`));
  expect(shown(sent[0]!).text).toContain('✅ Disetujui: <b>KENDALA LOGIN</b> oleh sheet');
  expect(sent[1]?.payload['text']).toBe('Tiket ini sedang tidak dalam review.');
});
