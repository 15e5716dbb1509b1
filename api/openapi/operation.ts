import type { z } from 'zod';
import type { ApiRole } from '../../config/types';

/** One call of the API, as the document tells it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/api/tickets/{id}`. */
  readonly path: string;
  /** A call of the former system: unknown fields are ignored, and `LEGACY_OPEN_FROM` counts. */
  readonly isTodays?: true;
  readonly summary: string;
  /** null: open to anybody. */
  readonly role: ApiRole | null;
  readonly body?: z.ZodType;
  /** Of the body; default application/json. */
  readonly bodyType?: string;
  /** The body may be left out. */
  readonly isBodyOptional?: boolean;
  readonly query?: z.ZodObject;
  /** Of the answer when all is well; default 200. */
  readonly status?: number;
  /** Other statuses that say that all is well, with the same answer: status to its meaning. */
  readonly alsoWell?: Readonly<Record<number, string>>;
  readonly answer?: z.ZodType;
  /** Of an answer that is not JSON. */
  readonly mediaType?: string;
  /** Problems beside those that follow from role, body, query and path: status to its meaning. */
  readonly problems?: Readonly<Record<number, string>>;
}

/** Problems of a call that asks the workflow server. */
export const TEMPORAL_AWAY = { 503: 'The workflow server does not answer now' } as const;
