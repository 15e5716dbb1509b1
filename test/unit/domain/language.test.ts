import { renderApprovalCard } from '../../../domain/approval-render';
import { isLanguage, LANGUAGES, numberText } from '../../../domain/language';
import { DEFAULT_GRAMMAR } from '../../../domain/messages';
import { renderNotice } from '../../../domain/notices';
import { renderReviewCard, type ReviewCard } from '../../../domain/review';
import { renderSimilar } from '../../../domain/similar';
import { factsOf } from '../../../domain/ticket';
import { aPerson, aSolution, aTicketState } from '../../support/makers';
import { anApprovalCard } from '../../support/training-makers';

const EVIL = '<b>&"\u202e';
const CARD: ReviewCard = {
  ...{ ticketId: '-1001-42', chatId: -1001000000001, messageId: 42, version: 3, groupLabel: EVIL, text: EVIL },
  ...{ solving: EVIL, mediaUrls: ['http://h/a?b&c'], lock: { by: EVIL, until: '15:10' }, state: { kind: 'waiting' } },
  top: [
    { label: EVIL, confidence: 0.4 },
    { label: 'USER NOT FOUND', confidence: 0.3 },
  ],
};

test('numbers are written as readers of the language write them', () => {
  expect(numberText(1_234.56, 'id', { most: 1 })).toBe('1.234,6');
  expect(numberText(1_234.56, 'en', { most: 1 })).toBe('1,234.6');
  expect(numberText(0.5, 'en', { most: 3, least: 3 })).toBe('0.500');
});

test('only the known languages are languages', () => {
  expect(LANGUAGES.every(isLanguage)).toBe(true);
  for (const other of ['', 'ID', 'en-GB', 'constructor', null, undefined, 1, {}]) expect(isLanguage(other)).toBe(false);
});

test.each(LANGUAGES)('cards in %s escape what people wrote', (language) => {
  const { html } = renderReviewCard({ ...CARD, language });
  expect(html).not.toContain('<b>&"');
  expect(html.match(/&lt;b&gt;&amp;/g)).toHaveLength(5);
  expect(html).not.toContain('\u202e');
});

test('a card says in English what it says in Indonesian, with the same buttons behind the words', () => {
  const [indonesian, english] = LANGUAGES.map((language) =>
    renderReviewCard({ ...CARD, groupLabel: 'Demo', language }),
  );
  expect(english?.html).toContain('🔎 <b>Needs review</b> · Demo');
  expect(english?.html).toContain('Choose the right label:');
  expect(english?.buttons.at(-1)?.map(({ text }) => text)).toEqual(['🔎 others…', '✋ I take it']);
  const data = (card: typeof english) => card?.buttons.flat().map((button) => button.data);
  expect(data(english)).toEqual(data(indonesian));
  expect(renderReviewCard({ ...CARD, language: undefined })).toEqual(renderReviewCard({ ...CARD, language: 'id' }));
});

test('a notice in English; without a language it is the Indonesian one', () => {
  const state = aTicketState({ groupLabel: 'Demo' }, [aSolution({ from: aPerson({ name: 'Bagas' }) })]);
  const sla = { responseMin: 16.25, status: 'TERLAMBAT', remainingMin: 0 } as const;
  const input = { state, facts: factsOf(state, DEFAULT_GRAMMAR), sla, rows: 'pending' as const };
  expect(
    renderNotice({ ...input, language: 'en' })
      ?.split('\n')
      .slice(0, 3),
  ).toEqual([
    '✅ <b>Solution recorded</b> by Bagas · Demo',
    '⏱ LATE (16.3 minutes)',
    '⏳ waiting to be written to the sheet',
  ]);
  expect(renderNotice(input)).toBe(renderNotice({ ...input, language: 'id' }));
  expect(renderNotice(input)).toContain('⏱ TERLAMBAT (16,3 menit)');
});

test('the card of a model in English, with its deadline by the clock of the settings', () => {
  const card = anApprovalCard({ language: 'en', expiresAt: '2026-02-07T17:30:00.000Z', state: { kind: 'waiting' } });
  const { html, buttons } = renderApprovalCard(card, 'Asia/Makassar');
  expect(html).toContain("🧠 <b>Model v2</b> waits for an admin's decision");
  expect(html).toContain('• Macro F1: <b>0.700</b> (Production 0.650)');
  expect(html).toContain('⏳ Without a decision until 2026-02-08 01:30');
  expect(buttons.flat().map(({ text }) => text)).toEqual(['✅ Use this model', '✖️ Reject']);
});

test('similar tickets in English', () => {
  const ticket = { ticketId: '-1-2', chatId: -1, messageId: 2, symptom: 'KENDALA LOGIN', score: 0.91 };
  expect(renderSimilar([{ ...ticket, text: 'gagal', solving: 'reset' }], 'en')).toEqual([
    'Alike 91%: <b>KENDALA LOGIN</b> · gagal → reset',
  ]);
});
