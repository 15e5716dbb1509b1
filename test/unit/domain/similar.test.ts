import { renderReviewCard, type ReviewCard } from '../../../domain/review';
import { renderSimilar, type SimilarTicket } from '../../../domain/similar';

const aSimilar = (over: Partial<SimilarTicket> = {}): SimilarTicket => ({
  ...{ ticketId: '-1001000000001-7', chatId: -1001000000001, messageId: 7 },
  ...{ text: 'gagal <login>', solving: 'di & reset', symptom: 'A <B>', score: 0.874 },
  ...over,
});

const card: ReviewCard = {
  ...{ ticketId: '-1001000000001-42', chatId: -1001000000001, messageId: 42, version: 1, groupLabel: 'Demo' },
  ...{ text: 'gagal login', solving: 'direset', top: [{ label: 'KENDALA LOGIN', confidence: 0.5 }] },
  state: { kind: 'waiting' },
};

test('a line says how alike, the label, the problem and the solving, escaped, with a link to the message', () => {
  expect(renderSimilar([aSimilar()])).toEqual([
    'Mirip 87%: <b>A &lt;B&gt;</b> · gagal &lt;login&gt; → di &amp; reset · <a href="https://t.me/c/1000000001/7">lihat pesan</a>',
  ]);
});

test('a basic group has no links', () => {
  expect(renderSimilar([aSimilar({ chatId: -4001 })])[0]).not.toContain('href');
});

test('a card shows the lines while a label is to be chosen, before the proposals, and not afterwards', () => {
  const lines = renderSimilar([aSimilar()]);
  const { html } = renderReviewCard(card, lines);
  expect(html.indexOf('Mirip 87%')).toBeGreaterThan(html.indexOf('direset'));
  expect(html.indexOf('Mirip 87%')).toBeLessThan(html.indexOf('1. <b>KENDALA LOGIN'));
  const decided = { kind: 'decided', label: 'X', approved: true, by: 'Eri' } as const;
  expect(renderReviewCard({ ...card, state: decided }, lines).html).not.toContain('Mirip');
});

test('the fullest card with three similar tickets fits into Telegram’s 4,096 characters', () => {
  const similar = Array.from({ length: 3 }, () =>
    aSimilar({ text: 'a'.repeat(100), solving: 'b'.repeat(60), symptom: 'C'.repeat(200) }),
  );
  const full = {
    ...card,
    ...{ text: 'x'.repeat(9_000), solving: 'y'.repeat(9_000), groupLabel: 'g'.repeat(100) },
    top: Array.from({ length: 3 }, () => ({ label: 'L'.repeat(200), confidence: 0.3 })),
  };
  const { html } = renderReviewCard(full, renderSimilar(similar));
  expect(html.replace(/<[^>]*>/g, '').length).toBeLessThanOrEqual(4_096);
});
