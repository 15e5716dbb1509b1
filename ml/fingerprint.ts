import { createHash } from 'node:crypto';
import type { LabelledRow } from './predict';

/** SHA-256 in lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Fingerprint of a set of rows: the same rows in another order have the same one. */
export function fingerprintRows(rows: readonly LabelledRow[]): string {
  const hashes = rows.map(({ problem, solving, label }) => sha256(JSON.stringify([problem, solving, label])));
  return sha256(hashes.sort().join('\n'));
}

/** Fingerprint of plain JSON data. The order of keys counts. */
export function fingerprintValue(value: unknown): string {
  return sha256(JSON.stringify(value));
}
