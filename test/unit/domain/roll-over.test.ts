import { cellCount, ROLL_OVER_CELLS, titleOfNext, titleStem } from '../../../domain/roll-over';

test('the title of the next spreadsheet is that of the old with the year, and a number where that is taken', () => {
  expect(titleOfNext('Tiket', '2026', [])).toBe('Tiket-2026');
  expect(titleOfNext('Tiket-2026', '2026', ['Tiket', 'tiket-2026'])).toBe('Tiket-2026-2');
  expect(titleOfNext('Tiket-2026-2', '2026', ['Tiket-2026', 'Tiket-2026-2'])).toBe('Tiket-2026-3');
  expect(titleOfNext('Tiket-2026-2', '2027', ['Tiket-2026-2'])).toBe('Tiket-2027');
});

test('a number that is no year belongs to the title', () => {
  expect(titleStem('Gudang-1234')).toBe('Gudang-1234');
  expect(titleStem('Tiket 2026')).toBe('Tiket 2026');
  expect(titleOfNext('Gudang-1234', '2026', [])).toBe('Gudang-1234-2026');
});

test('empty cells count, and 8 million leave room for 76,000 rows of 26 columns', () => {
  expect(cellCount([])).toBe(0);
  expect(
    cellCount([
      { rowCount: 1_000, columnCount: 26 },
      { rowCount: 10, columnCount: 3 },
    ]),
  ).toBe(26_030);
  expect(Math.floor((10_000_000 - ROLL_OVER_CELLS) / 26)).toBe(76_923);
});
