import { createHash, webcrypto } from 'node:crypto';

import { LightGBMError } from './errors';

/** Begins the last line of a saved model. LightGBM's parsers, Python's too, stop before it or pass over it. */
const MARK = 'lightgbm3_sha256:';

/** Adds the line with the SHA-256 of all text before it. */
export function withChecksum(modelText: string): string {
  return `${modelText}${MARK}${digest(modelText)}\n`;
}

/** The line that {@link withChecksum} adds, for a model text in UTF-8, reckoned off the event loop. */
export async function checksumLine(modelText: Uint8Array): Promise<string> {
  const hash = await webcrypto.subtle.digest('SHA-256', modelText);
  return `${MARK}${Buffer.from(hash).toString('hex')}\n`;
}

/**
 * The model text without its checksum line; text without one is given back as it is.
 * @param isRequired - refuse a text without a checksum line
 * @throws LightGBMError when the text is not the one the line was made for
 */
export function checkedText(text: string, isRequired: boolean): string {
  const at = text.lastIndexOf(`\n${MARK}`) + 1;
  if (at === 0) {
    if (isRequired) throw new LightGBMError('The model text has no checksum line; save it with saveModel');
    return text;
  }
  const modelText = text.slice(0, at);
  if (text.slice(at + MARK.length).trimEnd() !== digest(modelText)) {
    throw new LightGBMError('The model text was changed or cut after it was saved: its checksum differs');
  }
  return modelText;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
