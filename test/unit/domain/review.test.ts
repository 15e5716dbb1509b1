import { OncekError } from '../../../domain/errors';
import { SYMPTOM_LABELS } from '../../../domain/labels';
import type { ReviewCard } from '../../../domain/review';
import { renderReviewCard, wholePercent } from '../../../domain/review';
import { labelHash, parseReviewData, reviewData, type ReviewPress } from '../../../domain/review-data';
import { CHAT } from '../../support/makers';

function aCard(overrides: Partial<ReviewCard> = {}): ReviewCard {
  return {
    ...{ ticketId: `${CHAT}-500`, chatId: CHAT, messageId: 500, version: 3, groupLabel: 'Demo' },
    ...{ text: 'tidak bisa <login>', solving: 'reset & coba' },
    top: [
      { label: 'KENDALA LOGIN', confidence: 0.414 },
      { label: 'KENDALA INTEGRASI EAI/APIM', confidence: 0.2 },
    ],
    state: { kind: 'waiting' },
    ...overrides,
  };
}

test('a waiting card proposes the labels with whole percents, a button each, and escapes what people wrote', () => {
  const { html, buttons } = renderReviewCard(aCard());
  expect(html).toContain('<blockquote>tidak bisa &lt;login&gt;</blockquote>');
  expect(html).toContain('reset &amp; coba');
  expect(html).toContain('1. <b>KENDALA LOGIN</b> 41%');
  expect(buttons.flat()).toEqual([
    { text: '✅ KENDALA LOGIN', data: `rv:${CHAT}:500:3:0` },
    { text: 'KENDALA INTEGRASI EAI/APIM', data: `rv:${CHAT}:500:3:1` },
    { text: '🔎 lainnya…', data: `ro:${CHAT}:500:3` },
    { text: '✋ Saya kerjakan', data: `rl:${CHAT}:500:3` },
  ]);
  expect(html).not.toContain('🔒');
});

test('a card that somebody is at says who, and until when', () => {
  const { html } = renderReviewCard(aCard({ lock: { by: 'Ani <3', until: '09:25' } }));
  expect(html).toContain('🔒 Sedang direview oleh Ani &lt;3 sampai 09:25');
});

test('a decided card says who decided and can be undone; a withdrawn one has no buttons', () => {
  const decided = renderReviewCard(aCard({ state: { kind: 'decided', label: 'X', approved: false, by: 'Ani <3' } }));
  expect(decided.buttons).toEqual([[{ text: '↩️ Urungkan', data: `ru:${CHAT}:500:3` }]]);
  expect(decided.html).toContain('✏️ Dikoreksi: <b>X</b> oleh Ani &lt;3');
  const withdrawn = renderReviewCard(aCard({ state: { kind: 'withdrawn' } }));
  expect(withdrawn.buttons).toEqual([]);
  expect(withdrawn.html).toContain('🚫');
});

test('texts of 10,000 characters stay under the 4,096 of a message', () => {
  const { html } = renderReviewCard(aCard({ text: 'x'.repeat(10_000), solving: 'y'.repeat(10_000) }));
  expect(html.length).toBeLessThan(4_096);
});

const LARGEST = { chatId: -9_007_199_254_740_991, messageId: 9_007_199_254_740_991, version: 9_999 };

test.each<ReviewPress>([
  { kind: 'decide', ...LARGEST, option: 99 },
  { kind: 'lock', ...LARGEST },
  { kind: 'undo', ...LARGEST },
  { kind: 'pick', ...LARGEST },
  { kind: 'page', ...LARGEST, page: 9_999 },
  { kind: 'label', ...LARGEST, hash: labelHash('KENDALA USERNAME AND PASSWORD MISMATCH') },
  { kind: 'close', ...LARGEST },
])('the largest ids fit into the 64 bytes of callback data of $kind, and are read back', (press) => {
  const data = reviewData(press);
  expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  expect(parseReviewData(data)).toEqual(press);
});

test.each([
  ...['', 'rv:1:2:3', 'rv:a:2:3:4', 'rv:1:2:3:4:5', 'xx:1:2:3:4', 'rv:1:-2:3:4', 'rv:1:2:3:x'],
  ...['rl:1:2:3:4', 'rk:1:2:3', 'rk:1:2:3:zzzzzzzz', 'rz:1:2:3', 'rl:1:2'],
])('refuses %j', (data) => {
  expect(() => parseReviewData(data)).toThrow(OncekError);
});

test('the hashes of all known labels differ', () => {
  expect(new Set(SYMPTOM_LABELS.map(labelHash)).size).toBe(SYMPTOM_LABELS.length);
});

test('percents are whole', () => {
  expect([0, 0.005, 0.414, 0.996, 1].map(wholePercent)).toEqual(['0%', '1%', '41%', '100%', '100%']);
});
