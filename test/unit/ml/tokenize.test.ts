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
