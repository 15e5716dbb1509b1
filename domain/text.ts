import { foldSpace } from './messages';

/** A text that may have been shortened, and whether it was. */
export interface CutText {
  text: string;
  cut: boolean;
}

/** What stands between problem and solving in the text a model sees. Typed by a person it becomes the word "sep". */
export const SEPARATOR = '[SEP]';

/** A model reads at most so many characters (UTF-16 units). */
export const MAX_MODEL_CHARS = 8_000;

const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['moban', 'mohon bantuan'],
  ['tks', 'terima kasih'],
  ['thx', 'terima kasih'],
  ['yg', 'yang'],
  ['utk', 'untuk'],
  ['dgn', 'dengan'],
  ['tdk', 'tidak'],
  ['gak', 'tidak'],
  ['ga', 'tidak'],
  ['gk', 'tidak'],
  ['krn', 'karena'],
  ['blm', 'belum'],
  ['sdh', 'sudah'],
  ['udh', 'sudah'],
  ['lg', 'lagi'],
  ['jg', 'juga'],
  ['bs', 'bisa'],
  ['trs', 'terus'],
  ['klo', 'kalau'],
  ['kl', 'kalau'],
  ['sm', 'sama'],
  ['dr', 'dari'],
  ['sy', 'saya'],
  ['ak', 'aku'],
  ['min', 'admin'],
  ['pls', 'please'],
  ['plz', 'please'],
]);

const URL = /(?<![\p{L}\p{N}_])(?:https?:\/\/|www\.)\S+/gu;
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]+/gu;
const PHONE = /(?<![\p{L}\p{N}_])(?:\+?62|08)\d{8,13}(?![\p{L}\p{N}_])/gu;
const ORDER_CODE = /(?<![\p{L}\p{N}_])(wo|sc)[- ]?\d+(?![\p{L}\p{N}_])/gu;
const PERSON_CODE = /(?<![\p{L}\p{N}_])(nik|laborcode) ?[:-]? ?\d+(?![\p{L}\p{N}_])/gu;
/** Ink-less characters inside words: soft hyphen, zero-width ones, emoji variants. */
const INVISIBLE = /\p{Variation_Selector}|[\u00AD\u200B-\u200F\u2060\uFEFF]/gu;
const NOT_WORD = /[^\p{L}\p{M}\p{N}_]+/gu;

/**
 * The text a model sees: lower case; URLs, e-mails, mentions and phone numbers gone; `#tag` as `tag`; order codes as
 * `wo_code`/`sc_code`; `nik`/`laborcode` without their number; abbreviations expanded; bare numbers and punctuation
 * as spaces, single ones. Training and prediction must use the very same, so a change here wants a retraining.
 */
export function canonicalText(text: string): string {
  const lower = foldSpace(wellFormed(text).replace(INVISIBLE, '').normalize('NFKC').toLowerCase());
  return lower
    .replace(URL, ' ')
    .replace(EMAIL, ' ')
    .replace(MENTION, ' ')
    .replace(PHONE, ' ')
    .replace(ORDER_CODE, '$1_code')
    .replace(PERSON_CODE, '$1')
    .replace(NOT_WORD, ' ')
    .split(' ')
    .filter((word) => /\p{L}/u.test(word))
    .map((word) => ABBREVIATIONS.get(word) ?? word)
    .join(' ');
}

/** `problem [SEP] solving`; where one is missing, the other alone. White space and `nan` count as missing. */
export function joinText(problem: string | null, solving: string | null): string {
  return [problem, solving]
    .map(presentText)
    .filter((part) => part !== '')
    .join(` ${SEPARATOR} `);
}

/** The first `maxChars` UTF-16 units, one less where a surrogate pair would be split. */
export function cutText(text: string, maxChars: number): CutText {
  if (text.length <= maxChars) {
    return { text, cut: false };
  }
  const isSplit = /[\uD800-\uDBFF]$/.test(text.slice(0, maxChars)) && /^[\uDC00-\uDFFF]/.test(text.slice(maxChars));
  return { text: text.slice(0, isSplit ? maxChars - 1 : maxChars), cut: true };
}

/**
 * What a model is asked: both parts cleaned, then joined; 8,000 characters at most, of each part as written and of the
 * whole. `cut` says that something was left out; text is '' where neither part holds a word.
 */
export function modelText(ticket: { problem: string | null; solving: string | null }): CutText {
  const problem = cutText(presentText(ticket.problem), MAX_MODEL_CHARS);
  const solving = cutText(presentText(ticket.solving), MAX_MODEL_CHARS);
  const joined = cutText(joinText(canonicalText(problem.text), canonicalText(solving.text)), MAX_MODEL_CHARS);
  return { text: joined.text, cut: joined.cut || problem.cut || solving.cut };
}

/** The text with each lone surrogate replaced by U+FFFD: what JSON and UTF-8 can carry. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD');
}

function presentText(text: string | null): string {
  const trimmed = (text ?? '').trim();
  return trimmed.toLowerCase() === 'nan' ? '' : trimmed;
}

/**
 * A text without certain characters at its end, however many. A pattern such as `/x+$/` tries anew at each of them where
 * something else follows: its time grows with their square.
 * @param ends - single UTF-16 units
 */
export function withoutEnd(text: string, ends: string): string {
  let end = text.length;
  while (end > 0 && ends.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
