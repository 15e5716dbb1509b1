import { randomUUID } from 'node:crypto';
import { isSpanContextValid, SpanKind, SpanStatusCode, type Span } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import { traceIdOf } from '../../domain/traceparent';
import { asActive, startSpan } from '../../temporal/tracing/spans';

/** Ids from outside go into logs and headers, so only plain ones are taken over. */
const PLAIN_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Gives every request an `X-Trace-ID`: the caller's where it is plain, else that of its `traceparent`, else a new one. Where
 * tracing is on the request is a span, in the trace that the caller names by either header.
 */
export const requestId: RequestHandler = (request, response, next) => {
  const header = request.get('X-Trace-ID');
  const given = header && PLAIN_ID.test(header) ? header : null;
  const span = startSpan(`HTTP ${request.method}`, {
    traceparent: request.get('traceparent'),
    traceId: given && traceIdOf(given),
    kind: SpanKind.SERVER,
    attributes: { 'http.request.method': request.method },
  });
  const at = span.spanContext();
  const id = given ?? (isSpanContextValid(at) ? at.traceId : randomUUID());
  response.locals.traceId = id;
  response.set('X-Trace-ID', id);
  response.once('close', () => endWith(span, request, response));
  asActive(span, next);
};

/** The route's pattern, never the path: what stands in its place is the caller's. */
function endWith(span: Span, request: Request, response: Response): void {
  const { path } = (request.route ?? {}) as { path?: unknown };
  if (typeof path === 'string') {
    const route = `${request.baseUrl}${path}`;
    span.updateName(`HTTP ${request.method} ${route}`).setAttribute('http.route', route);
  }
  if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('http.response.status_code', response.statusCode).end();
}
