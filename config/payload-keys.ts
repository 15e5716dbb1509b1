import type { PayloadKeys } from './types';

/** Bytes of an AES-256 key. */
export const PAYLOAD_KEY_BYTES = 32;

/** Stands before the keys of a process that reads encrypted payloads and writes plain ones. */
const PLAIN = 'plain';

/**
 * Reads `TEMPORAL_PAYLOAD_KEY`: keys as base64, comma-separated, the newest first. The first encrypts, all decrypt; where
 * the first entry is the word `plain` nothing is encrypted.
 * @returns the faults in words beside the keys, never a key
 */
export function parsePayloadKeys(text: string): { keys: PayloadKeys; faults: string[] } {
  const entries = text.split(',').map((entry) => entry.trim());
  const encrypts = entries[0] !== PLAIN;
  const given = encrypts ? entries : entries.slice(1);
  const keys = given.map((entry) => Buffer.from(entry, 'base64'));
  const faults = given.flatMap((entry, index) => {
    const isRight = /^[A-Za-z0-9+/_-]{43}=?$/.test(entry) && keys[index]?.length === PAYLOAD_KEY_BYTES;
    const place = index + (encrypts ? 1 : 2);
    return isRight
      ? []
      : [`TEMPORAL_PAYLOAD_KEY: entry ${place} is not 32 bytes in base64; make one with npm run key -- payload`];
  });
  if (given.length === 0) faults.push('TEMPORAL_PAYLOAD_KEY: no key stands behind "plain"');
  if (new Set(given).size !== given.length) faults.push('TEMPORAL_PAYLOAD_KEY: a key stands there twice');
  return { keys: { encrypts, known: keys.map((key) => new Uint8Array(key)) }, faults };
}
