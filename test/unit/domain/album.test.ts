import { albumProblem, isKnownItem, takeItems, type AlbumItem } from '../../../domain/album';
import { aProblem, minutesAfter, NINE } from '../../support/makers';
import type { ProblemMessage } from '../../../domain/ticket';

const photo = (fileId: string) => ({ kind: 'photo', fileId, fileName: null, mimeType: null, sizeBytes: 9 }) as const;
const anItem = (messageId: number, overrides: Partial<ProblemMessage> = {}): AlbumItem => ({
  messageId,
  problem: aProblem({ text: '', media: photo(`f${messageId}`), ...overrides }),
});
const ADDRESS = { chatId: -77, mediaGroupId: '9', groupLabel: 'Demo' };
const albumOf = (...items: AlbumItem[]) => takeItems(null, { ...ADDRESS, items })!;

test('the lowest message id is the ticket, in whatever order and however often the items come', () => {
  const expected = albumOf(anItem(42), anItem(43), anItem(44));
  expect(albumOf(anItem(44), anItem(42), anItem(44), anItem(43))).toEqual(expected);
  expect(expected.ticketMessageId).toBe(42);
  expect(takeItems(null, { ...ADDRESS, items: [] })).toBeNull();
});

test('whichever item has the caption, the problem has its text; the other files stand behind the first', () => {
  const problem = albumProblem(albumOf(anItem(42), anItem(43, { text: 'login gagal' }), anItem(44)));
  expect(problem).toEqual({
    ...aProblem({ text: 'login gagal', media: photo('f42') }),
    attachments: [
      { ...photo('f43'), messageId: 43 },
      { ...photo('f44'), messageId: 44 },
    ],
  });
});

test('several captions are all kept, each on a line; one item alone has no further files', () => {
  expect(albumProblem(albumOf(anItem(43, { text: 'b' }), anItem(42, { text: 'a' }))).text).toBe('a\nb');
  expect(albumProblem(albumOf(anItem(42)))).toEqual(anItem(42).problem);
});

test('an item that comes late, even a lower one, belongs to the same ticket; the clock counts from the earliest', () => {
  const held = albumOf(anItem(43));
  const grown = takeItems(held, { ...ADDRESS, items: [anItem(42, { sentAt: minutesAfter(NINE, -1) })] })!;
  expect(grown.ticketMessageId).toBe(43);
  expect(albumProblem(grown)).toMatchObject({
    sentAt: minutesAfter(NINE, -1),
    media: photo('f43'),
    attachments: [{ messageId: 42 }],
  });
});

test('an edit of any item’s caption counts, an older wording and a repeated one do not', () => {
  const edited = anItem(43, { text: 'baru', editedAt: minutesAfter(NINE, 5) });
  const held = albumOf(anItem(42), anItem(43, { text: 'lama' }), edited);
  expect(albumProblem(held)).toMatchObject({ text: 'baru', editedAt: minutesAfter(NINE, 5) });
  const again = [edited, anItem(43, { text: 'lama' }), anItem(42, { media: photo('another id of the same file') })];
  expect(takeItems(held, { ...ADDRESS, items: again })).toBe(held);
});

test('a reaction, which arrives as an edit, brings nothing new', () => {
  const held = albumOf(anItem(42, { text: 'a' }));
  const reaction = anItem(42, { text: 'a', editedAt: minutesAfter(NINE, 9) });
  expect(isKnownItem(held, reaction)).toBe(true);
  expect(takeItems(held, { ...ADDRESS, items: [reaction] })).toBe(held);
  expect(isKnownItem(held, anItem(43))).toBe(false);
});
