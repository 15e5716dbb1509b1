import { queueCardData, queueData } from '../../../bots/admin/queue-data';
import { renderLabelPicker } from '../../../bots/render/label-picker';
import { renderPendingReview } from '../../../bots/render/pending-review';
import { renderTicketStatus } from '../../../bots/render/ticket-status';
import { DEFAULT_GRAMMAR } from '../../../domain/messages';
import { renderNotice } from '../../../domain/notices';
import { renderReviewCard } from '../../../domain/review';
import { factsOf } from '../../../domain/ticket';
import { parseHtml } from '../../../sandbox/telegram/html';
import type { TicketStatus } from '../../../workflows/contracts/ticket';
import { aDoubt, aPerson, aProblem, aReviewer, aSolution, aTicketState, NINE } from '../../support/makers';
import { aBot, aCommand, aPress } from './admin-bot-kit';
import { DEMO, fakeBotApi, OPS } from './fakes';

/** Turns all that follows around; the marks beside it only concern their neighbours. */
const OVERRIDE = '\u202e';
const EVIL = {
  html: '<b>Budi</b> <a href="https://x.example">klik</a> & "kawan"',
  'broken HTML': '</b></blockquote><script>alert(1)</script>',
  Markdown: '*Budi* _miring_ [klik](https://x.example) `kode` ||rahasia||',
  entities: '&lt;b&gt; &amp;amp; &#60;',
  Arabic: 'محمد علي',
  'long, with pairs': '👩‍🔧'.repeat(600),
};

/** What people see is what was written, and nothing of it is markup beyond what the text brings itself. */
function expectShown(html: string, written: string): void {
  expect(parseHtml(html).text).toContain(written);
  const links = parseHtml(html).entities.filter(({ type, url }) => type === 'text_link' && url?.includes('x.example'));
  expect(links).toEqual([]);
}

const shortened = (text: string) => text.slice(0, 40);

describe.each(Object.entries(EVIL))('names and texts with %s', (_what, evil) => {
  test('are shown as they were written, in notices, cards, the queue, the picker and the status', () => {
    const decision = { label: evil, status: 'CORRECTED' as const, reviewer: aReviewer({ name: evil }), at: NINE };
    const from = aPerson({ name: evil });
    const state = aTicketState(
      { groupLabel: evil, problem: aProblem({ text: evil }), classification: aDoubt(), decision },
      [aSolution({ from })],
    );
    const notice = renderNotice({ state, facts: factsOf(state, DEFAULT_GRAMMAR), sla: null, rows: 'written' }) ?? '';
    expectShown(notice, `oleh ${evil}`);
    expectShown(notice, `diputuskan ${evil}`);

    const ref = { chatId: DEMO, messageId: 42, version: 3 };
    const top = [{ label: evil, confidence: 0.4 }];
    const card = { ...ref, ticketId: `${DEMO}-42`, groupLabel: evil, text: evil, solving: evil, top };
    const lock = { by: evil, until: '15:10' };
    expectShown(renderReviewCard({ ...card, lock, state: { kind: 'waiting' } }).html, shortened(evil));
    expectShown(
      renderReviewCard({ ...card, state: { kind: 'decided', label: evil, approved: true, by: evil } }).html,
      evil,
    );

    const pending = { chatId: DEMO, messageId: 42, groupLabel: evil, label: evil, confidence: 0.4 };
    const queue = {
      tickets: [pending],
      isCapped: false,
      predictions: null,
      sheetUrl: null,
      page: 0,
      language: 'id' as const,
    };
    expectShown(renderPendingReview(queue).html, `${evil} #42`);
    expectShown(renderLabelPicker({ card: ref, groupLabel: evil, labels: [evil], page: 0, language: 'id' }).html, evil);
    const status = {
      ...{ ...ref, groupLabel: evil, phase: 'done', outcome: null, sla: null, label: evil, confidence: 0.5 },
      reviewedBy: aReviewer({ name: evil }),
    } as unknown as TicketStatus;
    expectShown(renderTicketStatus(status, null, 'id'), `diputuskan ${evil}`);
  });
});

