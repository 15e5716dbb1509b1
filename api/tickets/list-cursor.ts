import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ClosedTicketPosition } from '../../activities/mirror/closed-tickets';
import { cursorOf, tokenOf } from './cursor';

/** Where a list of tickets goes on. */
export interface ListPosition {
  /** Temporal's own cursor; null: behind what Temporal knows, in the mirror. */
  readonly temporal: string | null;
  /** In the mirror; null: from the newest row on. */
  readonly after: ClosedTicketPosition | null;
  /** Marks of the tickets that were listed last: those Temporal forgets first, maybe before the next page. */
  readonly listed: readonly string[];
}

const PREFIX = 'm.';
/** So many of the last listed tickets are remembered: a cursor stays short. */
const REMEMBERED = 64;
const MARK_CHARS = 8;

const written = z.tuple([z.string().max(1_500).nullable(), z.array(z.string().max(300)).max(3), z.string().max(1_000)]);

/** The marks after some more tickets were listed. */
export function remember(listed: readonly string[], ids: readonly string[]): readonly string[] {
  return [...listed, ...ids.map(markOf)].slice(-REMEMBERED);
}

export function wasListed({ listed }: ListPosition, id: string): boolean {
  return listed.includes(markOf(id));
}

export function listCursor({ temporal, after, listed }: ListPosition): string {
  const at = after === null ? [] : [after.day, after.spreadsheetId, after.rowKey];
  return PREFIX + cursorOf(Buffer.from(JSON.stringify([temporal, at, listed.join('')])));
}

/** @throws InvalidInput for a cursor that is none of ours */
export function listPositionOf(cursor: string | undefined): ListPosition | null {
  if (cursor === undefined) return null;
  if (!cursor.startsWith(PREFIX)) return { temporal: cursor, after: null, listed: [] };
  const content: unknown = JSON.parse(Buffer.from(tokenOf(cursor.slice(PREFIX.length))).toString());
  const [temporal, [day, spreadsheetId, rowKey], marks] = written.parse(content);
  const isPlace = day !== undefined && spreadsheetId !== undefined && rowKey !== undefined;
  const after = isPlace ? { day, spreadsheetId, rowKey } : null;
  return { temporal, after, listed: marks.match(new RegExp(`.{${MARK_CHARS}}`, 'g')) ?? [] };
}

function markOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, MARK_CHARS);
}
