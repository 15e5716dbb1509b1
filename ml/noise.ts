import { createRandom } from './random';

/**
 * Copies of texts with words left out at random, so that no single word is leaned on; a text never loses all of them.
 * @param share - chance of each word to be left out, 0 to below 1
 */
export function dropWords(texts: readonly string[], share: number, seed: number): string[] {
  const random = createRandom(seed);
  return texts.map((text) => {
    const words = text.split(' ');
    const kept = words.filter(() => random() >= share);
    return kept.length > 0 ? kept.join(' ') : text;
  });
}
