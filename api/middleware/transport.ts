import compression from 'compression';
import cors from 'cors';
import type { RequestHandler } from 'express';
import type { Config } from '../../config/types';

const A_DAY_S = 86_400;

/** Answers packed for callers that take them so; what is told live is sent as it comes. */
export function packedAnswers(): RequestHandler {
  const packed = compression({
    filter: (request, response) =>
      !/^text\/event-stream/.test(String(response.getHeader('Content-Type') ?? '')) &&
      compression.filter(request, response),
  });
  return (request, response, next) => {
    // No cache between keeps what was posted, so that nothing has to tell it of the other form either.
    if (request.method === 'POST' && request.headers['accept-encoding'] === undefined) next();
    else packed(request, response, next);
  };
}

/** Pages of these origins may call the API, with a key: cookies are never taken from elsewhere. */
export function pagesOf({ corsOrigins }: Pick<Config['http'], 'corsOrigins'>): RequestHandler {
  if (corsOrigins.length === 0) return (_request, _response, next) => next();
  return cors({
    origin: [...corsOrigins],
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['Content-Type', 'X-API-Key', 'Idempotency-Key', 'X-Trace-ID', 'If-None-Match', 'traceparent'],
    exposedHeaders: ['X-Trace-ID', 'ETag', 'Location', 'Retry-After', 'Idempotent-Replayed'],
    credentials: false,
    maxAge: A_DAY_S,
  });
}
