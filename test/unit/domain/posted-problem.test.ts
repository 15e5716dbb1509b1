import { readPostedProblem, renderPostedProblem } from '../../../domain/posted-problem';

test('text and name reach Telegram as text, never as markup', () => {
  expect(renderPostedProblem({ reporter: '</b><i>', text: 'a < b & "c"' })).toBe(
    '📨 <b>&lt;/b&gt;&lt;i&gt;</b>\na &lt; b &amp; &quot;c&quot;',
  );
});

test('a posted problem is read back from what Telegram shows, lines and all', () => {
  expect(readPostedProblem('📨 Andi Wijaya\nlogin gagal\nsejak pagi')).toEqual({
    reporter: 'Andi Wijaya',
    text: 'login gagal\nsejak pagi',
  });
  expect(renderPostedProblem({ reporter: 'Andi\nWijaya', text: 'x' })).toBe('📨 <b>Andi Wijaya</b>\nx');
});

test.each(['⏰ Belum ada jawaban.', '📨 Andi', 'login gagal', '', '📨\nlogin'])('“%s” is no posted problem', (text) => {
  expect(readPostedProblem(text)).toBeNull();
});
