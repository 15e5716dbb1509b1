import fc from 'fast-check';
import { contentHash, mergeEntries, takeBatch } from '../../../domain/ledger';
import { aLedgerEntry } from '../../support/makers';

const entry = (key: string, sequence = 1, repair?: boolean) => aLedgerEntry({ key, sequence, repair });
const named = (entries: readonly { key: string; sequence: number }[]) =>
  entries.map(({ key, sequence }) => `${key}/${sequence}`);

test('of two entries of a row the higher sequence stays, at the place of the first', () => {
  expect(named(mergeEntries([entry('1', 2), entry('2')], [entry('1', 3), entry('2', 0)]))).toEqual(['1/3', '2/1']);
});

test('the same key in two worksheets is two rows', () => {
  expect(mergeEntries([entry('1')], [{ ...entry('1'), worksheet: 'Logs' }])).toHaveLength(2);
});

test('a repair stands beside the newer wish for its row and does not replace it', () => {
  expect(mergeEntries([entry('1', 5, true)], [entry('1', 6)])).toEqual([entry('1', 5, true), entry('1', 6)]);
});

test('entries in any order and number end in the highest sequence of each row', () => {
  const arrivals = fc.array(fc.tuple(fc.constantFrom('1', '2', '3'), fc.integer({ min: 1, max: 9 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(arrivals, fc.nat(40), (list, cut) => {
      const entries = list.map(([key, sequence]) => entry(key, sequence));
      const merged = mergeEntries(mergeEntries([], entries.slice(0, cut)), entries.slice(cut));
      const highest = new Map<string, number>();
      for (const { key, sequence } of entries) highest.set(key, Math.max(sequence, highest.get(key) ?? 0));
      expect(new Map(merged.map(({ key, sequence }) => [key, sequence]))).toEqual(highest);
    }),
    { seed: 11, numRuns: 300 },
  );
});

test('a batch ends at its rows, and at its bytes in UTF-8, but takes at least one', () => {
  const rows = ['1', '2', '3'].map((key) => entry(key));
  const two = takeBatch(rows, { maxRows: 2, maxBytes: 1_000_000 });
  expect([named(two.batch), named(two.rest)]).toEqual([['1/1', '2/1'], ['3/1']]);
  const emoji = ['1', '2'].map((key) => aLedgerEntry({ key, cells: ['🔥'.repeat(100)] }));
  const bytes = Buffer.byteLength(JSON.stringify(emoji[0])) + Buffer.byteLength(JSON.stringify(emoji[1]));
  expect(takeBatch(emoji, { maxRows: 9, maxBytes: bytes }).batch).toHaveLength(2);
  expect(takeBatch(emoji, { maxRows: 9, maxBytes: bytes - 1 }).batch).toHaveLength(1);
  expect(takeBatch(emoji, { maxRows: 9, maxBytes: 1 }).batch).toHaveLength(1);
});

test('a content hash is 16 hex digits, equal for equal content and other for other', () => {
  expect(contentHash(['a', 1, null])).toMatch(/^[0-9a-f]{16}$/);
  expect(contentHash(['a', 1, null])).toBe(contentHash(['a', 1, null]));
  const hashes = Array.from({ length: 5_000 }, (_, index) => contentHash(['teks', index]));
  expect(new Set(hashes).size).toBe(5_000);
});