test('a name cannot turn the words around it: overrides and isolates are left out, right-to-left letters stay', () => {
  const state = aTicketState({ groupLabel: `A${OVERRIDE}B\u2067C` }, [
    aSolution({ from: aPerson({ name: `${OVERRIDE}igaB محمد\u200f` }) }),
  ]);
  const html = renderNotice({ state, facts: factsOf(state, DEFAULT_GRAMMAR), sla: null, rows: 'written' }) ?? '';
  expect(html).toContain('oleh igaB محمد\u200f · ABC');
});

test('callback data stays within 64 bytes for the longest ids there can be', () => {
  const ref = { chatId: -(2 ** 53 - 1), messageId: 2 ** 53 - 1 };
  const card = { ...ref, version: 9_999, ticketId: 'x', groupLabel: 'x', text: 'x', solving: 'x' };
  const top = Array.from({ length: 3 }, () => ({ label: '🔧'.repeat(100), confidence: 0.3 }));
  const labels = Array.from({ length: 500 }, (_, index) => `${'🔧'.repeat(90)} ${index}`);
  const buttons = [
    ...renderReviewCard({ ...card, top, state: { kind: 'waiting' } }).buttons,
    ...renderReviewCard({ ...card, top, state: { kind: 'decided', label: 'x', approved: true, by: 'x' } }).buttons,
    ...renderLabelPicker({ card, groupLabel: 'x', labels, page: 30, language: 'id' }).buttons,
  ].flat();
  const data = [...buttons.map((button) => button.data), queueCardData(ref), queueData(9_999)];
  for (const one of data) expect(Buffer.byteLength(one)).toBeLessThanOrEqual(64);
  expect(buttons.length).toBeGreaterThan(15);
});

describe('a button of a finished review', () => {
  afterEach(() => jest.restoreAllMocks());
  const press = (kind: string) => `${kind}:${DEMO}:42:3${kind === 'rv' ? ':0' : ''}`;

  test.each(['rv', 'ro', 'ru'])(
    'of an older card, of a forgotten ticket (%s): told so, nothing decided',
    async (kind) => {
      const older = { cardVersion: 4, top: [{ label: 'A', confidence: 1 }], reviewedBy: null, groupLabel: 'x' };
      for (const status of [older, null]) {
        const sent = fakeBotApi();
        const lockReview = () => ({ taken: true, holder: { name: 'x' }, until: NINE });
        const { bot, calls } = aBot({ status: () => status, lockReview });
        await bot.handleUpdate(aPress(press(kind)));
        expect(calls.filter(({ method }) => method === 'review' || method === 'undoReview')).toEqual([]);
        const answer = sent.find(({ method }) => method === 'answerCallbackQuery');
        expect(String(answer?.payload['text'])).toMatch(/sudah diperbarui|tidak ditemukan|tidak dikenal/);
        jest.restoreAllMocks();
      }
    },
  );
});

test.each(['rv:x', `rk:${DEMO}:42:3:zz`, 'rz:1:2:3', `rv:${DEMO}:42:3`, 'r\u202e'])(
  'a press with data %j, which no button has, is told so and changes nothing',
  async (data) => {
    const sent = fakeBotApi();
    const { bot, calls } = aBot();
    await bot.handleUpdate(aPress(data));
    jest.restoreAllMocks();
    expect(calls).toEqual([]);
    expect(sent.map(({ payload }) => payload['text'])).toEqual([expect.stringContaining('tidak berlaku lagi')]);
  },
);

test.each([
  '/report monthly 13 2026',
  '/label add "kutip"',
  '/label hapus',
  '/mlflowpromote',
  '/mlflowpromote <b>v1</b>',
  `/label add ${'x'.repeat(201)}`,
])('%s gets the usage text or a polite answer, as HTML that Telegram takes', async (text) => {
  const sent = fakeBotApi();
  const modelDesk = { versions: () => Promise.resolve([]) } as never;
  await aBot({}, { modelDesk, reportDesk: {} as never }).bot.handleUpdate(aCommand(text, OPS));
  jest.restoreAllMocks();
  expect(sent).toHaveLength(1);
  expect(() => parseHtml(String(sent[0]?.payload['text']))).not.toThrow();
  expect(sent[0]?.payload['text']).toMatch(/Format|Cara pakai/);
});
