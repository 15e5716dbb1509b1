import { createHash } from 'node:crypto';
import { HttpProblem } from '../problem';

const SUM_BYTES = 6;

/** Temporal's page token as the cursor of a list; null after the last page. */
export function cursorOf(token: Uint8Array): string | null {
  return token.length === 0 ? null : Buffer.concat([sumOf(token), token]).toString('base64url');
}

/**
 * The page token in a cursor. The checksum is no secret: it only spares Temporal tokens that are none, which it takes
 * for a passing trouble of its own and tries again and again.
 * @throws InvalidInput
 */
export function tokenOf(cursor: string): Uint8Array {
  const bytes = Buffer.from(cursor, 'base64url');
  const token = bytes.subarray(SUM_BYTES);
  const isOurs = token.length > 0 && /^[\w-]+$/.test(cursor) && sumOf(token).equals(bytes.subarray(0, SUM_BYTES));
  if (!isOurs)
    throw new HttpProblem(400, 'InvalidInput', 'cursor: not one of ours; take nextCursor of the last answer');
  return token;
}

function sumOf(token: Uint8Array): Buffer {
  return createHash('sha256').update(token).digest().subarray(0, SUM_BYTES);
}
