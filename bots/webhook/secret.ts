import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The word by which a bot knows that a request is Telegram's: made from the bot's token, so that every process of an
 * installation knows it and no further setting has to be kept secret. The token cannot be found from it.
 * @returns 43 characters of `A-Z a-z 0-9 _ -`
 */
export function webhookSecret(token: string): string {
  return createHmac('sha256', token).update('oncek webhook').digest('base64url');
}

/** Whether two words are the same, in a time that does not tell how much of them is. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
