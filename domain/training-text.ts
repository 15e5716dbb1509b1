import { maskPersonalData, PLACEHOLDERS } from './pii';
import { cutText, MAX_MODEL_CHARS, modelText } from './text';

/** As `canonicalText` reads them; masking would make `[ORDER]` of both kinds, a word that no prediction ever sees. */
const ORDER_CODE = /(?<![\p{L}\p{N}_])(wo|sc)[- ]?\d+(?![\p{L}\p{N}_])/giu;
const ANY_PLACEHOLDER = new RegExp(
  Object.values(PLACEHOLDERS)
    .map((placeholder) => placeholder.replace(/[[\]]/g, '\\$&'))
    .join('|'),
  'gu',
);
const ORDER_WORDS = /\b(?:wo|sc)_code\b/gu;

/**
 * One part of a ticket as a training set keeps it: personal data gone, names after "nama" included, then cleaned as for a
 * prediction. `modelText` leaves it as it is, so a model is trained on what it will be asked.
 * @param text - as written, or masked already; at most 8,000 characters of it count
 * @returns '' where no word is left
 */
export function trainingText(text: string): string {
  const whole = cutText(text, MAX_MODEL_CHARS).text;
  const masked = maskPersonalData(whole.replace(ORDER_CODE, '$1_code')).replace(ANY_PLACEHOLDER, ' ');
  return modelText({ problem: masked, solving: null }).text;
}

/**
 * Names a ticket's text for comparing what was said of it: the same for the text as written and for the one that was
 * masked before it left, which no longer tells work orders from service codes.
 */
export function textIdentity(ticket: { readonly problem: string; readonly solving: string }): string {
  return [ticket.problem, ticket.solving]
    .map((part) => part.replace(ORDER_WORDS, ' ').replace(/ +/g, ' ').trim())
    .join('\n');
}
