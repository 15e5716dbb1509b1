import { z } from 'zod';
import type { LogsPosition } from '../../activities/mirror/logs-reader';
import { HttpProblem } from '../problem';

const position = z.tuple([z.string().max(10), z.string().max(200), z.string().max(300)]);

/** Where a page ended, as the cursor of a list. */
export function logsCursor(at: LogsPosition | null): string | null {
  if (at === null) return null;
  return Buffer.from(JSON.stringify([at.day, at.spreadsheetId, at.rowKey])).toString('base64url');
}

/** @throws InvalidInput for a cursor that is none of ours */
export function logsPositionOf(cursor: string | undefined): LogsPosition | null {
  if (cursor === undefined) return null;
  try {
    const [day, spreadsheetId, rowKey] = position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { day, spreadsheetId, rowKey };
  } catch {
    throw new HttpProblem(400, 'InvalidInput', 'cursor: not one of ours; take nextCursor of the last answer');
  }
}
