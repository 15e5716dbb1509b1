import fc from 'fast-check';
import { compareTerms, visitCharNgrams, visitWordNgrams, wordTokens } from '../../../ml/tokenize';

/** Any UTF-16 units: lone surrogates, separators and joiners included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

function collect(visit: (take: (term: string) => void) => void): string[] {
  const terms: string[] = [];
  visit((term) => terms.push(term));
  return terms;
}

describe('word tokens', () => {
  it('are lower-cased runs of two or more letters, digits and underscores of any script', () => {
    expect(wordTokens('A Bb c_1 中文 ١٢ x')).toEqual(['bb', 'c_1', '中文', '١٢']);
  });

  it('end at a combining mark, as in Python', () => {
    expect(wordTokens('kafe\u0301in')).toEqual(['kafe', 'in']);
  });

  it('are none in emoji, punctuation and nothing', () => {
    expect(wordTokens('😭📷 ?! ')).toEqual([]);
  });
});

describe('word n-grams', () => {
  it('join neighbours by one space, shorter ones first', () => {
    expect(collect((take) => visitWordNgrams('tidak bisa  login', [1, 2], take))).toEqual([
      'tidak',
      'bisa',
      'login',
      'tidak bisa',
      'bisa login',
    ]);
  });

  it('are those there are when the text is shorter than n', () => {
    expect(collect((take) => visitWordNgrams('login', [1, 3], take))).toEqual(['login']);
  });
});

describe('character n-grams inside words', () => {
  it('pad each word and do not cross words', () => {
    expect(collect((take) => visitCharNgrams('ab cd', [3, 3], take))).toEqual([' ab', 'ab ', ' cd', 'cd ']);
  });

  it('count a padded word shorter than n once, whole, whatever the larger n', () => {
    expect(collect((take) => visitCharNgrams('a', [4, 6], take))).toEqual([' a ']);
  });

  it('count an emoji as one character', () => {
    expect(collect((take) => visitCharNgrams('📷', [2, 2], take))).toEqual([' 📷', '📷 ']);
  });

  it('take any text, lone surrogates too, and hold no line break or tab', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const terms = collect((take) => visitCharNgrams(text, [2, 4], take));
        expect(terms.every((term) => !/[\n\t]/.test(term) && [...term].length <= 4)).toBe(true);
      }),
    );
  });
});

describe('terms of any text', () => {
  it('n words give n - k + 1 runs of k words, each a part of the words joined by spaces', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 4 }), (text, n) => {
        const words = wordTokens(text);
        const terms = collect((take) => visitWordNgrams(text, [n, n], take));
        expect(terms).toHaveLength(Math.max(0, words.length - n + 1));
        expect(terms.every((term) => ` ${words.join(' ')} `.includes(` ${term} `))).toBe(true);
      }),
    );
  });

  it('a larger range only adds: every run of 1 to 2 words is among those of 1 to 3', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const some = collect((take) => visitWordNgrams(text, [1, 2], take));
        const more = new Set(collect((take) => visitWordNgrams(text, [1, 3], take)));
        expect(some.every((term) => more.has(term))).toBe(true);
      }),
    );
  });

  it('characters: each term is a part of its padded word, of n characters unless it is the whole word', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 5 }), (text, n) => {
        // Words are parted here by what both Python and JavaScript take for white space.
        const plain = text.replace(/[\p{Cc}\ufeff]/gu, '_');
        const padded = plain
          .toLowerCase()
          .split(/\s+/u)
          .map((word) => ` ${word} `);
        for (const term of collect((take) => visitCharNgrams(plain, [n, n], take))) {
          expect([...term].length === n || ([...term].length < n && padded.includes(term))).toBe(true);
        }
      }),
    );
  });

  it('upper and lower case give the same terms of ASCII text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(wordTokens(text.toUpperCase())).toEqual(wordTokens(text.toLowerCase()));
      }),
    );
  });
});

describe('order of terms', () => {
  it('is by code point: a letter beyond the basic plane comes after every other', () => {
    expect(['\u{10400}', '\uffe6', 'b', 'a'].sort(compareTerms)).toEqual(['a', 'b', '\uffe6', '\u{10400}']);
  });

  it('is total: equal only to itself, and opposite when swapped', () => {
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        expect(Math.sign(compareTerms(left, right))).toBe(-Math.sign(compareTerms(right, left)) + 0);
        expect(compareTerms(left, right) === 0).toBe(left === right);
      }),
    );
  });
});
