import fc from 'fast-check';
import { buildTextIndex } from '../../../activities/similar/text-index';

const TEXTS = ['gagal login mytech', 'gagal login', 'speedtest lambat sekali', 'lupa kata sandi mytech', 'gagal login'];

test('the text itself comes first with a likeness of 1, then what shares its words, the earlier one first', async () => {
  const index = await buildTextIndex(TEXTS);
  const found = index.nearest('gagal login', 10);
  expect(found.map(({ place }) => place)).toEqual([1, 4, 0]);
  expect(found[0]!.score).toBeCloseTo(1, 6);
  expect(found[2]!.score).toBeLessThan(1);
  expect(index.size).toBe(5);
});

test('words that no text has make all texts less alike', async () => {
  const index = await buildTextIndex(TEXTS);
  const [plain] = index.nearest('gagal login', 1);
  const [longer] = index.nearest('gagal login karena kabel putus', 1);
  expect(longer!.place).toBe(plain!.place);
  expect(longer!.score).toBeLessThan(0.6);
});

test('a text without a known word finds nothing, and so does an empty index', async () => {
  const index = await buildTextIndex(TEXTS);
  expect(index.nearest('kabel putus', 3)).toEqual([]);
  expect(index.nearest('', 3)).toEqual([]);
  expect((await buildTextIndex([])).nearest('gagal', 3)).toEqual([]);
});

test('asked twice it answers the same, and never gives more than asked for', async () => {
  const index = await buildTextIndex(TEXTS);
  expect(index.nearest('gagal login mytech', 2)).toEqual(index.nearest('gagal login mytech', 2));
  expect(index.nearest('gagal login mytech', 2)).toHaveLength(2);
});

/** Cosine of TF-IDF rows as the formulas say it, text against text: words and pairs, 1 + ln(tf), smoothed idf, also of unknown words. */
function cosines(texts: readonly string[], query: string): number[] {
  const termsOf = (text: string): string[] => {
    const words = text.split(' ').filter((word) => word.length > 1);
    return [...words, ...words.slice(1).map((word, at) => `${words[at]} ${word}`)];
  };
  const docs = texts.map(termsOf);
  const df = (term: string): number => docs.filter((doc) => doc.includes(term)).length;
  const rowOf = (terms: string[]): Map<string, number> => {
    const row = new Map<string, number>();
    for (const term of new Set(terms)) {
      const count = terms.filter((other) => other === term).length;
      row.set(term, (1 + Math.log(count)) * (Math.log((1 + docs.length) / (1 + df(term))) + 1));
    }
    const size = Math.hypot(...row.values());
    return new Map([...row].map(([term, value]) => [term, value / size]));
  };
  const asked = rowOf(termsOf(query));
  return docs.map((doc) => [...rowOf(doc)].reduce((sum, [term, value]) => sum + value * (asked.get(term) ?? 0), 0));
}

test('its likenesses are those of the formulas, text against text', async () => {
  const text = fc
    .array(fc.constantFrom('gagal', 'login', 'mytech', 'lambat', 'sandi', 'odp'), { minLength: 1, maxLength: 6 })
    .map((words) => words.join(' '));
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 8 }),
      fc.oneof(
        text,
        text.map((known) => `${known} kabel putus`),
      ),
      async (texts, query) => {
        const found = (await buildTextIndex(texts)).nearest(query, texts.length);
        const expected = cosines(texts, query);
        expect(found).toHaveLength(expected.filter((score) => score > 0).length);
        for (const { place, score } of found) expect(score).toBeCloseTo(expected[place]!, 5);
      },
    ),
    { numRuns: 200, seed: 7 },
  );
});
