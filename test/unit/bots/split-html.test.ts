import fc from 'fast-check';
import { splitHtml } from '../../../bots/render/split-html';

const plain = (html: string) => html.replace(/<[^>]*>/g, '');
const isBalanced = (html: string) => {
  const open: string[] = [];
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
    if (!slash) open.push(name!);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
};

test('a short message stays whole', () => {
  expect(splitHtml('<b>OK</b>')).toEqual(['<b>OK</b>']);
  expect(splitHtml('')).toEqual(['']);
});

test('a long one is cut at a line end', () => {
  const lines = Array.from({ length: 60 }, (_, index) => `baris nomor ${index}`);
  const messages = splitHtml(lines.join('\n'), 400);
  expect(messages.length).toBeGreaterThan(2);
  expect(messages.flatMap((message) => message.split('\n'))).toEqual(lines);
});

test('an open tag is closed at the cut and opened again after it', () => {
  const link = '<a href="https://t.me/c/1/2">';
  const messages = splitHtml(`<b>judul</b>\n${link}<i>${'kata '.repeat(120)}</i></a>`, 300);
  for (const message of messages) expect(isBalanced(message)).toBe(true);
  expect(messages.at(-1)).toMatch(/^<a href="https:\/\/t\.me\/c\/1\/2"><i>/);
});

test('no cut falls into an entity or a surrogate pair', () => {
  for (const unit of ['&amp;', '😀', '&#128512;']) {
    const messages = splitHtml(unit.repeat(300), 256);
    for (const message of messages) expect(message.replaceAll(unit, '')).toBe('');
    expect(messages.join('')).toBe(unit.repeat(300));
  }
});

test('whatever the text: every message fits, is balanced, and no letter is lost', () => {
  const piece = fc.oneof(
    fc.stringMatching(/^[a-z0-9]{1,40}$/),
    fc.constantFrom(' ', '\n', '&lt;', '<b>tebal</b>', '<i>miring <b>dua</b></i>', '<code>x y z</code>', '😀'),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 200 }), (pieces) => {
      const html = pieces.join('');
      const messages = splitHtml(html, 256);
      const squeezed = (text: string) => text.replace(/\s+/g, '');
      expect(squeezed(messages.map(plain).join(''))).toBe(squeezed(plain(html)));
      for (const message of messages) {
        expect(message.length).toBeLessThanOrEqual(256);
        expect(isBalanced(message)).toBe(true);
      }
    }),
    { numRuns: 500, seed: 7 },
  );
});
