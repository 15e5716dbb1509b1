import { z } from 'zod';
import { hasContent } from '../../domain/messages';

/** 0 to 1. */
export const share = z.number().min(0).max(1);

/** Telegram refuses such characters, and so do parts of Temporal: refused at the door they cost no half-done work. */
function isWellFormed(text: string): boolean {
  return !/\0|\p{Cs}/u.test(text);
}

const NOT_WELL_FORMED = 'holds a NUL character or half of a surrogate pair; send well-formed Unicode';

/** A text that people will read: trimmed, with something to see in it. @param max - UTF-16 units, Telegram's measure */
export function readableText(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(isWellFormed, NOT_WELL_FORMED)
    .refine(hasContent, 'holds nothing that can be seen');
}

/** A name to choose by. @param max - UTF-16 units */
export function name(max: number) {
  return z.string().max(max).refine(isWellFormed, NOT_WELL_FORMED);
}

/** Free of what escapes Unicode classes: the pattern stands in the API document, whose readers know none. */
const SEARCHABLE =
  // eslint-disable-next-line no-control-regex -- they are what is refused
  /^$|^[^"'\\\u0000-\u001f\u007f-\u009f]([^"\\\u0000-\u001f\u007f-\u009f]*[^"'\\\u0000-\u001f\u007f-\u009f])?$/;

/**
 * A value to search tickets by. Temporal's SQL stores escape some characters twice and would find nothing, though
 * tickets with that value exist: better refused than answered wrongly.
 */
export function searchValue(max: number) {
  return name(max).regex(
    SEARCHABLE,
    'cannot be searched for: no double quotes, backslashes, control characters, or single quotes at either end',
  );
}
