import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Ids from outside go into logs and headers, so only plain ones are taken over. */
const PLAIN_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Gives every request an `X-Trace-ID`: the caller's where it is plain, else a new one. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('X-Trace-ID');
  const id = given && PLAIN_ID.test(given) ? given : randomUUID();
  response.locals.traceId = id;
  response.set('X-Trace-ID', id);
  next();
};
