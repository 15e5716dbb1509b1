/** Runs of two or more Unicode word characters: scikit-learn's `(?u)\b\w\w+\b`. A combining mark ends a word there too. */
const WORD = /[\p{L}\p{N}_]{2,}/gu;

/** What Python's `str.split()` splits at; JavaScript's `\s` lacks the separators 1c-1f and 85, and has FEFF besides. */
// eslint-disable-next-line no-control-regex -- four of Python's separators are control characters
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

const SURROGATE = /[\ud800-\udfff]/;

/** How a text becomes terms. `char_wb`: character n-grams inside words, each word with a space on both sides. */
export type Analyzer = 'word' | 'char_wb';

/** Smallest and largest n, both included, 1 or more. */
export type NgramRange = readonly [min: number, max: number];

/** Words of a text, which is lower-cased first. */
export function wordTokens(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/** Calls `visit` with every n-gram of words, joined by one space; repeated ones each time they occur. */
export function visitWordNgrams(text: string, [min, max]: NgramRange, visit: (term: string) => void): void {
  const words = wordTokens(text);
  for (let n = min; n <= Math.min(max, words.length); n += 1) {
    for (let start = 0; start + n <= words.length; start += 1) {
      visit(n === 1 ? words[start]! : words.slice(start, start + n).join(' '));
    }
  }
}

/**
 * Calls `visit` with every character n-gram inside the words of a text. Characters are code points; a padded word
 * shorter than n is visited once, whole, and larger n are then not tried on it.
 */
export function visitCharNgrams(text: string, range: NgramRange, visit: (term: string) => void): void {
  for (const word of text.toLowerCase().split(WHITE_SPACE)) {
    if (word === '') continue;
    if (SURROGATE.test(word)) visitCodePoints([' ', ...word, ' '], range, visit);
    else visitCodeUnits(` ${word} `, range, visit);
  }
}

function visitCodeUnits(padded: string, [min, max]: NgramRange, visit: (term: string) => void): void {
  for (let n = min; n <= max; n += 1) {
    if (n >= padded.length) return visit(padded);
    for (let start = 0; start + n <= padded.length; start += 1) visit(padded.slice(start, start + n));
  }
}

function visitCodePoints(padded: readonly string[], [min, max]: NgramRange, visit: (term: string) => void): void {
  for (let n = min; n <= max; n += 1) {
    if (n >= padded.length) return visit(padded.join(''));
    for (let start = 0; start + n <= padded.length; start += 1) visit(padded.slice(start, start + n).join(''));
  }
}

/** Calls `visit` with every term of a text, in no promised order. */
export function visitTerms(text: string, analyzer: Analyzer, range: NgramRange, visit: (term: string) => void): void {
  if (analyzer === 'word') visitWordNgrams(text, range, visit);
  else visitCharNgrams(text, range, visit);
}

/** Order of terms by code point, as Python sorts; JavaScript's own order is by UTF-16 unit. */
export function compareTerms(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    // A surrogate stands for a code point above every other unit.
    const aHigh = a >= 0xd800 && a <= 0xdfff;
    const bHigh = b >= 0xd800 && b <= 0xdfff;
    return aHigh === bHigh ? a - b : aHigh ? 1 : -1;
  }
  return left.length - right.length;
}
