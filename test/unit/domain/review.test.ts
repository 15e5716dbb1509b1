import { OncekError } from '../../../domain/errors';
import type { ReviewCard } from '../../../domain/review';
import { parseReviewCallbackData, renderReviewCard, reviewCallbackData, wholePercent } from '../../../domain/review';
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
  ]);
});

test('decided and withdrawn cards have no buttons and say why', () => {
  const decided = renderReviewCard(aCard({ state: { kind: 'decided', label: 'X', approved: false, by: 'Ani <3' } }));
  expect(decided.buttons).toEqual([]);
  expect(decided.html).toContain('✏️ Dikoreksi: <b>X</b> oleh Ani &lt;3');
  const withdrawn = renderReviewCard(aCard({ state: { kind: 'withdrawn' } }));
  expect(withdrawn.buttons).toEqual([]);
  expect(withdrawn.html).toContain('🚫');
});

test('texts of 10,000 characters stay under the 4,096 of a message', () => {
  const { html } = renderReviewCard(aCard({ text: 'x'.repeat(10_000), solving: 'y'.repeat(10_000) }));
  expect(html.length).toBeLessThan(4_096);
});

test('the largest ids fit into the 64 bytes of callback data, and are read back', () => {
  const option = { chatId: -9_007_199_254_740_991, messageId: 9_007_199_254_740_991, version: 9_999, option: 99 };
  const data = reviewCallbackData(option);
  expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  expect(parseReviewCallbackData(data)).toEqual(option);
});

test.each(['', 'rv:1:2:3', 'rv:a:2:3:4', 'rv:1:2:3:4:5', 'xx:1:2:3:4', 'rv:1:-2:3:4'])('refuses %j', (data) => {
  expect(() => parseReviewCallbackData(data)).toThrow(OncekError);
});

test('percents are whole', () => {
  expect([0, 0.005, 0.414, 0.996, 1].map(wholePercent)).toEqual(['0%', '1%', '41%', '100%', '100%']);
});
