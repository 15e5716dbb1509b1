import type { Actor } from '../access';
import type { Json } from '../json';
import type { Spreadsheet } from '../model';
import type { UndoLog } from '../undo';

/** What one request of a batch works on. */
export interface RequestContext {
  readonly book: Spreadsheet;
  readonly undo: UndoLog;
  readonly actor: Actor;
  /** Path of the request in the body, e.g. `requests[3].addSheet`. */
  readonly where: string;
  /** A positive number below 2^31 that was not given out before; the same sequence after a replay. */
  readonly newId: () => number;
}

/** Applies one request. @returns its reply, without the kind's name around it; `{}` for kinds that answer nothing */
export type RequestHandler = (request: Json, context: RequestContext) => object;
