import type { SolvedTicket } from '../../../activities/mirror/tickets-of-sheets';
import { createSimilarTickets } from '../../../activities/similar/similar-tickets';
import { waitFor } from '../../support/wait';
import { fakeLog } from '../bots/fakes';

const CHAT = -1001000000001;

const solved = (key: string, text: string, over: Partial<SolvedTicket> = {}): SolvedTicket => ({
  ...{ spreadsheetId: 'book', key, text, solving: 'direset', symptom: 'KENDALA LOGIN', day: '2031-03-03' },
  ...over,
});

/** Similar tickets over rows that may change; `pages` tells what was read. */
function aFinder(rows: SolvedTicket[], maxRows?: number) {
  const sheet = { rows, changedAt: 'a' as string | null, isDown: false };
  const pages: number[] = [];
  const clock = { nowMs: 0 };
  const log = fakeLog();
  const source = {
    solved: ({ limit, after }: { limit: number; after?: SolvedTicket }) => {
      pages.push(limit);
      const from = after ? sheet.rows.indexOf(after) + 1 : 0;
      return sheet.isDown ? Promise.reject(new Error('locked')) : Promise.resolve(sheet.rows.slice(from, from + limit));
    },
    solvedChangedAt: () => Promise.resolve(sheet.changedAt),
  };
  const finder = createSimilarTickets({
    source,
    plainChat: () => Promise.resolve(CHAT),
    log,
    now: () => clock.nowMs,
    maxRows,
  });
  const find = (problem: string, messageId = 99) => finder.find({ chatId: CHAT, messageId, problem });
  return { find, sheet, pages, clock, log };
}

test('three tickets most alike, with label, solving and address; personal data masked, texts cut', async () => {
  const { find } = aFinder([
    solved('1', 'gagal login mytech nama: Budi Santoso hp 081234567890', { solving: 'hub 081298765432 ya' }),
    solved('2@-1002', 'gagal login mytech terus', { symptom: 'USER NOT FOUND' }),
    solved('3', `gagal login mytech ${'panjang '.repeat(50)}`),
    solved('4', 'speedtest lambat'),
    solved('5', 'gagal login'),
  ]);
  const found = await find('gagal login mytech nama: Siti');
  expect(found.map(({ ticketId }) => ticketId)).toEqual(expect.arrayContaining(['-1002-2', `${CHAT}-1`]));
  expect(found).toHaveLength(3);
  expect(found.find(({ messageId }) => messageId === 1)).toMatchObject({
    ...{ chatId: CHAT, symptom: 'KENDALA LOGIN', solving: 'hub [TELEPON] ya' },
    text: 'gagal login mytech nama: [NAMA] hp [TELEPON]',
  });
  expect(found.every(({ text, score }) => text.length <= 100 && score >= 0.25 && score <= 1)).toBe(true);
  expect([...found].sort((a, b) => b.score - a.score)).toEqual(found);
});

test('the ticket itself is left out, twins are shown once, and keys that no ticket has not at all', async () => {
  const twins = [solved('7', 'gagal login'), solved('8', 'gagal login'), solved('x y', 'gagal login juga')];
  const { find } = aFinder(twins);
  expect((await find('gagal login')).map(({ messageId }) => messageId)).toEqual([7]);
  expect((await find('gagal login', 7)).map(({ messageId }) => messageId)).toEqual([8]);
});

test('what is hardly alike, a text without words and an empty sheet find nothing', async () => {
  const { find, sheet } = aFinder([solved('1', 'gagal login mytech pagi ini di kantor pusat lantai dua')]);
  expect(await find('kantor tutup karena listrik padam di seluruh gedung sejak subuh')).toEqual([]);
  expect(await find('123 !!!')).toEqual([]);
  sheet.rows = [];
  expect(await aFinder([]).find('gagal login')).toEqual([]);
});

test('before the first sync there is no index, and nothing is read', async () => {
  const { find, sheet, pages } = aFinder([solved('1', 'gagal login')]);
  sheet.changedAt = null;
  expect(await find('gagal login')).toEqual([]);
  expect(pages).toEqual([]);
});

test('a desk’s first solved tickets are found 10 s after the last look, not 10 minutes', async () => {
  const { find, sheet, clock } = aFinder([solved('1', 'gagal login')]);
  sheet.changedAt = null;
  await find('gagal login');
  sheet.changedAt = 'a';
  clock.nowMs = 9_999;
  expect(await find('gagal login')).toEqual([]);
  clock.nowMs = 10_000;
  expect((await find('gagal login')).map(({ messageId }) => messageId)).toEqual([1]);
});

test('rows are read again once they changed, every 10 minutes at most, and meanwhile the former ones serve', async () => {
  const { find, sheet, pages, clock, log } = aFinder([solved('1', 'gagal login')]);
  await find('gagal login');
  sheet.rows = [solved('2', 'gagal login')];
  sheet.changedAt = 'b';
  clock.nowMs = 599_999;
  expect((await find('gagal login')).map(({ messageId }) => messageId)).toEqual([1]);
  clock.nowMs = 600_000;
  expect((await find('gagal login')).map(({ messageId }) => messageId)).toEqual([1]);
  await waitFor(async () => (await find('gagal login'))[0]?.messageId === 2, { describe: 'the rows that changed' });
  clock.nowMs = 1_200_000;
  await find('gagal login');
  expect(pages).toHaveLength(2);
  expect(log.lines.filter(({ level }) => level === 'info')).toHaveLength(2);
});

test('a mirror that cannot be read costs the suggestions, not the card', async () => {
  const { find, sheet, log } = aFinder([solved('1', 'gagal login')]);
  sheet.isDown = true;
  expect(await find('gagal login')).toEqual([]);
  expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
});

test('memory is bounded: no more rows are read than allowed, newest first', async () => {
  const rows = Array.from({ length: 2_500 }, (_, index) =>
    solved(String(index + 1), `gagal login ${'abc'[index % 3]}x`),
  );
  const { find, pages } = aFinder(rows, 1_500);
  await find('gagal login');
  expect(pages).toEqual([1_000, 500]);
});
