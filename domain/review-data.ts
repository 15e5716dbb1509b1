import { OncekError } from './errors';
import { contentHash } from './ledger';

/** The card a button belongs to: the ticket's message, and which state of it was on show. */
export interface CardRef {
  readonly chatId: number;
  readonly messageId: number;
  /** 0..9999 */
  readonly version: number;
}

/** What a button of a review card or of its label picker asks for. */
export type ReviewPress = CardRef &
  (
    | { readonly kind: 'decide'; readonly option: number }
    | { readonly kind: 'lock' }
    | { readonly kind: 'undo' }
    /** Open the picker of all labels. */
    | { readonly kind: 'pick' }
    /** Another page of the picker, counted from 0. */
    | { readonly kind: 'page'; readonly page: number }
    /** Decide on a label of the picker, named by its `labelHash`: a label itself would not fit. */
    | { readonly kind: 'label'; readonly hash: string }
    | { readonly kind: 'close' }
    /** Ask for a word that the label holds. */
    | { readonly kind: 'search' }
  );

const WORDS = {
  decide: 'rv',
  lock: 'rl',
  undo: 'ru',
  pick: 'ro',
  page: 'rp',
  label: 'rk',
  close: 'rx',
  search: 'rs',
} as const;
const FORM = /^(r[a-z]):(-?\d{1,16}):(\d{1,16}):(\d{1,4})(?::(\w{1,8}))?$/;

/** Starts the data of every button of a review. */
export const REVIEW_DATA = /^r[a-z]:/;

/** Callback data of a button, at most 64 bytes: ids, numbers and a short hash. */
export function reviewData(press: ReviewPress): string {
  const words = [WORDS[press.kind], press.chatId, press.messageId, press.version, ...argumentOf(press)];
  return words.join(':');
}

/** @throws InvalidInput when the data is not of a review */
export function parseReviewData(data: string): ReviewPress {
  const [, word, chatId, messageId, version, argument = ''] = FORM.exec(data) ?? [];
  const card = { chatId: Number(chatId), messageId: Number(messageId), version: Number(version) };
  const isNumber = /^\d{1,4}$/.test(argument);
  if (word === WORDS.decide && isNumber) return { kind: 'decide', ...card, option: Number(argument) };
  if (word === WORDS.page && isNumber) return { kind: 'page', ...card, page: Number(argument) };
  if (word === WORDS.label && /^[0-9a-f]{8}$/.test(argument)) return { kind: 'label', ...card, hash: argument };
  const plain = (['lock', 'undo', 'pick', 'close', 'search'] as const).find((kind) => WORDS[kind] === word);
  if (!plain || argument !== '') throw new OncekError('InvalidInput', 'callback data is not of a review card');
  return { kind: plain, ...card };
}

/** Names a label in 8 hex digits, among the at most some hundred known ones. */
export function labelHash(label: string): string {
  return contentHash(label).slice(0, 8);
}

function argumentOf(press: ReviewPress): readonly (string | number)[] {
  switch (press.kind) {
    case 'decide':
      return [press.option];
    case 'page':
      return [press.page];
    case 'label':
      return [press.hash];
    default:
      return [];
  }
}
