import { createPace } from '../../../activities/sheets/quota';
import {
  expiredMarks,
  MARK_KEY,
  MARK_LIFE_MS,
  MARK_VALUE_CHARS,
  markValueOf,
  refusedMarkValue,
  type KnownMark,
} from '../../../domain/marks';

/** Google allows a spreadsheet so many characters of metadata, keys and values together. */
const GOOGLE_CHARS = 30_000;
const GOOGLE_WRITES_PER_MINUTE = 60;
const START_MS = Date.parse('2026-03-02T00:00:00.000Z');
const HASH = '0123456789abcdef';
const place = { spreadsheetId: 'book', firstSpreadsheetId: 'book' };

/** A spreadsheet's marks while batch after batch goes through. */
class Marks {
  readonly inSheet = new Map<number, string>();
  known: KnownMark[] = [];
  most = { marks: 0, chars: 0 };
  private batches = 0;

  /** One batch, as the ledger makes it and Google applies it. */
  batch(nowMs: number, batchNumber = (this.batches += 1)): void {
    const expired = expiredMarks(this.known, { ...place, nowMs });
    const metadataId = this.inSheet.size + nowMs;
    this.inSheet.set(metadataId, markValueOf('ffffffff', batchNumber, HASH));
    for (const id of expired) if (!this.inSheet.delete(id)) throw new Error(`mark ${id} is gone already`);
    this.known = this.known.filter((mark) => !expired.includes(mark.metadataId));
    this.known.push({ metadataId, confirmedAt: new Date(nowMs).toISOString(), spreadsheetId: 'book' });
    const chars = [...this.inSheet.values()].reduce((sum, value) => sum + MARK_KEY.length + value.length, 0);
    this.most = { marks: Math.max(this.most.marks, this.inSheet.size), chars: Math.max(this.most.chars, chars) };
  }
}

test('a mark has at most 41 characters: the longest batch number that fits has 14 digits', () => {
  expect(MARK_KEY.length + markValueOf('ffffffff', 99_999_999_999_999, HASH).length).toBe(41);
  expect(refusedMarkValue(markValueOf('ffffffff', 99_999_999_999_999, HASH))).toHaveLength(MARK_VALUE_CHARS);
});

test('600 marks at their longest are 24,600 characters: below 25,000 of Google’s 30,000', () => {
  expect(600 * (MARK_KEY.length + MARK_VALUE_CHARS)).toBe(24_600);
  expect(24_600).toBeLessThan(25_000);
  expect(25_000).toBeLessThan(GOOGLE_CHARS);
});

test('12,000 batches at the most that Google lets through, 60 a minute: never more than 600 marks', () => {
  const sheet = new Marks();
  const gapMs = 60_000 / GOOGLE_WRITES_PER_MINUTE;
  for (let batch = 0; batch < 12_000; batch += 1) sheet.batch(START_MS + batch * gapMs, 99_999_999_000_000 + batch);
  expect(sheet.most).toEqual({ marks: 600, chars: 24_600 });
  expect(sheet.known).toHaveLength(600);
});

test('12,000 batches at our own pace, each with a reading before and after: some 300 marks', async () => {
  let nowMs = START_MS;
  const pace = () =>
    createPace({ perMinute: 55, nowMs: () => nowMs, sleep: (ms) => Promise.resolve(void (nowMs += ms)) });
  const [read, write] = [pace(), pace()];
  const sheet = new Marks();
  for (let batch = 0; batch < 12_000; batch += 1) {
    await read();
    await write();
    await read();
    sheet.batch(nowMs);
    nowMs += 1;
  }
  expect(sheet.most.marks).toBeLessThan(600);
  expect(sheet.most.chars).toBeLessThan(25_000);
  expect(sheet.most.marks).toBeGreaterThan(250);
});

test('a mark goes at ten minutes and no sooner, and only with a batch of its own spreadsheet', () => {
  const at = new Date(START_MS).toISOString();
  const marks: KnownMark[] = [
    { metadataId: 1, confirmedAt: at },
    { metadataId: 2, confirmedAt: at, spreadsheetId: 'book-2' },
  ];
  const expired = (spreadsheetId: string, ageMs: number) =>
    expiredMarks(marks, { ...place, spreadsheetId, nowMs: START_MS + ageMs });
  expect(expired('book', MARK_LIFE_MS - 1)).toEqual([]);
  expect(expired('book', MARK_LIFE_MS)).toEqual([1]);
  expect(expired('book-2', MARK_LIFE_MS)).toEqual([2]);
});
